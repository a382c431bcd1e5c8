"""The gate every act passes: role → the specific guard → staleness → choice → confirmation → words → decision.

Buttons, commands, replies and jobs all come here, so a guard is written once. Adding a button: one file in
`core/actions/` and one line in its `__init__.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.changes import Change, Turn
from core.choosing import Around, Choice, Need
from core.dossier import Undo
from core.errors import TingfengError
from core.incident import PHASE_LABELS, Incident, Phase, phase
from core.outgoing import Ask
from core.people import Role
from core.showing import utf16
from core.texts import N_, Message

__all__ = ["LINE", "Action", "Around", "Choice", "Need", "Outcome", "Refused", "act", "permit", "question", "stale"]

#: UTF-16 units of an answer to a question
LINE = 500


class Refused(TingfengError):  # noqa: N818 - a result more than an error
    """An act that is not allowed now. `code` goes into the audit; `ask` names an action whose words are missing.

    The gate turns `ask` into `asks`, the question that is put at once, about `ask_arg` where it has a picker.
    `again`: pressing the same once more means it, as with a confirmation.
    """

    def __init__(
        self, code: str, text: str, /, *, ask: str = "", ask_arg: str = "", again: bool = False, **params: object
    ) -> None:
        super().__init__(text, **params)
        self.code = code
        self.ask = ask
        self.ask_arg = ask_arg
        self.again = again
        self.asks: tuple[Ask, ...] = ()


def _always(_incident: Incident, _turn: Turn) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button (操作): who may, when it is drawn, when it is refused, what it decides."""

    #: two or three letters in callback data; never reused for something else
    code: str
    label: str
    #: any of these roles opens the gate; the guard narrows it down
    roles: frozenset[Role]
    #: only draws: is the button worth showing now?
    offered: Callable[[Incident, Turn], bool]
    #: raises Refused with words, or returns the role that permits the act
    guard: Callable[[Incident, Turn], Role]
    #: one change, or several where other incidents change with it: the first is of the pressed incident
    decide: Callable[[Incident, Turn, Role], Change | tuple[Change, ...]]
    #: what the presser reads when it is done
    done: str
    #: phase → row (1..3) on the shared card; elsewhere the button stands in the private menu
    places: Mapping[Phase, int] = field(default_factory=dict)
    choices: Callable[[Incident, Around], Sequence[Choice]] | None = None
    #: several entries of the picker may be chosen: the argument is a base-36 bit mask of their places
    several: bool = False
    #: entries beside each other in the picker
    columns: int = 2
    needs: Need = Need.NOTHING
    #: the question, where the act needs a line of text first
    asks: str = ""
    #: what its {about} says of the choice that was made
    about: Callable[[str], Message] | None = None
    #: does this very act need it? e.g. only lowering a level wants a reason
    asks_when: Callable[[Incident, Turn], bool] = _always
    #: what may be written: UTF-16 units, and whether its lines are kept
    longest: int = LINE
    paragraphs: bool = False
    #: the code of an act whose words are asked for right afterwards
    then: str = ""
    #: the choice that is asked about there; "" = there is nothing left to ask
    then_arg: Callable[[Incident], str] | None = None
    confirm: bool = False
    #: does this very act need the second press?
    confirm_when: Callable[[Incident, Turn], bool] = _always
    #: commuting acts are never stale
    commutes: bool = False
    undoable: bool = False
    #: the label, where it depends on the incident
    relabel: Callable[[Incident], str] | None = None
    #: the argument that its button carries from the start, where the incident leaves no choice; else ""
    names: Callable[[Incident], str] | None = None
    #: a photo answers its question too
    by_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one press came to: changes to store, words for the presser, and what is to be asked or opened."""

    answer: Message
    alert: bool = False
    changes: tuple[Change, ...] = ()
    #: remember the first press of a confirmation
    confirm: bool = False
    #: open the picker of this action on the pressed card
    picker: bool = False
    asks: tuple[Ask, ...] = ()
    refused: str = ""


def act(action: Action, incident: Incident, turn: Turn, *, known: Mapping[str, Action]) -> Outcome:
    """Judge one act. Returns what is to be stored; raises Refused (an expected result, logged by storage)."""
    try:
        role = permit(action, incident, turn)
    except Refused as refused:
        if refused.ask:
            refused.asks = (question(known[refused.ask], incident, turn, refused.ask_arg),)
        raise
    if not action.commutes and turn.seen is not None and turn.seen != incident.decision:
        raise stale(incident, turn)
    if utf16(turn.words) > action.longest:
        raise _too_long(action, incident, turn)
    if action.choices and not turn.arg:
        return Outcome(answer=Message(N_("请在卡片上选择")), picker=True)
    if action.confirm and not (turn.confirmed or turn.words) and action.confirm_when(incident, turn):
        seconds = int(turn.policy.figures.confirm_window.total_seconds())
        text = N_("{seconds} 秒内再按一次，确认「{label}」")
        params = {"seconds": seconds, "label": Message(action.label)}
        return Outcome(answer=Message(text, params), alert=True, confirm=True)
    if action.asks and not turn.words and action.asks_when(incident, turn):
        return Outcome(answer=Message(N_("请在下方回复")), asks=(question(action, incident, turn, turn.arg),))
    decided = action.decide(incident, turn, role)
    first, *others = decided if isinstance(decided, tuple) else (decided,)
    change = _undoable(action, incident, first, turn)
    asks = _asked_next(action, change.subject, known, turn)
    return Outcome(answer=Message(action.done), changes=(change, *others), asks=asks)


def permit(action: Action, incident: Incident, turn: Turn) -> Role:
    """The role that permits the act now; raises Refused otherwise."""
    if not any(turn.actor.may(role) for role in action.roles):
        needed = min(action.roles, key=list(Role).index)
        raise Refused(
            "role",
            N_("需要「{role}」才能操作，现为：{who}"),
            role=Message(needed.label),
            who=turn.policy.who_may(needed),
        )
    return action.guard(incident, turn)


def stale(incident: Incident, turn: Turn) -> Refused:
    """The card under the thumb was older than the last decision."""
    if incident.last is None:
        return Refused("stale", N_("卡片已更新，请看清后再按"))
    return Refused(
        "stale",
        N_("{name} {time} 已操作，现为「{phase}」，请看清后再按"),
        name=turn.policy.name(incident.last.by),
        time=turn.policy.clock(incident.last.at, beside=turn.now),
        phase=Message(PHASE_LABELS[phase(incident)]),
    )


def _too_long(action: Action, incident: Incident, turn: Turn) -> Refused:
    """What somebody wrote is never cut in silence: the message stands in the chat, and is asked for once more."""
    words = N_("没有记下：写了 {length} 字，最多 {limit} 字。请删短，再回复下方的提问")
    refused = Refused("too_long", words, length=utf16(turn.words), limit=action.longest)
    refused.asks = (question(action, incident, turn, turn.arg),) if action.asks else ()
    return refused


def question(action: Action, incident: Incident, turn: Turn, arg: str = "") -> Ask:
    """Ask the presser for the words that the action needs, where the press was made."""
    about = action.about(arg) if action.about else ""
    text = Message(action.asks, {"number": incident.number, "about": about})
    return Ask(action=action.code, person=turn.actor.id, chat=turn.origin.chat, text=text, arg=arg)


def _asked_next(action: Action, subject: Incident, known: Mapping[str, Action], turn: Turn) -> tuple[Ask, ...]:
    if not action.then or not known[action.then].offered(subject, turn):
        return ()
    arg = action.then_arg(subject) if action.then_arg else ""
    return (question(known[action.then], subject, turn, arg),) if arg or not action.then_arg else ()


def _undoable(action: Action, before: Incident, change: Change, turn: Turn) -> Change:
    """Keep what the act replaced, so that the same person can take it back for a short while."""
    if not action.undoable:
        return change
    old = {name: pair[0] for name, pair in change.event.diffs.items()}
    moved = {timer.key for timer in change.timers}
    old |= {"acted_at": before.acted_at, "clocks": tuple(one for one in before.clocks if one.key in moved)}
    until = turn.now + turn.policy.figures.undo_window
    undo = Undo(by=turn.actor.id, until=until, decision=change.subject.decision, before=old)
    return replace(change, subject=replace(change.subject, undo=undo))
