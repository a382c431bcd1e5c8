"""Buttons that only show: they change nothing, so they write no event."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from core.cards.analysis import ANALYSIS, analysis_state
from core.cards.assistant import ASSISTANT, assistant_state, has_assistant
from core.cards.bundle import BUNDLE, bundle_state
from core.cards.details import details
from core.cards.evidence import EVIDENCE, evidence_state
from core.cards.heat import heat
from core.cards.labels import EVENT_LABELS
from core.cards.playbook import playbook
from core.cards.statement_lines import FULL_TEXT, statement_list
from core.cards.times import times
from core.changes import Turn
from core.detect.explain import said
from core.dossier import LABELS, Category, Jurisdiction, Report
from core.forms.report import report_sheet, report_state
from core.forms.review import review_record, wants_review
from core.forms.sheet import Sheet
from core.incident import VERDICT_LABELS, Incident, Phase, Verdict
from core.policy import Policy
from core.showing import shown, utf16
from core.texts import N_, Message, Texts
from core.told import Told

__all__ = ["EVENT_LABELS", "VIEWS", "VIEWS_BY_CODE", "Told", "View", "details", "newest", "timeline", "why"]

Show = Callable[[Incident, tuple[Told, ...], Policy, Texts], str]


def _always(_incident: Incident) -> bool:
    return True


def _anywhere(_policy: Policy) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A button that shows something: as an alert box in the group, as a message in the private chat."""

    code: str
    label: str
    show: Show
    places: Mapping[Phase, int] = field(default_factory=dict)
    #: where it must be cut, the newest lines stay
    keeps_newest: bool = False
    #: does it stand in the menu now?
    offered: Callable[[Incident], bool] = _always
    #: does the organisation have it at all?
    had: Callable[[Policy], bool] = _anywhere
    #: what it is in the private chat instead: a text to copy, made for whoever asks
    sheet: Callable[[Incident, Turn, Texts], Sheet] | None = None


#: what a view may be long; Telegram allows 4096
TEXT_LIMIT = 3500

#: what comes again and again is told once with its count
_FREQUENT = ("add_post", "heat", "calm", "original_kept", "original_changed")

#: the fields that the sentences below name
_NAMED = (
    *("severity", "verdict", "basis", "department", "outcome", "into", "out_of"),
    *("category", "jurisdiction", "reports", "version"),
)


def why(incident: Incident, _story: tuple[Told, ...], _policy: Policy, texts: Texts) -> str:
    """Which words, which rule, which source, which score, which line of the grading table (D2)."""
    head = texts(N_("{number} 为什么报出"), number=incident.number)
    told = [head, *_reasons(incident.reasons, texts)]
    scored = incident.scored
    if scored is not None and scored not in (*incident.reasons, *incident.newest):
        told += [texts(N_("最高的一帖：")), *_reasons((scored,), texts)]
    if incident.newest:
        told += [texts(N_("最近的一帖：")), *_reasons(incident.newest, texts)]
    return "\n".join(told)


def _reasons(reasons: Sequence[Message], texts: Texts) -> list[str]:
    return [f"· {line}" for line in said(reasons, texts)]


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
        places=dict.fromkeys((Phase.VERIFIED, Phase.ASSIGNED, Phase.HANDLING, Phase.INVALID, Phase.TRANSFERRED), 1),
    ),
    View(
        code=FULL_TEXT,
        label=N_("👀 定稿"),
        show=statement_list,
        places={Phase.TO_PUBLISH: 1},
        offered=lambda one: bool(one.statements),
    ),
    View(code="tl", label=N_("📜 时间线"), show=timeline, places={Phase.CLOSED: 1}, keeps_newest=True),
    View(
        code="ht",
        label=N_("📈 热度"),
        show=heat,
        places={Phase.FOLLOWING: 1},
        offered=lambda one: one.posts > 1 or any(said.is_public for said in one.statements),
    ),
    View(code="ck", label=N_("⏳ 时限"), show=times),
    View(code=EVIDENCE, label=N_("📎 证据"), show=evidence_state),
    View(code="wy", label=N_("❔ 为什么"), show=why),
    View(code="rp", label=N_("📄 上报稿"), show=report_state, sheet=report_sheet, offered=lambda one: one.is_open),
    View(
        code=ANALYSIS,
        label=N_("📊 分析报告"),
        show=analysis_state,
        offered=lambda one: one.merged_into is None,
    ),
    View(code="rw", label=N_("🔎 复盘记录"), show=review_record, offered=wants_review),
    View(
        code="pk",
        label=N_("🧭 处置要点"),
        show=playbook,
        offered=lambda one: one.is_open or one.category is not Category.NONE,
    ),
    View(code=BUNDLE, label=N_("📦 导出"), show=bundle_state),
    View(
        code=ASSISTANT,
        label=N_("🤖 助手"),
        show=assistant_state,
        offered=lambda one: one.merged_into is None,
        had=has_assistant,
    ),
)

VIEWS_BY_CODE: dict[str, View] = {view.code: view for view in VIEWS}
