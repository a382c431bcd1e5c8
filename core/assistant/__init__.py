"""What the assistant (助手) may be asked for: one file a kind, and one line here. It proposes; people decide."""

from core.assistant import draft, summary, views
from core.assistant.task import Order, Task
from core.incident import Incident
from core.statement import Kind
from core.texts import Message

__all__ = ["TASKS", "Order", "Task", "argument", "offers", "order_of", "read_order"]

#: in the order of their keys
TASKS: tuple[Task, ...] = (
    summary.TASK,
    views.TASK,
    draft.TASK,
)
_BY_CODE = {task.code: task for task in TASKS}
#: between a task and what it is about, in an argument
_OF = "-"
#: what a task may be about
_ABOUT = {"", *(kind.value for kind in Kind)}


def argument(task: Task, about: str) -> str:
    """What the key of an order carries."""
    return f"{task.code}{_OF}{about}" if about else task.code


def read_order(arg: str) -> Order | None:
    """The order that a key carries; None for anything else, as anybody can send anything."""
    code, _, about = arg.partition(_OF)
    return order_of(code, about)


def order_of(code: str, about: str) -> Order | None:
    """The order of this name; None where there is none such."""
    task = _BY_CODE.get(code)
    if task is None or about not in _ABOUT or bool(about) is not (task is draft.TASK):
        return None
    return Order(task=task, about=about)


def offers(incident: Incident) -> tuple[tuple[str, Message], ...]:
    """Every key: its argument and its words."""
    return tuple((argument(task, about), label) for task in TASKS for about, label in task.keys(incident))
