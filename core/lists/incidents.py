"""Answers to what people ask for (查询): plain lists with keys, eight entries a page."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.callback import deep_link
from core.grouping import number_of
from core.incident import PHASE_LABELS, Incident, Phase, Status, phase
from core.lists.keys import MINE, OPEN, Asked, encode_asked
from core.lists.lines import line
from core.outgoing import Key
from core.policy import Policy
from core.showing import utf16
from core.texts import N_, Message, Texts

PER_PAGE = 8
#: numbers beside each other
PER_ROW = 4
#: what an answer may be long; Telegram allows 4096
TEXT_LIMIT = 3600

Keys = tuple[tuple[Key, ...], ...]


class Why(StrEnum):
    """Why an incident waits for a person; the first that applies counts."""

    UNIT = "unit"
    PROPOSAL = "proposal"
    HANDLER = "handler"
    OWNER = "owner"
    ASSISTANT = "assistant"


WHY_LABELS = {
    Why.UNIT: N_("待本部门签收"),
    Why.PROPOSAL: N_("待我答复的提议"),
    Why.HANDLER: N_("我承办的"),
    Why.OWNER: N_("我负责的"),
    Why.ASSISTANT: N_("我协助的"),
}
_STEPS = {
    Why.UNIT: N_("请签收或退回"),
    Why.PROPOSAL: N_("请答复提议"),
    Why.HANDLER: N_("请办理，办好后告诉负责人"),
    Why.ASSISTANT: N_("请协助{owner}"),
}
#: what an owner does next
_OWNER_STEPS = {
    Phase.CLAIMED: N_("请给出核实结论"),
    Phase.VERIFIED: N_("请交办或办结"),
    Phase.ASSIGNED: N_("请催{department}签收"),
    Phase.HANDLING: N_("请跟进{department}的办理"),
    Phase.FOLLOWING: N_("请继续关注，平息后办结"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said in answer: plain text and its keys."""

    text: Message
    keys: Keys = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of incidents, and how many there are in all by phase."""

    incidents: tuple[Incident, ...]
    total: int
    counts: Mapping[Phase, int]
    #: the page that this is: the last one where the list has become shorter
    page: int = 0


def last_page(page: int, total: int, per_page: int) -> int:
    """The page asked for, or the last one there is."""
    return min(page, max(0, (total - 1) // per_page))


def open_list(found: Listed, asked: Asked, policy: Policy, texts: Texts, now: datetime) -> Answer:
    """在办清单: the most serious first, then the longest waiting."""
    about = texts(N_("（{filter}）"), filter=asked.filter) if asked.filter else ""
    if not found.total:
        return Answer(text=Message(N_("没有在办的舆情{about}"), {"about": about}))
    states = texts(N_(" · ")).join(
        texts(N_("{phase} {count}"), phase=Message(PHASE_LABELS[one]), count=count)
        for one, count in found.counts.items()
    )
    head = texts(N_("📂 在办 {total} 件{about}：{states}"), total=found.total, about=about, states=states)
    lines = [line(one, policy, texts, now) for one in found.incidents]

    def data(page: int) -> str:
        return encode_asked(Asked(what=OPEN, page=page, filter=asked.filter))

    turn = turning(found.page, found.total, PER_PAGE, data)
    return Answer(
        text=plain("\n".join([head, *lines])), keys=(*numbers((one.id for one in found.incidents), policy), *turn)
    )


def my_list(mine: Sequence[tuple[Why, Incident]], asked: Asked, policy: Policy, texts: Texts, now: datetime) -> Answer:
    """我的: what waits for a person, each with its next step."""
    if not mine:
        return Answer(text=Message(N_("现在没有等您处理的舆情")))
    page, counts = last_page(asked.page, len(mine), PER_PAGE), Counter(why for why, _ in mine)
    part = mine[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines, under = [], None
    for why, one in part:
        if why is not under:
            lines.append(texts(N_("【{heading}】{count} 件"), heading=Message(WHY_LABELS[why]), count=counts[why]))
            under = why
        step = _step(why, one, policy)
        lines.append(texts(N_("{line}\n　→ {step}"), line=line(one, policy, texts, now), step=step))

    def data(page: int) -> str:
        return encode_asked(Asked(what=MINE, page=page, filter=asked.filter))

    keys = (*numbers((one.id for _, one in part), policy), *turning(page, len(mine), PER_PAGE, data))
    return Answer(text=plain("\n".join(lines)), keys=keys)


def turning(page: int, total: int, per_page: int, data: Callable[[int], str]) -> Keys:
    """Keys for the page before and after, where there is one; `data` makes a page's callback data."""
    pages = -(-total // per_page)

    def go(label: str, to: int) -> Key:
        return Key(label=Message(label, {"page": to + 1, "pages": pages}), data=data(to))

    before = (go(N_("‹ 第{page}页"), page - 1),) if page > 0 else ()
    after = (go(N_("第{page}页，共{pages}页 ›"), page + 1),) if page + 1 < pages else ()
    return (row,) if (row := before + after) else ()


def cut(lines: Sequence[str], texts: Texts, limit: int = TEXT_LIMIT) -> str:
    """As many lines as fit, and a word on how many more there are."""
    kept, used = 0, 0
    while kept < len(lines) and (kept == 0 or used + utf16(lines[kept]) < limit):
        used += utf16(lines[kept]) + 1
        kept += 1
    left = len(lines) - kept
    return "\n".join([*lines[:kept], texts(N_("……还有 {count} 条"), count=left)] if left else lines)


def plain(text: str) -> Message:
    """Text that is ready, as a sentence."""
    return Message(N_("{text}"), {"text": text})


def _step(why: Why, one: Incident, policy: Policy) -> Message:
    step = _OWNER_STEPS.get(phase(one), N_("请查看")) if why is Why.OWNER else _STEPS[why]
    if why is Why.OWNER and one.status is Status.HANDLING and not one.department:
        step = N_("请查看")
    return Message(step, {"department": one.department, "owner": policy.name(one.owner)})


def numbers(idents: Iterable[int], policy: Policy) -> Keys:
    """A key for each incident, opening its menu in the private chat."""
    keys = tuple(Key(label=plain(number_of(one)), url=deep_link(policy.username, one)) for one in idents)
    return tuple(keys[at : at + PER_ROW] for at in range(0, len(keys), PER_ROW))
