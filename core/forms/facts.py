"""要素: what a report upward must say and no post tells; people fill it in, a fact at a time."""

from collections.abc import Iterable
from enum import StrEnum

from core.incident import Incident
from core.texts import N_, Message, several


class Fact(StrEnum):
    """One fact of an incident; its value is the key under which `Incident.facts` keeps it."""

    #: 地点
    PLACE = "place"
    #: 涉及单位
    UNITS = "units"
    #: 事件经过
    COURSE = "course"
    #: 目前情况
    STATE = "state"
    #: 评论倾向
    TENDENCY = "tendency"
    #: 事发时间: when it happened; the post only tells when somebody wrote of it
    TIME = "time"
    #: 拟办意见: what is proposed to the chief
    ADVICE = "advice"


FACT_LABELS = {
    Fact.PLACE: N_("地点"),
    Fact.UNITS: N_("涉及单位"),
    Fact.COURSE: N_("事件经过"),
    Fact.STATE: N_("目前情况"),
    Fact.TENDENCY: N_("评论倾向"),
    Fact.TIME: N_("事发时间"),
    Fact.ADVICE: N_("拟办意见"),
}
#: without these nothing goes up; the others have something that stands for them
REQUIRED = (Fact.PLACE, Fact.UNITS, Fact.COURSE, Fact.STATE, Fact.TENDENCY)
#: UTF-16 units of one fact
LONGEST = 800


def missing(incident: Incident) -> tuple[Fact, ...]:
    """The required facts that nobody filled in yet."""
    return tuple(fact for fact in REQUIRED if not incident.facts.get(fact))


def by_need(incident: Incident) -> tuple[Fact, ...]:
    """Every fact, the missing ones first."""
    lacking = missing(incident)
    return (*lacking, *(fact for fact in Fact if fact not in lacking))


def named(facts: Iterable[Fact]) -> Message:
    """Their names beside each other."""
    return several(Message(FACT_LABELS[fact]) for fact in facts)
