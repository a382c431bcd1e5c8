"""Forum topics: opened by a bot that may, written in by id, closed to members."""

import pytest
from sandbox_api import GROUP

from sandbox import SandboxError

FORUM = -1007


@pytest.fixture
def forum(sandbox):
    return sandbox.add_group(FORUM, "论坛群", members=[11], admins=[12], bot="administrator", forum=True)


async def test_a_topic_is_opened_renamed_closed_and_reopened(api, sandbox, forum):
    topic = await api("createForumTopic", chat_id=FORUM, name="重大事件")
    thread = topic["message_thread_id"]
    assert (topic["name"], topic["icon_color"], thread > 1) == ("重大事件", 0x6FB9F0, True)
    place = {"chat_id": FORUM, "message_thread_id": thread}
    sent = await api("sendMessage", text="卡片", **place)
    assert (sent["message_thread_id"], sent["is_topic_message"], sent["chat"]["is_forum"]) == (thread, True, True)
    assert await api("editForumTopic", name="特别重大", **place)
    assert await api("closeForumTopic", **place)
    with pytest.raises(SandboxError, match="closed"):
        sandbox.say(11, FORUM, "进得去吗", thread=thread)
    sandbox.say(12, FORUM, "管理员可以", thread=thread)
    await api("sendMessage", text="管理员机器人也可以", **place)
    assert await api("reopenForumTopic", **place)
    sandbox.say(11, FORUM, "/open", thread=thread)
    kinds = [field for u in await api.updates() for field in u["message"] if field.startswith("forum_topic")]
    assert kinds == ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"]
    assert sandbox.messages(FORUM)[-1].thread == thread


async def test_general_is_the_topic_left_out(api, sandbox, forum):
    sent = await api("sendMessage", chat_id=FORUM, text="综合")
    assert "message_thread_id" not in sent
    await api("createForumTopic", chat_id=FORUM, name="一个")
    for thread in (1, 404):
        refused = await api.refused("sendMessage", chat_id=FORUM, text="x", message_thread_id=thread)
        assert (refused.code, refused.text) == (400, "Bad Request: message thread not found")
        assert (await api.refused("closeForumTopic", chat_id=FORUM, message_thread_id=thread)).code == 400


async def test_the_first_topic_of_a_new_forum_is_not_generals(api, forum):
    assert (await api("createForumTopic", chat_id=FORUM, name="第一个"))["message_thread_id"] == 2


async def test_files_and_replies_stay_in_their_topic(api, sandbox, forum):
    thread = (await api("createForumTopic", chat_id=FORUM, name="重大事件"))["message_thread_id"]
    photo = sandbox.say(11, 11, "", photo=b"\x89PNG\r\n\x1a\n").media.file_id
    sent = await api("sendPhoto", chat_id=FORUM, photo=photo, message_thread_id=thread)
    group = [{"type": "photo", "media": photo}] * 2
    album = await api("sendMediaGroup", chat_id=FORUM, media=group, message_thread_id=thread)
    reply = sandbox.say(11, FORUM, "收到", reply_to=sent["message_id"])
    assert {sent["message_thread_id"], album[1]["message_thread_id"], reply.thread} == {thread}
    refused = await api.refused("sendMediaGroup", chat_id=FORUM, media=group, message_thread_id=9)
    assert refused.text == "Bad Request: message thread not found"


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"bot": "member"}, "not enough rights to create a topic"),
        ({"bot": "administrator", "bot_lacks": ["can_manage_topics"]}, "not enough rights to create a topic"),
        ({"bot": "administrator", "forum": False}, "the chat is not a forum"),
    ],
)
async def test_who_may_not_open_topics(api, sandbox, how, text):
    sandbox.add_group(-1006, "别的群", members=[11], **{"forum": True, **how})
    refused = await api.refused("createForumTopic", chat_id=-1006, name="重大事件")
    assert (refused.code, refused.text) == (400, f"Bad Request: {text}")
    assert sandbox.messages(-1006) == []


async def test_the_right_is_told_by_get_chat_member(api, sandbox, forum):
    me = await api("getChatMember", chat_id=FORUM, user_id=sandbox.world.bot.id)
    assert (me["status"], me["can_manage_topics"]) == ("administrator", True)
    sandbox.add_group(-1006, "别的群", bot="administrator", bot_lacks=["can_manage_topics"], forum=True)
    assert (await api("getChatMember", chat_id=-1006, user_id=sandbox.world.bot.id))["can_manage_topics"] is False
    assert (await api("getChat", chat_id=FORUM))["is_forum"] is True
    assert "is_forum" not in await api("getChat", chat_id=GROUP)


async def test_a_bot_that_is_no_admin_cannot_write_in_a_closed_topic(api, sandbox):
    chat = sandbox.add_group(-1006, "别的群", members=[11], topics={5: "旧"})
    chat.closed_topics.add(5)
    refused = await api.refused("sendMessage", chat_id=-1006, text="x", message_thread_id=5)
    assert refused.text == "Bad Request: TOPIC_CLOSED"


@pytest.mark.parametrize("name", ["", "  ", "字" * 129])
async def test_a_bad_name_is_refused(api, sandbox, forum, name):
    assert (await api.refused("createForumTopic", chat_id=FORUM, name=name)).code == 400
    assert forum.topics == {}


async def test_nothing_changed_is_refused(api, forum):
    thread = (await api("createForumTopic", chat_id=FORUM, name="甲"))["message_thread_id"]
    for method, params in (("editForumTopic", {"name": "甲"}), ("reopenForumTopic", {})):
        refused = await api.refused(method, chat_id=FORUM, message_thread_id=thread, **params)
        assert refused.text == "Bad Request: TOPIC_NOT_MODIFIED"
    await api("closeForumTopic", chat_id=FORUM, message_thread_id=thread)
    assert (await api.refused("closeForumTopic", chat_id=FORUM, message_thread_id=thread)).code == 400


def test_people_write_in_topics_that_are_there(sandbox, forum):
    with pytest.raises(SandboxError, match="no topic 9"):
        sandbox.say(11, FORUM, "x", thread=9)
