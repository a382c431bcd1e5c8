"""处置要点 (A2): each category's checklist. A point ticks itself where the incident shows it, else by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from core.dossier import Category
from core.incident import NEEDS_BASIS, Incident, Verdict
from core.publication import still_public
from core.response import PromiseState
from core.statement import Kind
from core.texts import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point as it stands: `label` is a catalogue sentence; by hand: nothing but a person ticks it."""

    code: str
    label: str
    done: bool
    by_hand: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    label: str
    #: what ticks it; None = a person
    fact: Callable[[Incident], bool] | None = None


def checklist(incident: Incident) -> tuple[Point, ...]:
    """The points of its category in the order in which they are worked; none without a category."""
    return tuple(
        Point(
            code=one.code,
            label=one.label,
            done=one.fact(incident) if one.fact else one.code in incident.ticked,
            by_hand=one.fact is None,
        )
        for one in PLAYBOOKS.get(incident.category, ())
    )


def by_hand(incident: Incident) -> tuple[Point, ...]:
    """The points that people tick, always in the same order."""
    return tuple(point for point in checklist(incident) if point.by_hand)


def published(incident: Incident, *kinds: Kind) -> bool:
    """Does a publication of one of these kinds stand (any, if none is named)? Only what came after a reopening counts.

    What was withdrawn stands no more.
    """
    return any(not kinds or set(kinds) & set(one.kinds) for one in still_public(incident))


def _judged(incident: Incident) -> bool:
    return incident.verdict is not Verdict.UNVERIFIED


def _grounded(incident: Incident) -> bool:
    return _judged(incident) and (bool(incident.basis) or incident.verdict not in NEEDS_BASIS)


def _assigned(incident: Incident) -> bool:
    return bool(incident.department)


def _evidence(incident: Incident) -> bool:
    return incident.evidence > 0


def _reported(incident: Incident) -> bool:
    return bool(incident.reports)


def _answered(incident: Incident) -> bool:
    return published(incident)


def _official(incident: Incident) -> bool:
    return published(incident, Kind.AUTHORITATIVE, Kind.CORRECTION, Kind.FINAL)


def _refuted(incident: Incident) -> bool:
    return published(incident, Kind.CORRECTION)


def _promised(incident: Incident) -> bool:
    return bool(incident.promises)


def _kept(incident: Incident) -> bool:
    return _promised(incident) and all(one.state is PromiseState.KEPT for one in incident.promises)


def _asked(incident: Incident) -> bool:
    return bool(incident.corrections)


def _corrected(incident: Incident) -> bool:
    return _asked(incident) and all(one.answered_at is not None for one in incident.corrections)


#: the codes are stored with the incident: never reused for something else
PLAYBOOKS: dict[Category, tuple[_Entry, ...]] = {
    Category.INQUIRY: (
        _Entry("judged", N_("核实情况，给出结论"), _judged),
        _Entry("q_call", N_("联系反映人，听清诉求")),
        _Entry("assigned", N_("交承办部门办理"), _assigned),
        _Entry("promised", N_("定下措施和完成日期，记为承诺"), _promised),
        _Entry("answered", N_("公开答复"), _answered),
        _Entry("q_back", N_("把办理结果告诉反映人")),
        _Entry("q_alike", N_("排查同类问题")),
    ),
    Category.HYPE: (
        _Entry("judged", N_("核实情况，给出结论"), _judged),
        _Entry("h_course", N_("理清首发和扩散的经过")),
        _Entry("evidence", N_("固定证据"), _evidence),
        _Entry("reported", N_("上报"), _reported),
        _Entry("h_asked", N_("列出公众最关心的问题，逐条备好答复")),
        _Entry("official", N_("权威发布事实经过"), _official),
        _Entry("h_calm", N_("统一口径，不与个人争辩")),
    ),
    Category.FABRICATION: (
        _Entry("grounded", N_("核实情况，写明依据"), _grounded),
        _Entry("evidence", N_("固定证据"), _evidence),
        _Entry("f_proof", N_("备好可公开的证明材料")),
        _Entry("refuted", N_("发布辟谣更正"), _refuted),
        _Entry("asked", N_("请发布者更正，记为更正请求"), _asked),
        _Entry("corrected", N_("更正请求都有答复"), _corrected),
        _Entry("f_spread", N_("查看更正是否传到原来的读者")),
    ),
    Category.SUGGESTION: (
        _Entry("s_thank", N_("感谢提出意见的人")),
        _Entry("assigned", N_("交承办部门研究"), _assigned),
        _Entry("s_weigh", N_("研究是否采纳，写明理由")),
        _Entry("answered", N_("公开答复"), _answered),
        _Entry("promised", N_("采纳的定下完成日期，记为承诺"), _promised),
        _Entry("kept", N_("承诺全部兑现"), _kept),
    ),
}
