"""Forum topics: opened, renamed, closed and reopened by a bot that may manage them."""

from sandbox import refusals
from sandbox.model import Chat, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.render import length16
from sandbox.world import World

LONGEST_NAME = 128
#: the colours Telegram takes, the first of them unless another is asked for
_COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
#: General's own thread, and the message that made the group
_GENERAL = 1


def create_forum_topic(world: World, params: Params) -> Wire:
    """A new topic; its id is that of the service message that opens it."""
    chat = _forum(world, params, "not enough rights to create a topic")
    name, color = _name(params), params.integer("icon_color", _COLORS[0])
    if not name:
        raise bad("Bad Request: topic title must be non-empty")
    if color not in _COLORS:
        raise bad("Bad Request: wrong topic icon color specified")
    chat.last_id = max(chat.last_id, _GENERAL)
    thread = chat.last_id + 1
    chat.topics[thread] = name
    _announce(world, chat, thread, {"forum_topic_created": {"name": name, "icon_color": color}})
    return {"message_thread_id": thread, "name": name, "icon_color": color}


def edit_forum_topic(world: World, params: Params) -> bool:
    """A new name; a name that is left out stays."""
    chat = _forum(world, params, "not enough rights to edit the topic")
    thread, name = _thread(chat, params), _name(params)
    if name in ("", chat.topics[thread]):
        raise bad(refusals.TOPIC_UNCHANGED)
    chat.topics[thread] = name
    return _announce(world, chat, thread, {"forum_topic_edited": {"name": name}})


def close_forum_topic(world: World, params: Params) -> bool:
    """Members can no longer write in it."""
    chat = _forum(world, params, "not enough rights to close or open the topic")
    thread = _thread(chat, params)
    if thread in chat.closed_topics:
        raise bad(refusals.TOPIC_UNCHANGED)
    chat.closed_topics.add(thread)
    return _announce(world, chat, thread, {"forum_topic_closed": {}})


def reopen_forum_topic(world: World, params: Params) -> bool:
    """Members can write in it again."""
    chat = _forum(world, params, "not enough rights to close or open the topic")
    thread = _thread(chat, params)
    if thread not in chat.closed_topics:
        raise bad(refusals.TOPIC_UNCHANGED)
    chat.closed_topics.discard(thread)
    return _announce(world, chat, thread, {"forum_topic_reopened": {}})


def _forum(world: World, params: Params, refusal: str) -> Chat:
    chat = world.writable(params.chat())
    if not chat.forum:
        raise bad("Bad Request: the chat is not a forum")
    if not chat.bot_may("can_manage_topics"):
        raise bad(f"Bad Request: {refusal}")
    return chat


def _thread(chat: Chat, params: Params) -> int:
    thread = params.integer("message_thread_id")
    if thread not in chat.topics:
        raise bad(refusals.THREAD_NOT_FOUND)
    return thread


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if length16(name) > LONGEST_NAME:
        raise bad("Bad Request: topic title is too long")
    return name


def _announce(world: World, chat: Chat, thread: int, service: Wire) -> bool:
    world.tell(chat, world.post(chat, sender=world.bot, thread=thread, service=service))
    return True
