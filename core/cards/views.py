"""Buttons that only show: they change nothing, so they write no event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from core.cards.details import details
from core.cards.evidence import evidence_list
from core.dossier import LABELS, Category, Jurisdiction, Report
from core.incident import VERDICT_LABELS, Incident, Phase, Verdict
from core.policy import Policy
from core.showing import shown, utf16
from core.texts import N_, Message, Texts
from core.told import Told

__all__ = ["EVENT_LABELS", "VIEWS", "VIEWS_BY_CODE", "Told", "View", "details", "newest", "timeline", "why"]

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

#: what comes again and again is told once with its count
_FREQUENT = ("add_post", "heat")

#: the fields that the sentences below name
_NAMED = (
    *("severity", "verdict", "basis", "department", "outcome", "into", "out_of"),
    *("category", "jurisdiction", "reports"),
)

EVENT_LABELS = {
    "detect": N_("发现"),
    "delivered": N_("送达"),
    "add_post": N_("新增帖文"),
    "heat": N_("转发增加"),
    "severity": N_("等级定为{severity}"),
    "claim": N_("认领"),
    "release": N_("释放"),
    "take_over": N_("接手"),
    "hand_over": N_("移交承办"),
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
    "report_up": N_("上报{reports}"),
    "propose_raise": N_("提议升级"),
    "propose_lower": N_("提议降级"),
    "propose_close": N_("提议办结"),
    "propose_reopen": N_("提议重开"),
    "agree": N_("同意提议"),
    "decline": N_("不同意提议"),
    "set_category": N_("分类：{category}"),
    "set_jurisdiction": N_("属地：{jurisdiction}"),
    "transfer_out": N_("转出"),
    "receipt": N_("对方签收"),
    "transfer_back": N_("退回我方"),
    "snooze": N_("定于 {snoozed_until} 提醒"),
    "wake": N_("提醒"),
    "unsnooze": N_("取消提醒"),
    "merge": N_("并入 {into}"),
    "take_in": N_("将 {out_of} 并入"),
    "unmerge": N_("从 {out_of} 拆回"),
    "give_back": N_("将 {into} 拆回"),
    "split": N_("拆出 {into}"),
    "split_off": N_("由 {out_of} 拆出"),
    "report_manual": N_("人工报送"),
    "comment": N_("备注"),
    "add_evidence": N_("补充证据"),
    "evidence_kept": N_("证据已保存"),
    "evidence_failed": N_("证据未能保存"),
}


def why(incident: Incident, _story: tuple[Told, ...], _policy: Policy, texts: Texts) -> str:
    """Which words, which rule, which source, which line of the grading table (D2)."""
    head = texts(N_("{number} 为什么报出"), number=incident.number)
    return "\n".join([head, *(f"· {shown(texts.say(reason), 120)}" for reason in incident.reasons)])


def timeline(incident: Incident, story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """Who did what when, oldest first."""
    lines = [texts(N_("{number} 时间线"), number=incident.number)]
    for _, same in groupby(story, key=lambda told: (told.type, told.name) if told.type in _FREQUENT else id(told)):
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
    until = told.new.get("snoozed_until")
    values["snoozed_until"] = policy.clock(until, beside=told.at) if isinstance(until, datetime) else "—"
    label = texts(EVENT_LABELS.get(told.type, told.type), **values)
    who = told.name or texts(N_("系统"))
    reason = texts(N_("（{reason}）"), reason=shown(texts(told.reason), 60)) if told.reason else ""
    return f"{policy.clock(told.at, beside=incident.detected_at)} {who} {label}{reason}"


def _word(value: object) -> object:
    if isinstance(value, tuple) and value and isinstance(value[-1], Report):
        return shown(value[-1].to, 20)
    label = LABELS.get(value) if isinstance(value, Category | Jurisdiction) else getattr(value, "label", None)
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
        places=dict.fromkeys(
            (Phase.VERIFIED, Phase.ASSIGNED, Phase.HANDLING, Phase.FOLLOWING, Phase.INVALID, Phase.TRANSFERRED), 1
        ),
    ),
    View(code="tl", label=N_("📜 时间线"), show=timeline, places={Phase.CLOSED: 1}, keeps_newest=True),
    View(code="ev", label=N_("📎 证据"), show=evidence_list, keeps_newest=True),
    View(code="wy", label=N_("❔ 为什么"), show=why),
)

VIEWS_BY_CODE: dict[str, View] = {view.code: view for view in VIEWS}
