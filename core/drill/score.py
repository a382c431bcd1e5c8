"""How a drill went (演练评分), counted from rows: times against the clocks, the statement against the facts, misses."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.drill.running import Run
from core.drill.scenario import Asking, Fact
from core.incident import Incident, Status, Verdict
from core.normalise import fold, tidy
from core.timer import UNDECIDED, Clock, Timer, TimerState

_SENTENCE = re.compile(r"[。！？!?；;\n]+")
#: a sentence with one of these does not assert what it names
_DENIED = ("不实", "不属实", "谣言", "谣传", "虚假", "并非", "不是事实")
#: what is timed, in the order in which it is told: 认领, 核实, 上报, 首次回应
TIMED = (Clock.CLAIM, Clock.VERIFY, Clock.REPORT_UP, Clock.FIRST_RESPONSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One line of the log: who did what."""

    type: str
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Everything that was left of a drill when it ended."""

    run: Run
    incidents: tuple[Incident, ...] = ()
    timers: tuple[Timer, ...] = ()
    acts: tuple[Act, ...] = ()
    #: the newest texts that were published
    statements: tuple[str, ...] = ()
    #: injected posts that raised and joined nothing
    unfound: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One kind of clock over all incidents of a drill, in minutes of its own time."""

    clock: Clock
    runs: int
    #: met in time
    on_time: int
    #: not met when the drill ended
    left: int
    #: the slowest that was met; None where none was
    slowest: int | None = None
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the score card shows, and the next drill of the scenario is compared with."""

    minutes: int
    stopped: bool = False
    incidents: int = 0
    measures: tuple[Measure, ...] = ()
    #: 不实 and so on as found of what had the most posts, "" where nothing came up
    verdict: str = ""
    #: None where the scenario asks for none
    verdict_right: bool | None = None
    #: names of facts
    told: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    published: int = 0
    asked: int = 0
    answered: int = 0
    slowest_answer: int | None = None
    unfound: int = 0
    #: by person: what they did, how often
    people: tuple[tuple[int, tuple[tuple[str, int], ...]], ...] = ()


def score(played: Played, *, stopped: bool) -> Score:
    """Counted before anything that is still open is ended with the drill."""
    run, ended = played.run, played.run.ended_at or played.run.started_at
    mine = tuple(one for one in played.incidents if one.status is not Status.MERGED)
    main = max(mine, key=lambda one: (one.posts, one.id), default=None)
    asked = tuple(place for place, one in enumerate(run.scenario.steps[: run.told]) if isinstance(one, Asking))
    first = {reply.question: reply for reply in reversed(run.replies)}
    waits = [run.lasted(first[place].at - run.at(run.scenario.steps[place].at)) for place in asked if place in first]
    told, missing, wrong = _against(run, played.statements)
    return Score(
        minutes=run.lasted(ended - run.started_at),
        stopped=stopped,
        incidents=len(mine),
        measures=tuple(_measures(played)),
        verdict=main.verdict.value if main else "",
        verdict_right=_right(run, main),
        told=told,
        missing=missing,
        wrong=wrong,
        published=len(played.statements),
        asked=len(asked),
        answered=len(waits),
        slowest_answer=max(waits, default=None),
        unfound=played.unfound,
        people=_people(played),
    )


def _measures(played: Played) -> Iterable[Measure]:
    run, ended = played.run, played.run.ended_at or played.run.started_at
    for clock in TIMED:
        # what another level or a merge replaced decided nothing
        timers = [one for one in played.timers if one.clock is clock and one.state not in UNDECIDED]
        if not timers:
            continue
        met = [one for one in timers if one.state is TimerState.MET and one.ended_at is not None]
        spans = [run.lasted((one.ended_at or ended) - one.started_at) for one in met]
        yield Measure(
            clock=clock,
            runs=len(timers),
            on_time=sum(not one.missed(ended) for one in met),
            left=len(timers) - len(met),
            slowest=max(spans, default=None),
            limit=max(run.lasted(one.due_at - one.started_at) for one in timers),
        )


def _right(run: Run, main: Incident | None) -> bool | None:
    if run.scenario.verdict is Verdict.UNVERIFIED:
        return None
    return main is not None and main.verdict is run.scenario.verdict


def _against(run: Run, statements: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Facts that the published texts tell, that they leave out, and that they contradict."""
    sentences = [_plain(one) for text in statements for one in _SENTENCE.split(text)]
    told, missing, wrong = list[str](), list[str](), list[str]()
    for fact in run.scenario.facts:
        if any(_contradicts(one, fact) for one in sentences):
            wrong.append(fact.name)
        elif any(_plain(words) in one for words in fact.says for one in sentences):
            told.append(fact.name)
        elif fact.says:
            missing.append(fact.name)
    return tuple(told), tuple(missing), tuple(wrong)


def _contradicts(sentence: str, fact: Fact) -> bool:
    """Does it say what it must not? 没有人受伤 does not say 有人受伤, and who denies a rumour may quote it."""
    for words in fact.says:
        sentence = sentence.replace(_plain(words), "")
    return not any(one in sentence for one in _DENIED) and any(_plain(words) in sentence for words in fact.never)


def _plain(text: str) -> str:
    return "".join(fold(tidy(text)).split())


def _people(played: Played) -> tuple[tuple[int, tuple[tuple[str, int], ...]], ...]:
    done: dict[int, Counter[str]] = {}
    for act in played.acts:
        done.setdefault(act.person, Counter())[act.type] += 1
    for reply in played.run.replies:
        done.setdefault(reply.person, Counter())["drill_answer"] += 1
    return tuple((person, tuple(acts.items())) for person, acts in done.items() if person)
