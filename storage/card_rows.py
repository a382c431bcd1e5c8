"""Single cards as rows: one more to be shown, a picker opened on it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.dossier import Undo
from core.outgoing import Enclosure, Lane, Look, Notice, Outgoing, Release, Show
from storage.commands import Command
from storage.enclosures import enqueue_file
from storage.outbox import enqueue, insert
from storage.statement_rows import enqueue_release, look_later
from storage.tables import cards

#: a picker that nobody uses folds itself away
PICKER_OPEN = timedelta(seconds=60)
#: the picker of nothing: looks like the buttons, and goes when its time is over
FADING = "fading"
#: what is drawn where nobody knows what the chat shows; no picker is called so, hence the card is drawn again
UNKNOWN = "?"


async def show_card(connection: AsyncConnection, incident: int, show: Show, *, storm: int | None = None) -> None:
    """A card of the incident in this chat, or a storm's line; an older one is left behind and healed when pressed."""
    mine = and_(cards.c.incident == incident, cards.c.chat == show.chat, cards.c.about == show.about)
    values: dict[str, Any] = {
        "storm": storm,
        "person": show.person,
        "loud": show.loud,
        "message": None,
        "shown": 0,
        "digest": "",
        "until": None,
        "not_before": None,
    }
    if await connection.scalar(select(cards.c.id).where(mine)):
        # one that was to ring and has not come yet still rings; a line of a storm has come
        unseen = and_(cards.c.message.is_(None), cards.c.storm.is_(None))
        values["loud"] = or_(and_(cards.c.loud, unseen), literal(show.loud))
        await connection.execute(update(cards).where(mine).values(**values))
    else:
        await connection.execute(cards.insert().values(incident=incident, chat=show.chat, about=show.about, **values))


async def leave_behind(connection: AsyncConnection, incident: int, chat: int, now: datetime) -> int | None:
    """The incident's card there is about to get a new message; a reply to the old one is still about the incident."""
    mine = and_(cards.c.incident == incident, cards.c.chat == chat, cards.c.about == "")
    old: int | None = await connection.scalar(select(cards.c.message).where(mine))
    if old is not None:
        await _enqueue_left(connection, incident, chat, old, now)
    return old


async def open_picker(connection: AsyncConnection, command: Command, picker: str) -> None:
    """The pressed card shows a picker, or its buttons again."""
    where = and_(cards.c.chat == command.origin.chat, cards.c.message == command.origin.message)
    until = command.now + PICKER_OPEN if picker else None
    await connection.execute(update(cards).where(where).values(picker=picker, picker_until=until))
    if not picker:
        # only a picker has this key: if the row knows of none, the row is wrong
        blind = update(cards).where(where, cards.c.drawn == "")
        await connection.execute(blind.values(drawn=UNKNOWN, digest=""))


async def fade_undo(connection: AsyncConnection, card: int, person: int, undo: Undo | None, now: datetime) -> None:
    """A menu that offers 撤销 is drawn again when the time for that is over: until then it shows a picker of nothing.

    A picker that somebody opened meanwhile folds by itself, and the menu is then drawn as it should be.
    """
    if undo is None or undo.by != person or undo.until < now:
        return
    until = undo.until + timedelta(seconds=1)
    plain = (cards.c.id == card) & (cards.c.picker == "") & (cards.c.drawn == "")
    await connection.execute(update(cards).where(plain).values(picker=FADING, drawn=FADING, picker_until=until))


async def send_later(connection: AsyncConnection, outgoing: Outgoing, incident: int, now: datetime) -> None:
    """Turn what a decision wants said into rows."""
    if isinstance(outgoing, Notice):
        if not (outgoing.card_tells and await _card_will_tell(connection, outgoing)):
            await enqueue(connection, outgoing, now)
    elif isinstance(outgoing, Enclosure):
        await enqueue_file(connection, outgoing, now)
    elif isinstance(outgoing, Release):
        await enqueue_release(connection, outgoing, incident, now)
    elif isinstance(outgoing, Look):
        await look_later(connection, outgoing, incident, now)
    elif isinstance(outgoing, Show):
        if not outgoing.about:
            await leave_behind(connection, incident, outgoing.chat, now)
        await show_card(connection, incident, outgoing)


async def _card_will_tell(connection: AsyncConnection, notice: Notice) -> bool:
    """Is its card still to be shown for the first time? Then that one makes the sound; a storm's line makes none."""
    here = and_(cards.c.incident == notice.incident, cards.c.chat == notice.chat, cards.c.about == "")
    unseen = and_(here, cards.c.message.is_(None), cards.c.storm.is_(None), cards.c.sending.is_(False))
    louder = update(cards).where(unseen).values(loud=or_(cards.c.loud, literal(notice.loud)))
    return bool((await connection.execute(louder)).rowcount)


async def _enqueue_left(connection: AsyncConnection, incident: int, chat: int, message: int, now: datetime) -> None:
    """Nothing to say: which incident an old card was about, for whoever replies to it."""
    row = {
        "key": f"left:{chat}:{message}",
        "chat": chat,
        "lane": Lane.LOG,
        "kind": "left",
        "body": {"text": {"text": "", "params": {}}, "mentions": []},
        "incident": incident,
        "loud": False,
        "state": "sent",
        "message": message,
        "created_at": now,
    }
    await insert(connection, row)
