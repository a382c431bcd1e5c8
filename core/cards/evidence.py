"""📎 证据: every version of the pages of its posts, and what people added, each with its time, size and short hash."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.attachments import KIND_LABELS, Piece
from core.callback import Press, encode
from core.incident import Incident
from core.originals.page import Original, Snapshot, State
from core.outgoing import Key
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts

#: the code of its key
EVIDENCE = "ev"
#: characters of a hash that a person compares
HASH = 8
#: keys below the list, and beside each other; what is older stands in the bundle
MOST, BESIDE = 20, 5
#: how a page and a piece are named in a key's argument
PAGE, PIECE = "t", "e"
_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the list; `arg` is what its key asks for, "" where there is nothing to send."""

    text: str
    arg: str = ""


def evidence_state(incident: Incident, _story: Sequence[object], _policy: Policy, texts: Texts) -> str:
    """How much there is, where the list itself has no place."""
    text = N_("{number} 证据：照片和文件 {pieces} 件，原帖页面 {pages} 份")
    return texts(text, number=incident.number, pieces=incident.evidence, pages=incident.pages)


def evidence_lines(
    incident: Incident, pages: Sequence[Original], pieces: Sequence[Piece], policy: Policy, texts: Texts
) -> tuple[Line, ...]:
    """The head, the pages by their posts, then what people added; numbered."""
    found = [
        *(line for page in pages for line in _versions(page, incident, policy, texts)),
        *(_piece(piece, incident, policy, texts) for piece in pieces),
    ]
    if not found:
        head = texts(N_("{number} 还没有证据；用照片或文件回复卡片，就能补充"), number=incident.number)
        return (Line(text=head),)
    count = sum(bool(line.arg) for line in found)
    top = Line(text=texts(N_("{number} 证据 {count} 件"), number=incident.number, count=count))
    return (top, *(Line(text=f"{place}. {line.text}", arg=line.arg) for place, line in enumerate(found, 1)))


def evidence_keys(incident: Incident, lines: Sequence[Line]) -> tuple[tuple[Key, ...], ...]:
    """One key for each line that can be sent, the newest if there are too many."""
    keys = [
        Key(
            label=Message(N_("📥 {place}"), {"place": place}),
            data=encode(Press(action=EVIDENCE, incident=incident.id, seen=incident.decision, arg=line.arg)),
        )
        for place, line in enumerate(lines)
        if line.arg
    ][-MOST:]
    return tuple(tuple(keys[at : at + BESIDE]) for at in range(0, len(keys), BESIDE))


def _versions(page: Original, incident: Incident, policy: Policy, texts: Texts) -> Iterator[Line]:
    source, last = shown(page.source.name, 12), page.last
    if last is None:
        text = texts(N_("原帖 {source} {state}"), source=source, state=_unsaved(page, incident, policy, texts))
        yield Line(text=text)
    for one in page.snapshots:
        state = _standing(page, one, incident, policy, texts) if one is last else texts(N_("旧版"))
        yield Line(
            text=texts(
                N_("原帖 {source} {time} {size} {hash} {state}"),
                source=source,
                time=policy.clock(one.at, beside=incident.detected_at),
                size=_size(one.size, texts),
                hash=one.sha256[:HASH],
                state=state + _pruned(one, texts),
            ),
            arg=f"{PAGE}{one.id}" if one.text_kept else "",
        )


def _unsaved(page: Original, incident: Incident, policy: Policy, texts: Texts) -> str:
    if page.state is State.GONE and page.gone_at is not None:
        time = policy.clock(page.gone_at, beside=incident.detected_at)
        return texts(N_("{time} 发现已删，没来得及保存"), time=time)
    why = Message(N_("：{why}"), {"why": page.error}) if page.error else Message("")
    return texts(N_("未能保存{why}") if page.state is State.FAILED else N_("尚未保存{why}"), why=why)


def _standing(page: Original, last: Snapshot, incident: Incident, policy: Policy, texts: Texts) -> str:
    if page.state is State.GONE and page.gone_at is not None:
        return texts(N_("{time} 发现已删"), time=policy.clock(page.gone_at, beside=incident.detected_at))
    state = texts(N_("仍在"))
    if page.state is State.CHANGED:
        state = texts(N_("已改（增 {added} 字，删 {removed} 字）"), added=last.added, removed=last.removed)
    if not last.own:
        state += texts(N_("，页面上没有找到原文"))
    if page.error is not None:
        state += texts(N_("；最近一次复查未成功：{why}"), why=page.error)
    return state


def _pruned(one: Snapshot, texts: Texts) -> str:
    if one.kept:
        return ""
    return texts(N_("；网页已按期清理，文字仍在") if one.text_kept else N_("；已按期清理"))


def _piece(piece: Piece, incident: Incident, policy: Policy, texts: Texts) -> Line:
    states = {"failed": N_("未能保存"), "waiting": N_("尚未保存")}
    saved = _size(piece.size or 0, texts) + " " + piece.sha256[:HASH]
    if piece.state == "pruned":
        saved += texts(N_("；已按期清理"))
    text = texts(
        N_("{kind} {name} {time} {state} {said}"),
        kind=Message(KIND_LABELS.get(piece.kind, "—")),
        name=shown(policy.name(piece.person), 20),
        time=policy.clock(piece.at, beside=incident.detected_at),
        state=texts(states[piece.state]) if piece.state in states else saved,
        said=shown(piece.caption or piece.name, 40),
    )
    return Line(text=text.rstrip(), arg=f"{PIECE}{piece.id}" if piece.state == "kept" else "")


def _size(size: int, texts: Texts) -> str:
    return texts(N_("{count} KB"), count=max(1, round(size / _KIB)))
