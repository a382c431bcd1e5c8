"""Random stories of several incidents, played through the real store; what comes of each step is a plain value."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from core.actions import BY_CODE
from core.changes import Entry, Origin, Turn
from core.detect import Decision
from core.detect.decide import Action
from core.dossier import Proposed
from core.effects import proposed
from core.incident import Incident
from core.people import SYSTEM, Role
from core.proposals import ENOUGH, makes_sense, pending
from core.team import keys, members
from core.texts import Message
from core.workflow import Outcome
from handlers.common import decide, subjects
from storage import Store
from storage.commands import Command, Ground
from storage.tables import posts
from tests.conftest import GROUP, NOON
from tests.properties.scenes import CHOICES, COPY, OFF, PROPOSE, Step
from tests.storage.making import look, opened, prepared
from tests.unit.making import LINES
from tests.unit.matrix import FILE


@dataclass(slots=True)
class Teller:
    """Plays a story; remembers every command, so that all of it can be said again."""

    store: Store
    now: datetime = NOON
    numbers: list[int] = field(default_factory=list)
    #: what was asked, of which incidents, and what came of it
    asked: list[tuple[Command, tuple[int, ...], Outcome]] = field(default_factory=list)
    _keys: int = 0

    async def tell(self, steps: Iterable[Step], incidents: int) -> None:
        """From so many new incidents on."""
        for number in range(incidents):
            self.numbers.append(await opened(self.store, f"第{number}件", reposts=number))
        for step in steps:
            self.now += timedelta(seconds=step.seconds)
            await self._step(step)

    async def _step(self, step: Step) -> None:
        subject = await self._incident(self.numbers[step.incident % len(self.numbers)])
        match step.code:
            case "post" | "copy":
                await self._post(step, subject)
            case "off" | "on":
                await self._manage(step)
            case "propose":
                await self._propose(subject)
            case _:
                await self._press(step, subject)

    async def _incident(self, ident: int) -> Incident:
        found = await self.store.incident(ident)
        assert found is not None
        return found

    async def _post(self, step: Step, subject: Incident) -> None:
        """One more post of the incident, or a copy of any post that there is."""
        self._keys += 1
        found = Decision(action=Action.ATTACH, incident=subject.id, reasons=())
        if step.code == COPY:
            async with self.store.db.read() as connection:
                every = (await connection.execute(select(posts.c.id).order_by(posts.c.id))).scalars().all()
            of = every[step.choice % len(every)]
            found = Decision(action=Action.DUPLICATE, duplicate_of=of, incident=subject.id, reasons=())
        brought = prepared(f"s{self._keys}", f"帖{self._keys}", reposts=30 * step.choice)
        await look(self.store, brought, decision=found, now=self.now)
        self.numbers = sorted({*self.numbers, *await self._all()})

    async def _all(self) -> set[int]:
        """Every incident that a post belongs to: intake may have opened one."""
        async with self.store.db.read() as connection:
            found = (await connection.execute(select(posts.c.incident).distinct())).scalars().all()
        return {one for one in found if one is not None}

    async def _manage(self, step: Step) -> None:
        """A lead deactivates somebody, or lets them in again."""
        policy = await self.store.policy()
        lead = next(iter(policy.holders(Role.LEAD)))
        if step.person != lead.id:
            judge = partial(members.decide, keys.OFF if step.code == OFF else keys.ON)
            await self.store.manage(
                step.person, judge, self._command(lead.id, step, policy_actor=policy.actor(lead.id))
            )

    async def _propose(self, subject: Incident) -> None:
        """The system proposes what makes sense now."""
        what = Proposed.CLOSE if subject.is_open else Proposed.REOPEN
        command = self._command(0, Step(code=PROPOSE), policy_actor=SYSTEM)

        def judge(found: tuple[Incident, ...], ground: Ground) -> Outcome:
            turn = Turn(actor=SYSTEM, now=self.now, policy=ground.policy, origin=command.origin)
            change = proposed(found[0], turn, Role.SYSTEM, what, Message("一周没有新帖"))
            fits = makes_sense(found[0], change.subject.proposals[-1]) and not pending(found[0], what)
            fits = fits and len(found[0].proposals) < ENOUGH
            return Outcome(answer=Message(""), changes=(change,) if fits else ())

        await self.store.change((subject.id,), judge, command)

    def _command(self, person: int, step: Step, *, policy_actor: Any, **more: Any) -> Command:
        self._keys += 1
        origin = Origin(entry=Entry.BUTTON, chat=GROUP, message=5, callback=str(self._keys))
        words = more.pop("words", "")
        return Command(
            key=f"{person}:{step.code}:{self._keys}",
            actor=policy_actor,
            origin=origin,
            now=self.now,
            action=more.pop("action", ""),
            words=words,
            **more,
        )

    async def _press(self, step: Step, subject: Incident) -> None:
        """As the handlers do it: whoever is no member is turned away, a confirmation is pressed twice."""
        actor = (await self.store.policy()).actor(step.person)
        if actor is None:
            return
        action = BY_CODE[step.code]
        words = LINES.get(step.code, "县教育局，属校园管理") if action.asks else ""
        for _ in range(2):
            command = self._command(step.person, step, policy_actor=actor, action=step.code, words=words)
            command = replace(command, arg=self._choice(step, subject), file=FILE if step.code == "ae" else None)
            about, command = subjects(command, subject.id)
            outcome = await self.store.change(about, partial(decide, command=command, seen=None), command)
            self.asked.append((command, about, outcome))
            born = [int(change.event.notes.get("into", 0)) for change in outcome.changes]
            self.numbers = sorted({*self.numbers, *(await self._all() if born else ())})
            if not outcome.confirm:
                return
            self.now += timedelta(seconds=2)

    def _choice(self, step: Step, subject: Incident) -> str:
        if step.code == "mg":
            return str(self.numbers[step.choice % len(self.numbers)])
        if step.code == "um":
            inside = [child.id for child in subject.children] or self.numbers
            return str(inside[step.choice % len(inside)])
        options = CHOICES.get(step.code, ("",))
        return str(options[step.choice % len(options)])

    async def again(self) -> None:
        """Every press of the story once more, as Telegram may deliver it, in any later moment."""
        for command, about, first in self.asked:
            late = replace(command, now=self.now + timedelta(days=1))
            outcome = await self.store.change(about, partial(decide, command=late, seen=None), late)
            assert (outcome.answer, outcome.alert, outcome.refused) == (first.answer, first.alert, first.refused)
            assert outcome.changes == ()
