"""The card of an incident: pure text and buttons, the same for the same state, within every limit of the Bot API."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.actions import ACTIONS, BY_CODE
from core.actions.common import HANDLERS
from core.callback import PICKER, Press, deep_link, encode
from core.cards.grouping import is_pointer, pointer
from core.cards.keys import PER_ROW, Button, Keyboard, picker_keys
from core.cards.text import card_text, head
from core.cards.views import VIEWS, View
from core.changes import Entry, Origin, Turn
from core.incident import Incident, Phase, Verdict, phase
from core.people import SYSTEM, Actor
from core.policy import Policy
from core.statement import Stand
from core.texts import N_, Texts
from core.workflow import Action, Around, Refused, permit

#: keys of the private menu before the further ones
MENU_PAGE = 12
#: views that stand among the first: who asks "why is this here?" must not look for it
_AT_ONCE = ("tl", "wy")
_VERDICT = "vt"
_VERDICTS = frozenset({_VERDICT, "vf", "vp", "vu"})
#: the picker that shows the further ones
FURTHER = "zz.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands in a chat: Telegram HTML and its keys."""

    html: str
    keyboard: Keyboard = ()


def shared_card(incident: Incident, around: Around, texts: Texts, *, now: datetime, picker: str = "") -> Card:
    """The card of a group: the union of everybody's buttons, judged at the press."""
    policy = around.policy
    if is_pointer(incident):
        return _pointer(incident, policy, texts)
    keys = picker_keys(incident, around, texts, picker) or _rows(incident, policy, texts, now)
    return Card(html=card_text(incident, policy, texts), keyboard=keys)


def menu_card(
    incident: Incident, actor: Actor, around: Around, texts: Texts, *, now: datetime, picker: str = ""
) -> Card:
    """The ⋯ menu in a private chat: everything this person may do now, and what can be shown."""
    policy = around.policy
    if is_pointer(incident):
        return _pointer(incident, policy, texts)
    mine = replace(around, actor=actor)
    keys = picker_keys(incident, mine, texts, picker) or _menu(incident, actor, policy, texts, now, picker)
    return Card(html=card_text(incident, policy, texts), keyboard=keys)


def _pointer(incident: Incident, policy: Policy, texts: Texts) -> Card:
    html, keyboard = pointer(head(incident, texts), incident, policy, texts)
    return Card(html=html, keyboard=keyboard)


def _rows(incident: Incident, policy: Policy, texts: Texts, now: datetime) -> Keyboard:
    """Rows 1 to 3 from the places that actions and views name; what they cannot hold stands where row 4 leads."""
    here, turn = phase(incident), _looking(SYSTEM, policy, now)
    rows: list[tuple[Button, ...]] = []
    for number in (1, 2, 3):
        views = [v for v in VIEWS if v.places.get(here) == number]
        actions = [a for a in ACTIONS if a.places.get(here) == number and a.offered(incident, turn)]
        keys = tuple(_key(entry, incident, texts) for entry in _both(views, actions))
        rows.extend(keys[at : at + PER_ROW] for at in range(0, len(keys), PER_ROW))
    more = Button(label=texts(N_("⋯ 更多")), url=deep_link(policy.username, incident.id))
    return (*rows[:3], (*_signed(incident, here, texts), more))


def _signed(incident: Incident, here: Phase, texts: Texts) -> tuple[Button, ...]:
    """A signed text may be public before anybody verified or signed for the matter: then its key stands beside ⋯."""
    waiting = incident.to_publish
    if here is Phase.TO_PUBLISH or not incident.is_open or waiting is None or waiting.stand is not Stand.APPROVED:
        return ()
    return (_key(BY_CODE["pb"], incident, texts),)


def _menu(incident: Incident, actor: Actor, policy: Policy, texts: Texts, now: datetime, picker: str) -> Keyboard:
    """What is waited for first; the rest is one tap further, so that nobody has to scroll at night."""
    turn = _looking(actor, policy, now)
    actions = [a for a in ACTIONS if a.offered(incident, turn) and _may(a, incident, turn)]
    given = incident.verdict is not Verdict.UNVERIFIED
    # what nobody but the department can do comes first; a verdict that was given is seldom changed
    actions.sort(key=lambda action: (given and action.code in _VERDICTS, action.roles != HANDLERS))
    entries = _in_order(actions, [view for view in VIEWS if view.offered(incident) and view.had(policy)])
    here, keys = [entry.code for entry in entries], tuple(_key(entry, incident, texts) for entry in entries)
    if len(keys) > MENU_PAGE:
        further = picker == FURTHER
        here = here[MENU_PAGE:] if further else here[:MENU_PAGE]
        keys = keys[MENU_PAGE:] if further else keys[:MENU_PAGE]
        go = Press(action=PICKER, incident=incident.id, seen=incident.decision, arg="" if further else FURTHER)
        keys = (*keys, Button(label=texts(N_("← 返回") if further else N_("更多操作 →")), data=encode(go)))
    return _paired(keys, alone=here.index(_VERDICT) % PER_ROW if _VERDICT in here else 0)


def _paired(keys: tuple[Button, ...], *, alone: int) -> Keyboard:
    """Two beside each other; the first `alone` has a row of its own, so that 属实 and 不实 stay side by side."""
    rest = keys[alone:]
    rows = tuple(rest[at : at + PER_ROW] for at in range(0, len(rest), PER_ROW))
    return (keys[:alone], *rows) if alone else rows


def _in_order(actions: Sequence[Action], views: Sequence[View]) -> tuple[Action | View, ...]:
    """The acts, then the views; where that is more than a page, the most wanted views still stand on the first."""
    if len(actions) + len(views) <= MENU_PAGE:
        return (*actions, *views)
    wanted = [view for view in views if view.code in _AT_ONCE]
    others = [view for view in views if view.code not in _AT_ONCE]
    room = MENU_PAGE - len(wanted)
    return (*actions[:room], *wanted, *actions[room:], *others)


def _both(first: Sequence[Action | View], second: Sequence[Action | View]) -> tuple[Action | View, ...]:
    return (*first, *second)


def _may(action: Action, incident: Incident, turn: Turn) -> bool:
    try:
        permit(action, incident, turn)
    except Refused as refused:
        return bool(refused.ask)  # only words are missing: the press will ask for them
    return True


def _looking(actor: Actor, policy: Policy, now: datetime) -> Turn:
    return Turn(actor=actor, now=now, policy=policy, origin=Origin(entry=Entry.JOB))


def _key(entry: Action | View, incident: Incident, texts: Texts) -> Button:
    arg = entry.names(incident) if isinstance(entry, Action) and entry.names else ""
    press = Press(action=entry.code, incident=incident.id, seen=incident.decision, arg=arg)
    label = entry.relabel(incident) if isinstance(entry, Action) and entry.relabel else entry.label
    return Button(label=texts(label), data=encode(press))
