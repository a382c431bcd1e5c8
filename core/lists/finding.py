"""Answers to /find and /similar, and what stands in the keys that send a whole reply."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.callback import LIMIT, from_36, to_36
from core.errors import InputError
from core.grouping import number_of
from core.incident import PHASE_LABELS, Incident, phase
from core.lists.incidents import PER_PAGE, PER_ROW, Answer, Keys, numbers, plain, turning
from core.lists.keys import FIND, Asked, encode_asked
from core.outgoing import QUOTED, Key
from core.policy import Policy
from core.searching import Case
from core.showing import parts, shown
from core.statement import KIND_LABELS
from core.texts import N_, Message, Texts, several

_TITLE = 36
#: of a reply, in a list
_BEGINNING = 60
_FORM = re.compile(r"f1:(?P<incident>[0-9a-z]{1,11}):(?P<statement>[0-9a-z]{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """One page of what was found, and how many there are in all; `is_all` where nothing was left out."""

    incidents: tuple[Incident, ...]
    total: int
    page: int = 0
    is_all: bool = True


def encode_copy(incident: int, statement: int) -> str:
    """The data of the key that sends a whole reply."""
    return f"f1:{to_36(incident)}:{to_36(statement)}"


def decode_copy(data: str) -> tuple[int, int]:
    """Incident and statement; anybody can send anything, so whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    incident = from_36(found["incident"]) if found else 0
    if found is None or incident >= 2**53:
        raise InputError(N_("按钮已失效，请重新查询"))
    return incident, from_36(found["statement"])


def found_list(found: FoundPage, words: str, policy: Policy, texts: Texts) -> Answer:
    """What has the words, the best first."""
    if not found.total:
        return Answer(text=Message(N_("没有找到「{words}」，换个词试试"), {"words": words}))
    head = N_("🔎 「{words}」找到 {total} 件：") if found.is_all else N_("🔎 「{words}」最相近的 {total} 件：")
    lines = [texts(head, words=words, total=found.total)]
    lines += [_line(one, policy, texts) for one in found.incidents]

    def data(page: int) -> str:
        return encode_asked(Asked(what=FIND, page=page, filter=words))

    keys = numbers((one.id for one in found.incidents), policy)
    return Answer(text=plain("\n".join(lines)), keys=(*keys, *turning(found.page, found.total, PER_PAGE, data)))


def similar_list(incident: int, cases: Sequence[Case], policy: Policy, texts: Texts) -> Answer:
    """Past cases like an incident, each with the beginning of its reply and a key that sends the whole of it."""
    number = number_of(incident)
    if not cases:
        return Answer(text=Message(N_("没有与 {number} 相似的案例"), {"number": number}))
    lines = [texts(N_("📚 与 {number} 相似的 {count} 件："), number=number, count=len(cases))]
    lines += [_case(one, policy, texts) for one in cases]
    return Answer(
        text=plain("\n".join(lines)), keys=(*numbers((one.incident for one in cases), policy), *_copies(cases))
    )


def whole_reply(one: Case, policy: Policy) -> tuple[tuple[Message, str], ...]:
    """The whole reply as messages to copy from: a sentence and the text below it."""
    cut = parts(one.text, QUOTED)
    words = N_("📋 {mark}{number} 的{kinds}，{date}，点文字即可复制：")
    more = N_("📋 {mark}{number} 的{kinds}，{date}，第 {part} 段，共 {parts} 段，点文字即可复制：")
    told = {
        "mark": _mark(one.drill),
        "number": number_of(one.incident),
        "kinds": _kinds(one),
        "date": _date(one.at, policy),
        "parts": len(cut),
    }
    return tuple(
        (Message(more if len(cut) > 1 else words, told | {"part": at}), text) for at, text in enumerate(cut, 1)
    )


def _line(one: Incident, policy: Policy, texts: Texts) -> str:
    return texts(
        N_("{symbol} {number} {severity} · {phase} · {date}\n　{mark}{title}"),
        symbol=one.severity.symbol,
        number=one.number,
        severity=Message(one.severity.label),
        phase=Message(PHASE_LABELS[phase(one)]),
        date=_date(one.detected_at, policy),
        mark=_mark(one.drill),
        title=shown(one.title, _TITLE),
    )


def _case(one: Case, policy: Policy, texts: Texts) -> str:
    said = Message(N_("{kinds}：{text}"), {"kinds": _kinds(one), "text": shown(one.text, _BEGINNING)})
    return texts(
        N_("{number} {phase} · {date}\n　{mark}{title}\n　→ {said}"),
        number=number_of(one.incident),
        phase=Message(PHASE_LABELS[one.phase]),
        date=_date(one.at, policy),
        mark=_mark(one.drill),
        title=shown(one.title, _TITLE),
        said=said if one.text else Message(N_("没有签发过回应")),
    )


def _copies(cases: Sequence[Case]) -> Keys:
    keys = [
        Key(
            label=Message(N_("📋 {number}"), {"number": number_of(one.incident)}),
            data=encode_copy(one.incident, one.statement),
        )
        for one in cases
        if one.text
    ]
    return tuple(tuple(keys[at : at + PER_ROW]) for at in range(0, len(keys), PER_ROW))


def _kinds(one: Case) -> Message:
    return several(Message(KIND_LABELS[kind]) for kind in one.kinds)


def _mark(drill: bool) -> Message:
    return Message(N_("【演练】") if drill else "")


def _date(instant: datetime, policy: Policy) -> str:
    """With its year: a past case may be old."""
    return policy.local(instant).strftime("%Y-%m-%d")
