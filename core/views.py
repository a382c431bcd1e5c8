"""Buttons that only show: they change nothing, so they write no event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from core.incident import VERDICT_LABELS, Incident, Phase, Verdict
from core.policy import Policy
from core.showing import shown, utf16
from core.texts import N_, Message, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of an incident's story, read back from the audit."""

    at: datetime
    type: str
    name: str
    reason: str = ""
    #: the new values of fields that the story names
    new: Mapping[str, object] = field(default_factory=dict)


Show = Callable[[Incident, tuple[Told, ...], Policy, Texts], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A button that shows something: as an alert box in the group, as a message in the private chat."""

    code: str
    label: str
    show: Show
    places: Mapping[Phase, int] = field(default_factory=dict)
    #: where it must be cut, the newest lines stay
    keeps_newest: bool = False


#: what a view may be long; Telegram allows 4096
TEXT_LIMIT = 3500

#: the fields that the sentences below name
_NAMED = ("severity", "verdict", "basis", "department", "outcome")

EVENT_LABELS = {
    "detect": N_("发现"),
    "delivered": N_("送达"),
    "add_post": N_("新增帖文"),
    "heat": N_("转发增加"),
    "severity": N_("等级升为{severity}"),
    "claim": N_("认领"),
    "release": N_("释放"),
    "take_over": N_("接手"),
    "assist": N_("协助"),
    "verdict": N_("结论：{verdict}"),
    "basis": N_("核实依据：{basis}"),
    "invalid": N_("标为无效"),
    "assign": N_("交办{department}"),
    "accept": N_("签收"),
    "bounce": N_("退回"),
    "no_response": N_("无需回应"),
    "close": N_("办结"),
    "outcome": N_("结果：{outcome}"),
    "reopen": N_("重开"),
    "undo": N_("撤销"),
}


def details(incident: Incident, _story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """Who has it and on what grounds, short enough for an alert box."""
    helpers = texts(N_("、")).join(policy.name(p) for p in incident.assistants)
    lines = [
        texts(N_("{number} {title}"), number=incident.number, title=shown(incident.title, 40)),
        texts(
            N_("负责 {owner} · 科室 {department} · 承办 {handler}"),
            owner=policy.name(incident.owner),
            department=incident.department or "—",
            handler=policy.name(incident.handler),
        ),
        texts(
            N_("结论 {verdict}{basis}"),
            verdict=Message(VERDICT_LABELS[incident.verdict]),
            basis=texts(N_("：{basis}"), basis=shown(incident.basis, 60)) if incident.basis else "",
        ),
    ]
    if helpers:
        lines.append(texts(N_("协助 {names}"), names=helpers))
    if incident.no_response:
        lines.append(texts(N_("无需回应：{reason}"), reason=shown(incident.no_response, 60)))
    if incident.invalid_reason:
        lines.append(texts(N_("无效原因：{reason}"), reason=Message(incident.invalid_reason)))
    if incident.outcome:
        lines.append(texts(N_("结果：{outcome}"), outcome=shown(incident.outcome, 60)))
    return "\n".join(lines)


def why(incident: Incident, _story: tuple[Told, ...], _policy: Policy, texts: Texts) -> str:
    """Which words, which rule, which source, which line of the grading table (D2)."""
    head = texts(N_("{number} 为什么报出"), number=incident.number)
    return "\n".join([head, *(f"· {shown(texts.say(reason), 120)}" for reason in incident.reasons)])


def timeline(incident: Incident, story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """Who did what when, oldest first."""
    lines = [texts(N_("{number} 时间线"), number=incident.number)]
    for _, same in groupby(story, key=lambda told: (told.type, told.name) if told.type == "add_post" else id(told)):
        told = list(same)
        times = texts(N_(" ×{count}"), count=len(told)) if len(told) > 1 else ""
        lines.append(_line(told[0], incident, policy, texts) + times)
    return newest(lines, TEXT_LIMIT)


def newest(lines: Sequence[str], limit: int) -> str:
    """The first line and as many of the last as fit: what happened last matters most."""
    kept = list(lines)
    while len(kept) > 1 and utf16("\n".join(kept)) > limit:
        del kept[1]
    return "\n".join(kept)


def _line(told: Told, incident: Incident, policy: Policy, texts: Texts) -> str:
    # an old event may lack what a newer sentence names: that reads as a dash
    values = {name: _word(told.new.get(name, "—")) for name in _NAMED}
    label = texts(EVENT_LABELS.get(told.type, told.type), **values)
    who = told.name or texts(N_("系统"))
    reason = texts(N_("（{reason}）"), reason=shown(texts(told.reason), 60)) if told.reason else ""
    return f"{policy.clock(told.at, beside=incident.detected_at)} {who} {label}{reason}"


def _word(value: object) -> object:
    label = getattr(value, "label", None)
    if isinstance(label, str):
        return Message(label)
    if isinstance(value, Verdict):
        return Message(VERDICT_LABELS[value])
    return shown(str(value), 60)


VIEWS: tuple[View, ...] = (
    View(
        code="dt",
        label=N_("👀 详情"),
        show=details,
        places={Phase.VERIFIED: 1, Phase.ASSIGNED: 1, Phase.HANDLING: 1, Phase.FOLLOWING: 1, Phase.INVALID: 1},
    ),
    View(code="tl", label=N_("📜 时间线"), show=timeline, places={Phase.CLOSED: 1}, keeps_newest=True),
    View(code="wy", label=N_("❔ 为什么"), show=why),
)

VIEWS_BY_CODE: dict[str, View] = {view.code: view for view in VIEWS}
