"""The picture of an incident: its posts over time, the phases, and our own acts on it."""

from datetime import datetime

from core.analysis.findings import Findings
from core.analysis.phases import Stage, Steps
from core.analysis.story import Kept, first_answer
from core.pictures.charts import Curve, Mark, Mood, Phase
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts
from core.timer import Clock

#: clocks of the first answer
_ANSWERS = frozenset({Clock.FIRST_RESPONSE, Clock.SAME_DAY, Clock.CEILING})
_HOUR, _DAY = 3600, 86_400


def curve(found: Findings, policy: Policy, texts: Texts) -> Curve | None:
    """None where there is nothing to draw."""
    of = found.steps
    if of is None:
        return None
    drill = texts(N_("【演练】")) if found.matter.incident.drill else ""
    return Curve(
        title=drill + texts.say(headline(found, of)),
        note=texts.say(_note(found, of)),
        steps=of.begins,
        values=tuple(map(float, of.counts)),
        phases=tuple(Phase(begin=one.begin, end=one.end, name=texts(one.stage.value)) for one in found.stretches),
        marks=_marks(found, of, policy, texts),
    )


def headline(found: Findings, of: Steps) -> Message:
    """The finding: when most was written, and how our answer stands to it."""
    if not found.stretches:
        return Message(N_("共 {count} 帖，未形成高峰"), {"count": found.posts})
    peak, answered = of.at(of.peak), first_answer(found.matter)
    values = {"time": f"{peak:%m-%d %H:%M}", "count": max(of.counts), "each": of.each}
    if answered is None:
        return Message(N_("{time} 达到峰值（{each} {count} 帖），尚未公开回应"), values)
    if answered < peak:
        return Message(
            N_("{time} 达到峰值（{each} {count} 帖），首次回应早 {span}"),
            values | {"span": span((peak - answered).total_seconds())},
        )
    late = (answered - of.at(of.peak)).total_seconds()
    if late < of.length:
        return Message(N_("{time} 达到峰值（{each} {count} 帖），同时段首次回应"), values)
    return Message(N_("{time} 达到峰值（{each} {count} 帖），{span}后首次回应"), values | {"span": span(late)})


def span(seconds: float) -> Message:
    """How long, in words, rounded down."""
    if seconds >= 2 * _DAY:
        return Message(N_("{count} 天"), {"count": int(seconds // _DAY)})
    if seconds >= _HOUR:
        return Message(N_("{count} 小时"), {"count": int(seconds // _HOUR)})
    return Message(N_("{count} 分钟"), {"count": int(seconds // 60)})


def _note(found: Findings, of: Steps) -> Message:
    incident = found.matter.incident
    values = {"number": incident.number, "title": shown(incident.title, 30), "count": found.posts, "each": of.each}
    return Message(N_("{number} {title} · 共 {count} 帖 · {each}一点"), values)


def _marks(found: Findings, of: Steps, policy: Policy, texts: Texts) -> tuple[Mark, ...]:
    late = any(one.kept is Kept.LATE and one.timer.clock in _ANSWERS for one in found.clocks)
    first = first_answer(found.matter) if late else None
    return tuple(
        Mark(at=policy.local(step.at), said=texts.say(step.said), mood=Mood.BAD if step.at == first else Mood.PLAIN)
        for step in found.course
        if step.leading and of.begin <= step.at <= of.end
    )


def outbreak(found: Findings) -> tuple[datetime, datetime] | None:
    """From when to when it was worst."""
    return next(((one.begin, one.end) for one in found.stretches if one.stage is Stage.OUTBREAK), None)
