"""What every act on a statement checks first: is it the text that was shown, and does it stand where the act begins?

Acts on statements are judged stale by version, hash and stage, not by the incident's decision number (lifecycle §3.4).
"""

from collections.abc import Callable, Sequence

from core.changes import Turn
from core.incident import Incident
from core.people import Role
from core.policy import Policy
from core.statement import Signature, Stand, Statement
from core.statements.routing import asked_now, permitting, present_stage
from core.statements.standing import Named, arg_of, find, kinds_of, named, standing
from core.statements.telling import names
from core.texts import N_, Message
from core.workflow import Around, Choice, Refused


def meant(incident: Incident, turn: Turn, stands: frozenset[Stand]) -> Statement | None:
    """The statement that the button names, as it was shown and where the act begins.

    None while the picker is still to be opened, where there is at least one to choose. Refused tells what became of it.
    """
    if not turn.arg:
        if not standing(incident, stands):
            raise Refused("none", N_("没有可操作的回应稿"))
        return None
    asked = named(turn.arg)
    if asked is None:
        raise Refused("argument", N_("没有这个选项"))
    statement = find(incident, asked.number)
    if statement is None:
        raise Refused("unknown", N_("没有这份回应，可能已随并案移走"))
    if (statement.version, statement.hash[: len(asked.hash)]) != (asked.version, asked.hash):
        raise Refused("version", N_("已改为 {version}，请看新稿"), version=f"v{statement.version}")
    _same_stage(statement, asked, turn)
    if statement.stand not in stands:
        raise became(statement, turn)
    return statement


def the(incident: Incident, turn: Turn) -> Statement:
    """The statement that the button names, which the guard has seen."""
    asked = named(turn.arg)
    statement = find(incident, asked.number) if asked else None
    assert statement is not None  # the guard saw it
    return statement


def _same_stage(statement: Statement, asked: Named, turn: Turn) -> None:
    """Two approvers of one stage tap at once: the second is told who was first."""
    if asked.stage is None or asked.stage == statement.stage or statement.stand is not Stand.SUBMITTED:
        return
    mark = next((one for one in statement.signed if one.stage == asked.stage), None)
    raise _signed(statement, mark, turn) if mark else Refused("stage", N_("审签已重新开始，请看新的审签卡片"))


def _signed(statement: Statement, mark: Signature, turn: Turn) -> Refused:
    return Refused(
        "signed",
        N_("{version} 已由 {name} {time} 签发"),
        version=f"v{statement.version}",
        name=turn.policy.name(mark.by),
        time=turn.policy.clock(mark.at, beside=turn.now),
    )


_BECAME = {
    Stand.DRAFT: N_("{version} 还是草稿，没有送审"),
    Stand.SUBMITTED: N_("{version} 正在审签，待 {people}"),
    Stand.RETURNED: N_("{version} 已由 {name} {time} 退回，请改稿后再送审"),
    Stand.APPROVED: N_("{version} 已签发，待发布"),
    Stand.SENDING: N_("{version} 正在发往频道，请稍候"),
    Stand.UNKNOWN: N_("{version} 发送结果不明，请先核对频道"),
    Stand.PUBLISHED: N_("{version} 已由 {name} {time} 发布"),
    Stand.WITHDRAWN: N_("{version} 已由 {name} {time} 撤回"),
    Stand.DISCARDED: N_("{version} 已作废"),
}


def became(statement: Statement, turn: Turn) -> Refused:
    """The truth about a statement that is not where the button thought."""
    if statement.stand is Stand.APPROVED and statement.signed:
        return _signed(statement, statement.signed[-1], turn)
    public = statement.stand is Stand.PUBLISHED
    by, at = (statement.published_by, statement.published_at) if public else (statement.ruled_by, statement.ruled_at)
    return Refused(
        "stand",
        _BECAME[statement.stand],
        version=f"v{statement.version}",
        people=names(asked_now(statement), turn.policy),
        name=turn.policy.name(by) if by else "—",
        time=turn.policy.clock(at or turn.now, beside=turn.now),
    )


def signing(incident: Incident, turn: Turn) -> Role:
    """Whoever is asked for a signature now; while the picker is to be opened, on any statement."""
    statement = meant(incident, turn, frozenset({Stand.SUBMITTED}))
    if statement is not None:
        return signs(statement, turn)
    roles = (_role(one, turn) for one in standing(incident, {Stand.SUBMITTED}))
    role = next((one for one in roles if one is not None), None)
    if role is None:
        raise _not_asked(standing(incident, {Stand.SUBMITTED})[-1], turn.policy)
    return role


def signs(statement: Statement, turn: Turn) -> Role:
    """The role in which this person decides the present stage; never the author or the last editor unnoticed."""
    role = _role(statement, turn)
    if role is not None:
        return role
    if turn.actor.id in (statement.author, statement.editor):
        people = names(asked_now(statement), turn.policy)
        raise Refused("author", N_("自己起草或改过的稿子不能自己签发，待 {people} 审签"), people=people)
    raise _not_asked(statement, turn.policy)


def _role(statement: Statement, turn: Turn) -> Role | None:
    stage = present_stage(statement)
    if stage is None:
        return None
    own = turn.actor.id in (statement.author, statement.editor)
    if own and not turn.policy.figures.allow_solo:
        return None
    return permitting(stage, turn.actor, turn.policy, standin=statement.standin_asked)


def _not_asked(statement: Statement, policy: Policy) -> Refused:
    people = names(asked_now(statement), policy)
    return Refused("approver", N_("{version} 现由 {people} 审签"), version=f"v{statement.version}", people=people)


def writer(statement: Statement, policy: Policy) -> int:
    """Whose text it is: the author's; of one who left the team, the last editor's."""
    return statement.author if policy.actor(statement.author) else statement.editor


def choices(*stands: Stand, stage: bool = False) -> Callable[[Incident, Around], Sequence[Choice]]:
    """The statements that stand there, the newest first."""

    def chosen(incident: Incident, _around: Around) -> tuple[Choice, ...]:
        return tuple(
            Choice(arg=arg_of(one, stage=stage), label=title(one)) for one in reversed(standing(incident, stands))
        )

    return chosen


def only(*stands: Stand, stage: bool = False) -> Callable[[Incident], str]:
    """The argument where only one statement stands there; with none or several the picker opens."""

    def named_by(incident: Incident) -> str:
        found = standing(incident, stands)
        return arg_of(found[0], stage=stage) if len(found) == 1 else ""

    return named_by


def title(statement: Statement) -> Message:
    """Number, kind and version of a statement, short enough for a key."""
    return Message(
        N_("回应{number} {kind} {version}"),
        {"number": statement.number, "kind": kinds_of(statement), "version": f"v{statement.version}"},
    )
