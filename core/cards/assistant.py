"""🤖 助手: the key, what may be asked for, and the machine's words as a person gets them, marked 机器草拟."""

from core.assistant import argument, draft, offers
from core.assistant.task import Order
from core.callback import Press, encode
from core.incident import Incident
from core.outgoing import Key
from core.policy import Policy
from core.statement import Kind
from core.texts import N_, Message, Texts, several
from core.told import Told

#: the code of its key
ASSISTANT = "hp"

Keys = tuple[tuple[Key, ...], ...]


def has_assistant(policy: Policy) -> bool:
    """Is there one at all?"""
    return bool(policy.figures.assistant.model)


def assistant_state(incident: Incident, _story: tuple[Told, ...], _policy: Policy, texts: Texts) -> str:
    """What the key is for."""
    return texts(
        N_("🤖 {number} 要助手草拟什么？只发送这件事的材料，遮去号码和认得出的姓名；写出的都是机器草拟，由您核对取舍"),
        number=incident.number,
    )


def assistant_keys(incident: Incident) -> Keys:
    """One key for everything that may be asked for."""
    return tuple((_key(incident, arg, label),) for arg, label in offers(incident))


def draft_keys(incident: Incident, kind: Kind, policy: Policy) -> Keys:
    """Beside a template: the same, filled in by the assistant."""
    if not has_assistant(policy):
        return ()
    return ((_key(incident, argument(draft.TASK, kind.value), draft.draft_label(kind)),),)


def _key(incident: Incident, arg: str, label: Message) -> Key:
    return Key(label=label, data=encode(Press(action=ASSISTANT, incident=incident.id, seen=incident.decision, arg=arg)))


def above_proposal(incident: Incident, order: Order, doubtful: tuple[str, ...]) -> Message:
    """The sentence over the machine's words, which stand below it to be copied."""
    known = {
        "number": incident.number,
        "name": Message(order.task.name),
        "then": Message(order.task.then),
        "doubt": Message(N_("\n⚠️ 材料里没有这些数字：{figures}"), {"figures": several(doubtful)}) if doubtful else "",
    }
    return Message(N_("🤖 机器草拟 · {number} {name}。{then}{doubt}"), known)
