"""人工报送: /report, a forward or a photo in private → a draft → what is near → how it came in → an arrival."""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial

from telegram import Message as Written
from telegram import MessageOriginChannel, MessageOriginChat, MessageOriginHiddenUser, MessageOriginUser, Update

from core.arrivals import BY_HAND, KIND, NAME, TEXT, TITLE, Arrival, plausible, without_urls
from core.attachments import LARGEST, TOO_BIG
from core.channels import Channel
from core.posts import Post, Source
from core.reporting import DRAFT_LIFE, ReportPress, asks, cancelled, read_answer
from core.showing import clean, clip
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.common import decide, registered, say
from handlers.context import Context, Desk
from handlers.pressing import answer, pressed
from handlers.sent import file_of, url_of
from storage.commands import Command

_COMMAND = re.compile(r"^/report(?:@(?P<bot>\w+))?(?:\s+|$)", re.IGNORECASE)


async def report(update: Update, context: Context) -> None:
    """A message that reports something; /report may stand in the text or under a photo, alone or as a reply."""
    written, desk = update.message, context.bot_data
    if written is None:
        return
    named = _COMMAND.match(written.text or written.caption or "")
    if named and named["bot"] and named["bot"].lower() != desk.store.username.lower():
        return
    command = await registered(update, written, desk)
    if command is None:
        return
    replied = written.reply_to_message
    known = await desk.store.incident_in(written.chat.id, replied.message_id) if named and replied else None
    if known is not None:
        text = Message(N_("这条消息说的就是 #{number}；直接回复它，就能补充文字和照片"), {"number": f"{known:04d}"})
        await say(written, desk, text)
        return
    await _begun(written, desk, command)


async def _begun(written: Written, desk: Desk, command: Command) -> None:
    one = _read(written, command)
    if any(file.size > LARGEST for file in one.files):
        await say(written, desk, Message(TOO_BIG))
        return
    if not one.post.title and not one.post.url and not written.media_group_id:
        text = N_(
            "请把链接或文字写在 /report 后面，或用 /report 回复要报的消息；私聊里也可以直接转发，或发带说明的照片"
        )
        await say(written, desk, Message(text))
        return
    draft = await desk.store.keep_draft(one, command.now)
    if draft is None:
        # the same message once more, or another photo of its album
        draft = await _more(one, desk, command)
    if draft is not None:
        await _ask(draft, desk, command.now)
    desk.wake.set()


async def _more(one: Arrival, desk: Desk, command: Command) -> Arrival | None:
    """The draft to go on with, where it was left off before anything was asked."""
    found = await desk.store.draft_of(one.key)
    if found is None:
        return None
    draft, state = found
    if draft.message == one.message:
        return draft if state == "draft" else None
    for file in one.files:
        if not await desk.store.add_to_draft(draft, file, command.now) and draft.incident is not None:
            late = replace(command, action="ae", file=file)
            await desk.store.change((draft.incident,), partial(decide, command=late, seen=None), late)
    return None


async def _ask(draft: Arrival, desk: Desk, now: datetime) -> None:
    question = asks(draft, await desk.near(draft.post))
    if question is not None:
        await desk.store.say(question, now)
    else:
        await desk.store.go_on(draft, "new", (), now)


async def press(update: Update, context: Context) -> None:
    """A tap on a button of the dialogue."""
    desk = context.bot_data
    tap = await pressed(update, desk, read_answer)
    if tap is None:
        return
    outcome = await _answered(tap.said, tap.command, desk)
    if outcome.refused:
        await desk.store.refused(outcome.refused, "gate", tap.command)
    await answer(tap.query, outcome, desk)
    desk.wake.set()


async def _answered(said: ReportPress, command: Command, desk: Desk) -> Outcome:
    found = await desk.store.draft(said.draft)
    if found is None:
        return _refused("expired", N_("这次报送已过期，请重新报送"))
    draft, state = found
    if draft.person != command.actor.id:
        policy = await desk.store.policy()
        return _refused("not_asked", N_("这是 {name} 的报送，请本人选择"), name=policy.name(draft.person))
    if state != "draft":
        return _refused("over", N_("这次报送已经处理过了"))
    if draft.received_at is None or command.now - draft.received_at > DRAFT_LIFE:
        return _refused("expired", N_("这次报送已过期，请重新报送"))
    if said.incident is not None and not await desk.store.open_incidents((said.incident,)):
        return _refused("phase", N_("这件事已经不在办理，请另选一项"))
    return await _gone_on(draft, said, command, desk)


async def _gone_on(draft: Arrival, said: ReportPress, command: Command, desk: Desk) -> Outcome:
    draft = replace(
        draft,
        incident=said.incident,
        new=said.new or draft.new,
        channel=said.channel.value if said.channel else draft.channel,
        dialogue=command.origin.message,
    )
    question = None if said.cancelled else asks(draft, ())
    state = "dropped" if said.cancelled else "draft" if question else "new"
    notices = (cancelled(draft),) if said.cancelled else (question,) if question else ()
    if not await desk.store.go_on(draft, state, notices, command.now):
        return _refused("over", N_("这次报送已经处理过了"))
    words = N_("已取消") if said.cancelled else "" if question else N_("正在报送")
    return Outcome(answer=Message(words))


def _refused(code: str, text: str, **params: object) -> Outcome:
    return Outcome(answer=Message(text, params), alert=True, refused=code)


def _read(written: Written, command: Command) -> Arrival:
    """What the message reports: its own words, and those of the message that /report replies to."""
    named = _COMMAND.match(written.text or written.caption or "")
    replied = written.reply_to_message if named else None
    messages = [one for one in (replied, written) if one is not None]
    said = [_COMMAND.sub("", one.text or one.caption or "") for one in messages]
    title, text = _headed("\n".join(said))
    url = next((url for one in messages if (url := url_of(one))), "")
    author, link, at = _origin(next((one for one in messages if one.forward_origin), messages[0]))
    url = url or link
    post = Post(
        key=f"report:{written.chat.id}:{written.media_group_id or written.message_id}",
        url=url,
        title=title,
        text=text,
        author=author,
        published_at=plausible(at, command.now),
    )
    told_online = url or any(one.forward_origin for one in messages)
    return Arrival(
        key=post.key[:120],
        source=Source(name=BY_HAND, kind=KIND, url=""),
        post=post,
        entry=command.origin.entry,
        person=command.actor.id,
        channel=Channel.LINK.value if told_online else "",
        files=tuple(file for one in messages if (file := file_of(one))),
        chat=written.chat.id,
        message=written.message_id,
        received_at=command.now,
    )


def _headed(said: str) -> tuple[str, str]:
    """The first line that is more than an address, and the rest."""
    lines = [line for line in map(clean, without_urls(said).splitlines()) if any(map(str.isalnum, line))]
    return (clip(lines[0], TITLE), clip(clean(" ".join(lines[1:])), TEXT)) if lines else ("", "")


def _origin(written: Written) -> tuple[str, str, datetime | None]:
    """Who wrote a forwarded message first, where it stands, and when."""
    origin, name, link = written.forward_origin, "", ""
    if isinstance(origin, MessageOriginUser):
        name = origin.sender_user.full_name
    elif isinstance(origin, MessageOriginHiddenUser):
        name = origin.sender_user_name
    elif isinstance(origin, MessageOriginChat):
        name = origin.sender_chat.title or ""
    elif isinstance(origin, MessageOriginChannel):
        name = origin.chat.title or ""
        link = f"https://t.me/{origin.chat.username}/{origin.message_id}" if origin.chat.username else ""
    return clip(clean(name), NAME), link, origin.date if origin else None
