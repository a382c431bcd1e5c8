"""The way to a signature: which people decide each stage, who stands in, and what is done where nobody is left.

names of a stage → its people, author and last editor left out → none: its stand-in → none: the chief → none: refused,
unless one person may write and sign (单人签发).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.incident import Incident
from core.people import Actor, Member, Role, with_implied
from core.policy import Policy
from core.spans import ROUTES, Route
from core.statement import Stage, Statement
from core.texts import N_, Message, several
from core.workflow import Refused

#: the head of the department that handles the incident
HEAD = "head@"
_OF_DEPARTMENT = "head@department"
_CHIEF = (Role.CHIEF.value,)


@dataclass(frozen=True, slots=True)
class Way:
    """Where an incident's statements are signed; `left_out` are the author and the last editor.

    `signed`: who has signed an earlier stage, and is asked once more only where the stage means nobody else.
    """

    incident: Incident
    policy: Policy
    left_out: frozenset[int]
    signed: frozenset[int] = frozenset()

    @property
    def route(self) -> Route:
        """The route of the incident's level."""
        level = self.incident.severity
        return self.policy.figures.routes.get(level) or ROUTES[level]

    def stages(self) -> tuple[Stage, ...]:
        """Every stage as it is now; raises Refused where one has nobody."""
        return tuple(self.stage(names) for names in self.route.stages)

    def stage(self, names: tuple[str, ...]) -> Stage:
        """One stage: whoever its names, else its stand-in, else the chief bring."""
        spots = tuple(self.meant(some) for some in (names, self.route.standin, _CHIEF))
        for allowed in (frozenset(self.policy.members) - self.left_out, *self._solo()):
            for at, some in enumerate(spots):
                if people := tuple(one for one in self._people(some) if one in allowed):
                    others = tuple(one for one in people if one not in self.signed)
                    return self._made(some, others or people, spots[at + 1 :])
        raise Refused(
            "nobody",
            N_("没有人可以审签：缺「{role}」。请由带班领导用 /member 指定，起草和改稿的人不能自己签发"),
            role=several(label(name) for name in spots[0]),
        )

    def _solo(self) -> tuple[frozenset[int], ...]:
        return (frozenset(self.policy.members),) if self.policy.figures.allow_solo else ()

    def _made(self, names: tuple[str, ...], people: tuple[int, ...], further: tuple[tuple[str, ...], ...]) -> Stage:
        minutes = max(1, int(self.route.timebox.total_seconds()) // 60)
        made = Stage(names=names, people=people, timebox=minutes)
        gone = self.left_out | self.signed | frozenset(people)
        for some in further:
            others = tuple(one for one in self._people(some) if one not in gone)
            if others:
                return Stage(names=names, people=people, standin_names=some, standin=others, timebox=minutes)
        return made

    def meant(self, names: Iterable[str]) -> tuple[str, ...]:
        """The head of the department is that of the present one, whatever department comes later."""
        return tuple(HEAD + self.incident.department if name == _OF_DEPARTMENT else name for name in names)

    def _people(self, names: tuple[str, ...]) -> tuple[int, ...]:
        members = sorted(self.policy.members.values(), key=lambda member: member.name)
        return tuple(one.id for one in members if any(fits(one, name) for name in names))


def fits(member: Member, name: str) -> bool:
    """Is the member whom a stage means by this name?"""
    if not member.active:
        return False
    roles = with_implied(member.roles)
    if name.startswith(HEAD):
        unit = name.removeprefix(HEAD)
        return bool(unit) and member.head and member.department == unit and Role.HANDLER in roles
    if name in {role.value for role in Role}:
        return Role(name) in roles
    return member.name == name


def label(name: str) -> Message:
    """The name of a stage in words."""
    if name.startswith(HEAD):
        unit = name.removeprefix(HEAD)
        return Message(N_("{department}负责人"), {"department": unit}) if unit else Message(N_("部门负责人"))
    if name in {role.value for role in Role}:
        return Message(Role(name).label)
    return Message(N_("{name}"), {"name": name})


def way_of(incident: Incident, statement: Statement, policy: Policy) -> Way:
    """The way of this statement: who wrote or last changed it signs nothing, and nobody two stages alone."""
    signed = frozenset(mark.by for mark in statement.signed)
    return Way(incident, policy, frozenset({statement.author, statement.editor}), signed)


def present_stage(statement: Statement) -> Stage | None:
    """The stage that is asked, None where none is."""
    return statement.stages[statement.stage] if statement.stage < len(statement.stages) else None


def permitting(stage: Stage, actor: Actor, policy: Policy, *, standin: bool) -> Role | None:
    """In which role the person decides the stage; None for whoever was not asked, or is what was asked no more."""
    member = policy.members.get(actor.id)
    if member is None:
        return None
    asked = [(stage.names, stage.people)] + ([(stage.standin_names, stage.standin)] if standin else [])
    for names, people in asked:
        for name in names if actor.id in people else ():
            if fits(member, name):
                return _role(name)
    return None


def asked_now(statement: Statement) -> tuple[int, ...]:
    """Everybody who may decide the present stage."""
    stage = present_stage(statement)
    if stage is None:
        return ()
    return stage.people + (stage.standin if statement.standin_asked else ())


def passed(incident: Incident, policy: Policy, stages: Iterable[Stage]) -> list[str]:
    """Which stages had nobody and went to somebody else, for the log: "head@市政科 → lead"."""
    way = Way(incident, policy, frozenset())
    meant = [way.meant(names) for names in way.route.stages]
    pairs = zip(meant, stages, strict=False)
    found = [(logged(wanted, policy), logged(one.names, policy)) for wanted, one in pairs if wanted != one.names]
    return [f"{wanted} → {one}" for wanted, one in found]


def logged(names: Iterable[str], policy: Policy) -> str:
    """The names of a stage as the log holds them: roles and departments as they are, people by their number."""
    return " | ".join(part for name in names for part in _coded(name, policy))


def _coded(name: str, policy: Policy) -> tuple[str, ...]:
    if name.startswith(HEAD) or name in {role.value for role in Role}:
        return (name,)
    # whoever the settings name and nobody knows has no number
    return tuple(f"member:{one.id}" for one in policy.members.values() if one.name == name) or ("member:?",)


def _role(name: str) -> Role:
    if name.startswith(HEAD):
        return Role.HANDLER
    return Role(name) if name in {role.value for role in Role} else Role.MEMBER
