"""How long things took (用时). What is still open at the end of the period counts with the time so far."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.digest.facts import Act, Run
from core.digest.figures import Spread
from core.digest.ground import Ground, is_verdict
from core.digest.measures import spread
from core.digest.stretch import Stretches
from core.incident import Incident, Verdict
from core.timer import Clock, TimerState

Length = Callable[[datetime, datetime], float]


@dataclass(slots=True)
class _Spans:
    """From when to when: what ended in the period, and what was open at its end."""

    ground: Ground
    ended: list[tuple[datetime, datetime]] = field(default_factory=list)
    open: list[datetime] = field(default_factory=list)

    def add(self, begin: datetime, end: datetime | None) -> None:
        """What ended in another period is none of this one's."""
        if end is None or end >= self.ground.as_of:
            self.open.append(begin)
        elif end >= self.ground.begin:
            self.ended.append((begin, end))

    def spread(self, length: Length) -> Spread:
        """As a figure."""
        return spread(
            [length(begin, end) for begin, end in self.ended],
            [length(begin, self.ground.as_of) for begin in self.open],
        )


def times(ground: Ground) -> dict[str, Any]:
    """Every 用时."""
    working = Stretches(ground.policy.figures.work).seconds
    # what was claimed and released is claimed again: only the first time counts
    claims = _of_runs(ground, Clock.CLAIM, lambda run: run.generation == 1)
    accepts = _of_runs(ground, Clock.ACCEPT)
    known = [one for one in ground.found() if one.published_at is not None]
    lags = [max(0.0, (one.detected_at - one.published_at).total_seconds()) for one in known if one.published_at]
    return {
        "claim": claims.spread(_wall),
        "claim_working": claims.spread(working),
        "lag": spread(lags),
        "verify": _verifying(ground).spread(_wall),
        "accept": accepts.spread(working),
        "response": _of_runs(ground, Clock.FIRST_RESPONSE).spread(working),
        "final": _of_runs(ground, Clock.FINAL).spread(_wall),
        "approval": _signing(ground).spread(_wall),
    }


def _wall(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds()


def _of_runs(ground: Ground, clock: Clock, counts: Callable[[Run], bool] = lambda _: True) -> _Spans:
    """Every run of the clock by itself."""
    spans = _Spans(ground)
    for run in ground.runs:
        if run.clock is clock and counts(run):
            _add(spans, run.started_at, run)
    return spans


def _add(spans: _Spans, begin: datetime, run: Run) -> None:
    running = run.runs_at(spans.ground.as_of)
    if running or run.state is TimerState.MET:
        spans.add(begin, None if running else run.ended_at)


def _signing(ground: Ground) -> _Spans:
    """Each stage from its asking to its decision; asking a stand-in begins no new wait."""
    asked: dict[tuple[int, str], datetime] = {}
    runs = [run for run in ground.runs if run.clock is Clock.APPROVAL]
    for run in runs:
        key = (run.incident, run.about)
        asked[key] = min(run.started_at, asked.get(key, run.started_at))
    spans = _Spans(ground)
    for run in runs:
        _add(spans, asked[run.incident, run.about], run)
    return spans


def _verifying(ground: Ground) -> _Spans:
    """From the first claim of each round of work to its newest verdict; reopening begins another round."""
    spans = _Spans(ground)
    for ident, acts in ground.acts.items():
        rounds = list(_rounds(acts))
        for number, (begin, end) in enumerate(rounds, 1):
            if end is not None:
                spans.add(begin, end)
            elif number == len(rounds) and _waits(ground.incidents[ident]):
                spans.add(begin, None)
    return spans


def _waits(incident: Incident) -> bool:
    return incident.is_open and incident.owner is not None and incident.verdict is Verdict.UNVERIFIED


def _rounds(acts: Iterable[Act]) -> Iterable[tuple[datetime, datetime | None]]:
    begin, end = None, None
    for act in acts:
        if "reopened" in act.new:
            if begin is not None:
                yield begin, end
            begin, end = act.at, None
        if begin is None and act.new.get("owner") is not None:
            begin = act.at
        if begin is not None and is_verdict(act):
            end = act.at
    if begin is not None:
        yield begin, end
