"""What a change does to the clocks of its incident. Level-triggered: the state says what runs, the timers follow.

the state before and after a change → which clocks should run → begin, end, count anew → the timers that differ
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core.clocks.pausing import left_of, resumed
from core.clocks.planning import FROM_DETECTION, planned, start_of
from core.clocks.running import RESPONSE, about_stage, ended, met_at, runs, subjects
from core.clocks.spanning import (
    Due,
    half_of,
)
from core.clocks.steps import next_call
from core.clocks.table import STEPS
from core.incident import Incident, Status
from core.policy import Policy
from core.response import PromiseState
from core.timer import LIVE, Clock, Timer, TimerState

#: acts that may make a clock whose time was over before it began
_REGRADES = frozenset(
    {"severity", "agree", "split_off", "set_category", "set_jurisdiction", "take_in", "undo", "start_clocks"}
)

_ORDER = {clock: place for place, clock in enumerate(Clock)}


def timed(old: Incident, new: Incident, act: str, policy: Policy, now: datetime) -> tuple[Incident, tuple[Timer, ...]]:
    """The changed incident with its clocks, and those of them that began, ended or moved with the change."""
    work = _Work(old, new, act, policy, now)
    timers = {timer.key: timer for timer in new.clocks}
    wanted = dict.fromkeys((*subjects(new), *((one.clock, one.about) for one in timers.values() if one.lives)))
    for clock, about in wanted:
        mine = [one for one in timers.values() if (one.clock, one.about) == (clock, about)]
        for timer in work.followed(clock, about, mine):
            timers[timer.key] = timer
    before = {timer.key: timer for timer in old.clocks}
    changed = tuple(one for one in timers.values() if before.get(one.key) != one)
    return replace(new, clocks=remembered(timers.values())), changed


def remembered(timers: Iterable[Timer]) -> tuple[Timer, ...]:
    """What an incident keeps of its timers: those that live, and the newest ended one of each kind."""
    newest: dict[tuple[Clock, str], Timer] = {}
    ordered = sorted(timers, key=lambda one: (_ORDER[one.clock], one.about, one.generation))
    for timer in ordered:
        if not timer.lives:
            newest[timer.clock, timer.about] = timer
    return tuple(one for one in ordered if one.lives or newest[one.clock, one.about] is one)


@dataclass(frozen=True, slots=True)
class _Work:
    """One change and its clocks."""

    old: Incident
    new: Incident
    act: str
    policy: Policy
    now: datetime

    def followed(self, clock: Clock, about: str, mine: list[Timer]) -> tuple[Timer, ...]:
        """The timers of one kind that this change begins, ends or moves."""
        alive = [one for one in mine if one.state in LIVE]
        count = max((one.generation for one in mine), default=0)
        wanted = runs(self.new, clock, about)
        if not alive:
            return (self._begun(clock, about, count + 1),) if wanted and not self._answered(clock, mine) else ()
        live, *doubled = alive
        if doubled:
            # an undo brought the former one back: what took its place never was
            void = (self._over(one, TimerState.VOID) for one in doubled)
            return (*void, *self._gone_on(live, count))
        if not wanted:
            return self._stopped(live)
        if live.state is TimerState.PAUSED:
            return (self._looked_ahead(resumed(live, self.new.severity, self.policy.figures, self.now)),)
        return self._gone_on(live, count)

    def _begun(
        self, clock: Clock, about: str, generation: int, start: datetime | None = None, former: Timer | None = None
    ) -> Timer:
        """A new run. `former`: the run whose place it takes at another level, with its rest and its merge."""
        start = start or start_of(self.new, clock, about, self.now, again=generation > 1)
        due = self._planned(clock, about, start, former)
        late = due.due_at <= self.now and self.act in _REGRADES
        over = late and (clock in FROM_DETECTION or former is not None)
        if over:
            due = half_of(clock, self.now, self.new.severity, self.policy.figures, due.why)
        timer = Timer(
            clock=clock,
            about=about,
            generation=generation,
            started_at=start,
            due_at=due.due_at,
            why=due.why,
            calendar=self.policy.figures.work.calendar.version,
            overdue=over,
            called=len(STEPS[clock]) if self._was_missed(clock, about) else 0,
            since=former.since if former else None,
            used=former.used if former else 0,
            cap=former.cap if former else None,
        )
        return self._looked_ahead(timer)

    def _planned(self, clock: Clock, about: str, start: datetime, former: Timer | None) -> Due:
        return planned(self.new, clock, about, start, self.policy.figures, act=self.act, timer=former)

    def _was_missed(self, clock: Clock, about: str) -> bool:
        """A promise whose day was over before it came here was told where it came from."""
        missed = (one for one in self.new.promises if one.state is PromiseState.MISSED)
        return clock is Clock.PROMISE and about in [f"p{one.number}" for one in missed]

    def _answered(self, clock: Clock, mine: list[Timer]) -> bool:
        """Met in this round already: what was public stays so, whatever becomes of the statement."""
        newest = max(mine, key=lambda one: one.generation, default=None)
        round_began = self.new.reopened_at or self.new.detected_at
        met = newest is not None and newest.state is TimerState.MET and newest.started_at >= round_began
        return clock in RESPONSE and met

    def _looked_ahead(self, timer: Timer) -> Timer:
        return replace(timer, next_at=next_call(timer, self.new, self.policy))

    def _stopped(self, live: Timer) -> tuple[Timer, ...]:
        met = met_at(self.new, live.clock, live.about, self.now)
        state = TimerState.MET if met is not None else ended(self.new, live.clock, self.act)
        if self.act == "undo" and met is None:
            state = TimerState.VOID
        if state is not TimerState.PAUSED:
            return (replace(self._over(live, state), ended_at=met or self.now),)
        if live.state is TimerState.PAUSED:
            return ()
        return (
            replace(
                live,
                state=state,
                ended_at=self.now,
                next_at=None,
                left=left_of(live, self.new.severity, self.policy.figures, self.now),
            ),
        )

    def _over(self, timer: Timer, state: TimerState) -> Timer:
        return replace(timer, state=state, ended_at=self.now, next_at=None, left=0)

    def _gone_on(self, live: Timer, count: int) -> tuple[Timer, ...]:
        """Still running: with another due time where level, extension or acceptance call for one."""
        if live.clock is Clock.LEASE and start_of(self.new, Clock.LEASE, "", self.now) > live.started_at:
            return (self._begun(Clock.LEASE, "", live.generation),)
        if self.act == "assign" and live.clock is Clock.ACCEPT and self.old.status is Status.ASSIGNED:
            return self._replaced(live, count, TimerState.REASSIGNED, self.now)
        if live.clock is Clock.FINAL and self.new.accepted and not self.old.accepted:
            return self._replaced(live, count, TimerState.SUPERSEDED, self.now)
        if live.clock is Clock.FINAL and self.new.extended_to != self.old.extended_to:
            return self._replaced(live, count, TimerState.SUPERSEDED, live.started_at)
        if live.clock is Clock.APPROVAL:
            return self._asked_anew(live, count)
        same = self.old.severity is self.new.severity and self.act != "undo"
        if same or live.clock is Clock.PROMISE:
            return ()
        due = self._planned(live.clock, live.about, live.started_at, live)
        if due.due_at == live.due_at or live.overdue:
            ahead = self._looked_ahead(live)
            return (ahead,) if ahead != live else ()
        fresh = self._begun(live.clock, live.about, count + 1, live.started_at, live)
        return self._over(live, TimerState.SUPERSEDED), fresh

    def _asked_anew(self, live: Timer, count: int) -> tuple[Timer, ...]:
        """转B角 begins a new time-box."""
        before = {one.number: one.standin_asked for one in self.old.statements}
        asked = (one for one in self.new.statements if one.standin_asked and not before.get(one.number))
        if live.about not in [about_stage(one) for one in asked]:
            return ()
        return self._replaced(live, count, TimerState.SUPERSEDED, self.now)

    def _replaced(self, live: Timer, count: int, state: TimerState, start: datetime) -> tuple[Timer, ...]:
        return self._over(live, state), self._begun(live.clock, live.about, count + 1, start)
