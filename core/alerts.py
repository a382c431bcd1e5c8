"""What whoever is on duty hears privately, with sound: a new card of 较大 and above, a level raised, a reopening."""

from datetime import datetime

from core.callback import opening
from core.duty import Shift
from core.incident import Incident
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.texts import N_, Message

#: what is told, by what happened
FOUND = N_("{symbol} {number} 新发现「{level}」：{title}")
RAISED = N_("{symbol} {number} 升为「{level}」：{title}")
REOPENED = N_("{symbol} {number} 已重开「{level}」：{title}")


def duty_told(incident: Incident, words: str, policy: Policy, now: datetime, *, by: int = 0) -> tuple[Notice, ...]:
    """To the person whom the roster names for now; nobody where everybody is on duty: the group's sound is theirs."""
    if incident.severity < Severity.SIGNIFICANT or not policy.rings(incident.severity, now):
        return ()
    if not policy.is_rostered(Shift.DUTY, now):
        return ()
    (person,) = policy.on_duty(Shift.DUTY, now)
    if person.id == by:
        return ()
    text = Message(
        words,
        {
            "symbol": incident.severity.symbol,
            "number": incident.number,
            "level": Message(incident.severity.label),
            "title": shown(incident.title, 60),
        },
    )
    return (
        Notice(
            key=f"duty:{incident.id}:{incident.revision}:{person.id}",
            chat=person.id,
            text=text,
            lane=Lane.ESCALATION,
            loud=True,
            incident=incident.id,
            keys=opening(policy.username, incident.id),
        ),
    )
