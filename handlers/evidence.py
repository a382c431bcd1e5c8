"""📎 证据: the list of what was kept, and under it the keys that send a page's words or a file. Silent."""

from core.attachments import Piece
from core.bundle.contents import safe_name
from core.bundle.wanted import Saved
from core.cards.evidence import EVIDENCE, HASH, PAGE, PIECE, evidence_keys, evidence_lines
from core.incident import Incident
from core.originals.page import Original
from core.outgoing import Enclosure, Lane, Notice, rehearsed
from core.policy import Policy
from core.showing import clip, parts, shown, utf16
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.context import Desk
from handlers.pressing import ANSWER_LIMIT, turned_away
from storage.commands import Command

__all__ = ["EVIDENCE", "evidence_shown"]

#: one message holds so much; the last part carries the keys
_ROOM = 3500
#: what was sent within the hour is not sent again
_WITHIN = "%Y%m%d%H"


async def evidence_shown(ident: int, command: Command, desk: Desk) -> Outcome:
    """A press on the key: the list; a press under the list: what its line names."""
    incident = await desk.store.incident(ident)
    if incident is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    pages, pieces = await desk.store.originals_of(ident), await desk.store.evidence_of(ident)
    policy = await desk.store.policy()
    if command.arg:
        found = _page(incident, pages, command.arg, policy) or _file(incident, pieces, command.arg)
        return await _sent(incident, found, command, desk)
    lines = evidence_lines(incident, pages, pieces, policy, desk.texts)
    text, keys = "\n".join(line.text for line in lines), evidence_keys(incident, lines)
    if command.origin.chat != command.actor.id:
        room = ANSWER_LIMIT - 20
        said = text if utf16(text) <= room else clip(text, room) + desk.texts(N_("\n（全文请点「更多」）"))
        return Outcome(answer=Message(N_("{text}"), {"text": said}), alert=True)
    if not keys and utf16(text) <= ANSWER_LIMIT:
        return Outcome(answer=Message(N_("{text}"), {"text": text}), alert=True)
    pieces_of_text = parts(text, _ROOM)
    for place, one in enumerate(pieces_of_text, 1):
        notice = Notice(
            key=f"{command.key}:{place}",
            chat=command.actor.id,
            text=Message(N_("{text}"), {"text": one.strip("\n")}),
            lane=Lane.PROMPT,
            keys=keys if place == len(pieces_of_text) else (),
        )
        await desk.store.say(notice, command.now)
    return Outcome(answer=Message(N_("已发在下方")))


async def _sent(incident: Incident, found: tuple[Message, Saved] | None, command: Command, desk: Desk) -> Outcome:
    if found is None:
        return Outcome(answer=Message(N_("这份证据已经不在了，请重新打开证据列表")), alert=True)
    text, saved = found
    file = Enclosure(
        key=f"ev:{incident.id}:{command.arg}:{command.origin.chat}:{command.now.strftime(_WITHIN)}",
        chat=command.origin.chat,
        text=rehearsed(text) if incident.drill else text,
        content=saved,
        lane=Lane.PROMPT,
        answers=command.origin.message,
    )
    fresh = await desk.store.enclose(file, command.now)
    desk.wake.set()
    return Outcome(answer=Message(N_("马上发在下方") if fresh else N_("已发在上面")))


def _page(incident: Incident, pages: tuple[Original, ...], arg: str, policy: Policy) -> tuple[Message, Saved] | None:
    """The words of a page: its HTML is never shown to anybody, it stands in the bundle."""
    versions = ((page, one) for page in pages for one in page.snapshots if f"{PAGE}{one.id}" == arg)
    page, one = next(versions, (None, None))
    if page is None or one is None or not one.text_kept:
        return None
    time = policy.local(one.at).strftime("%Y-%m-%d %H:%M")
    known = {"number": incident.number, "time": time, "url": shown(one.url, 200), "hash": one.sha256[:HASH]}
    text = Message(
        N_("📄 {number} 原帖页面文字 {time}\n{url}\n网页校验值 {hash}；电话、证件号已遮盖，原样见导出包"),
        known,
    )
    name = f"{incident.number.lstrip('#')}-{page.post}-{policy.local(one.at):%Y%m%d-%H%M}.txt"
    return text, Saved(sha256=one.text_sha256, name=name, words=True)


def _file(incident: Incident, pieces: tuple[Piece, ...], arg: str) -> tuple[Message, Saved] | None:
    piece = next((one for one in pieces if f"{PIECE}{one.id}" == arg), None)
    if piece is None or piece.state != "kept":
        return None
    known = {"number": incident.number, "said": shown(piece.caption or piece.name, 100)}
    name = safe_name(piece.name or ("photo.jpg" if piece.kind == "photo" else "file"))
    return Message(N_("📎 {number} {said}"), known), Saved(sha256=piece.sha256, name=name)
