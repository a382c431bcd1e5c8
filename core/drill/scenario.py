"""A scenario (演练情景): what is posted and asked when, and what is true, against which the statement is checked.

Times are minutes of the drill's own clock. `{org}` in a text stands for the organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.arrivals import KIND, Arrival
from core.changes import Entry
from core.errors import InputError
from core.incident import Verdict
from core.posts import Post, Source, Tier
from core.texts import N_, Message

#: stands in a scenario's texts for the organisation
ORG = "{org}"
#: how many times faster than real time a drill may go, and how long by its own clock
FASTEST, LONGEST = 60.0, 48 * 60.0
#: posts, questions and facts of one scenario
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A post that is made up. One with the key of an earlier one is that post with newer counts."""

    at: float
    title: str = ""
    text: str = ""
    source: str
    platform: str = ""
    tier: Tier = Tier.SELF
    author: str = ""
    reposts: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question of a journalist."""

    at: float
    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a good statement says: one of `says`, and nothing of `never`."""

    name: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """All of it. `pace`: how many times faster than real time it goes, the clocks of its incidents with it."""

    name: str
    title: str
    about: str = ""
    minutes: float
    pace: float = 1.0
    #: the right finding, UNVERIFIED = none is asked for
    verdict: Verdict = Verdict.UNVERIFIED
    posts: tuple[Injected, ...]
    questions: tuple[Asking, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def steps(self) -> tuple[Injected | Asking, ...]:
        """Everything that comes, in its order."""
        return tuple(sorted((*self.posts, *self.questions), key=lambda one: one.at))


def checked(scenario: Scenario) -> Scenario:
    """InputError says what cannot be played, and how to mend it."""
    name = {"name": scenario.name}
    if not 0 < scenario.minutes <= LONGEST or not 1 <= scenario.pace <= FASTEST:
        text = N_("情景「{name}」：minutes 应在 1 到 {longest} 之间，pace 应在 1 到 {fastest} 之间")
        raise InputError(text, **name, longest=f"{LONGEST:g}", fastest=f"{FASTEST:g}")
    if not scenario.posts or len(scenario.steps) > MOST or len(scenario.facts) > MOST:
        raise InputError(N_("情景「{name}」：至少要有一条 [[posts]]，各项合计不超过 {most} 条"), **name, most=MOST)
    for one in scenario.steps:
        if not 0 <= one.at < scenario.minutes:
            text = N_("情景「{name}」：at = {at} 不在 0 和 minutes = {minutes} 之间")
            raise InputError(text, **name, at=f"{one.at:g}", minutes=f"{scenario.minutes:g}")
    nameless = next((one for one in scenario.posts if ORG not in one.title + one.text), None)
    if nameless is not None:
        text = N_("情景「{name}」：「{title}」里没有 {org}（代表本单位），监测报不出来")
        raise InputError(text, **name, title=(nameless.title or nameless.text)[:30], org=ORG)
    empty = next((fact for fact in scenario.facts if not fact.says and not fact.never), None)
    if empty is not None:
        raise InputError(N_("情景「{name}」：事实「{fact}」要写 says 或 never"), **name, fact=empty.name)
    return scenario


def for_us(scenario: Scenario, organisation: str) -> Scenario:
    """The scenario with the organisation's name in its texts."""

    def said(text: str) -> str:
        return text.replace(ORG, organisation)

    return replace(
        scenario,
        title=said(scenario.title),
        about=said(scenario.about),
        posts=tuple(replace(one, title=said(one.title), text=said(one.text)) for one in scenario.posts),
        questions=tuple(replace(one, text=said(one.text)) for one in scenario.questions),
    )


def moment(began: datetime, at: float, pace: float) -> datetime:
    """When a minute of the drill's clock comes."""
    return began + timedelta(minutes=at) / pace


def arrival(run: int, place: int, one: Injected, at: datetime, pace: float) -> Arrival:
    """The post on the road of all that come by themselves; the second in the same run is never taken in twice."""
    key = f"drill:{run}:{one.key or place}"
    source = Source(
        name=f"演练·{one.source}",
        kind=KIND,
        url="",
        platform=one.platform,
        tier=one.tier,
        own_area=True,
        pace=pace,
    )
    post = Post(
        key=key,
        title=one.title,
        text=one.text,
        author=one.author,
        published_at=at,
        reposts=one.reposts,
    )
    return Arrival(key=f"{key}:{place}", source=source, post=post, entry=Entry.JOB)


def printed(scenario: Scenario) -> tuple[Message, ...]:
    """The course of it, line by line, for whoever prepares a drill."""
    head = {"title": scenario.title, "minutes": f"{scenario.minutes:g}", "pace": f"{scenario.pace:g}"}
    lines = [Message(N_("{title}：{minutes} 分钟，{pace} 倍速"), head)]
    lines += [Message(_LINES[type(one)], {"at": f"{one.at:5.0f}", **_shown(one)}) for one in scenario.steps]
    for fact in scenario.facts:
        words = {"name": fact.name, "says": " / ".join(fact.says) or "—", "never": " / ".join(fact.never) or "—"}
        lines.append(Message(N_("事实 {name}：应写 {says}；不应写 {never}"), words))
    return tuple(lines)


_LINES = {Injected: N_("{at} 分  帖文  {who}：{said}"), Asking: N_("{at} 分  提问  {who}：{said}")}


def _shown(one: Injected | Asking) -> Mapping[str, Any]:
    if isinstance(one, Asking):
        return {"who": one.who, "said": one.text}
    return {"who": one.source, "said": one.title or one.text[:60]}
