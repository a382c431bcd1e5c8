"""A storm (线索潮): incidents that come in a rush share one card, a line each, and are opened one by one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.callback import Press, encode, to_36
from core.cards.card import Card
from core.cards.keys import Button, Keyboard
from core.incident import PHASE_LABELS, Incident, phase
from core.pace import lately
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.texts import N_, Message, Texts

#: so many new incidents in such a span get cards of their own; what comes on top is a line
STORM_AFTER = 5
#: a pause of this length ends a storm
STORM_SPAN = timedelta(seconds=60)
#: lines of one storm card
LINES = 20
#: opens one line: the incident's own card is posted
OPEN_LINE = "op"

_PER_ROW = 4
_TITLE = 28


def shares(severity: Severity) -> bool:
    """May it stand in a line? 重大 and above always has a card of its own."""
    return severity < Severity.MAJOR


def is_rush(newest: Sequence[datetime], now: datetime) -> bool:
    """Is one more too many? `newest` are the detection times of the latest incidents of the chat, newest first."""
    return len(newest) >= STORM_AFTER and all(lately(at, now, STORM_SPAN) for at in newest[:STORM_AFTER])


def goes_on(last_at: datetime, now: datetime) -> bool:
    """Is a storm whose newest incident came at `last_at` still going on?"""
    return lately(last_at, now, STORM_SPAN)


def storm_card(storm: int, began: datetime, members: Sequence[Incident], policy: Policy, texts: Texts) -> Card:
    """The shared card: one line and one key an incident, the most serious first, whatever became of it meanwhile."""
    members = sorted(members, key=lambda one: (-one.severity.rank, -one.score, one.id))
    since = policy.local(began).strftime("%H:%M")
    if not members:
        return Card(html=texts.html(N_("🌊 {since} 起的新线索都已单独发出"), since=since))
    one, more = N_("🌊 {since} 线索接连出现，这 1 件先列在这里"), N_("🌊 {since} 起 {count} 件新线索")
    head = texts.html(more if len(members) > 1 else one, since=since, count=len(members))
    foot = texts.html(N_("点编号，单独发出这件事的卡片"))
    lines = (_line(incident, texts) for incident in members)
    return Card(html="\n".join((head, *lines, foot)), keyboard=_keys(storm, members))


def _line(incident: Incident, texts: Texts) -> str:
    drill = texts.html(N_("【演练】")) if incident.drill else ""
    return drill + texts.html(
        N_("{symbol} {number} {severity} {phase} {title}"),
        symbol=incident.severity.symbol,
        number=incident.number,
        severity=Message(incident.severity.label),
        phase=Message(PHASE_LABELS[phase(incident)]),
        title=shown(incident.title, _TITLE),
    )


def _keys(storm: int, members: Sequence[Incident]) -> Keyboard:
    keys = [
        # the storm's number goes along: a doubled card is known by it
        Button(label=i.number, data=encode(Press(action=OPEN_LINE, incident=i.id, seen=i.decision, arg=to_36(storm))))
        for i in members
    ]
    return tuple(tuple(keys[at : at + _PER_ROW]) for at in range(0, len(keys), _PER_ROW))
