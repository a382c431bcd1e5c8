"""Rules changed in chat: only by a lead, each change with its event on `rule:N`."""

from core.changes import Event, Turn
from core.people import Role
from core.rules.sections import Kind, Rule, Section
from core.team.rulings import event_on
from core.texts import N_
from core.watching.changes import permit
from core.workflow import Refused

#: the subject of what concerns no single rule
SUBJECT = "rule"


def subject(ident: int) -> str:
    """What the events of a rule are on."""
    return f"{SUBJECT}:{ident}"


def written(ident: int, old: Rule | None, new: Section, turn: Turn, reason: str = "") -> Event:
    """A new rule, or other words for one."""
    role = permit(turn.actor, turn.policy)
    if old is None:
        diffs: dict[str, tuple[object, object]] = {"rule": (None, new.name), "text": (None, new.text)}
        return event_on(subject(ident), turn, "rule_added", role, diffs=diffs, reason=reason)
    diffs = {"text": (old.section.text, new.text), "version": (old.version, old.version + 1)}
    return event_on(subject(ident), turn, "rule_changed", role, diffs=diffs, reason=reason)


def dropped(draft: int, person: int, text: str, turn: Turn) -> Event:
    """What was written for `person` to decide on is not wanted: says this person, or a lead."""
    lead = turn.actor.id != person or turn.actor.may(Role.LEAD)
    role = permit(turn.actor, turn.policy) if lead else None
    return event_on(SUBJECT, turn, "rule_draft_dropped", role, diffs={"text": (text, None)}, notes={"draft": draft})


def turned(rule: Rule, active: bool, turn: Turn) -> Event:
    """Used from now on, or not."""
    role: Role = permit(turn.actor, turn.policy)
    if rule.section.kind is Kind.NAME:
        raise Refused("kind", N_("词组「{name}」不能暂停，请暂停用到它的规则"), name=rule.name)
    if rule.active == active:
        words = N_("「{name}」已在使用") if active else N_("「{name}」已经暂停")
        raise Refused("same", words, name=rule.name)
    diffs = {"active": (not active, active)}
    return event_on(subject(rule.id), turn, "rule_resumed" if active else "rule_paused", role, diffs=diffs)
