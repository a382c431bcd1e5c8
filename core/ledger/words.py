"""Names of states and filters, as a row and the text under a file say them."""

from core.incident import PHASE_LABELS, Phase, Status
from core.ledger.wish import IN_HAND, Wish
from core.severity import Severity
from core.texts import N_, Message, several

#: 办理状态 in one word each; storage keeps the wire values
STATUS_LABELS = {
    Status.SUSPECTED: N_("疑似"),
    Status.CLAIMED: N_("已认领"),
    Status.ASSIGNED: N_("已交办"),
    Status.HANDLING: PHASE_LABELS[Phase.HANDLING],
    Status.FOLLOWING: PHASE_LABELS[Phase.FOLLOWING],
    Status.CLOSED: PHASE_LABELS[Phase.CLOSED],
    Status.INVALID: PHASE_LABELS[Phase.INVALID],
    Status.MERGED: PHASE_LABELS[Phase.MERGED],
    Status.TRANSFERRED: PHASE_LABELS[Phase.TRANSFERRED],
}
IN_HAND_LABEL = N_("在办")


def filters(wish: Wish) -> tuple[Message, ...]:
    """The filters of a wish in words; none where it wants everything."""
    words = []
    if wish.severity:
        words.append(Message(Severity(wish.severity).label))
    if wish.status:
        words.append(Message(IN_HAND_LABEL if wish.status == IN_HAND else STATUS_LABELS[Status(wish.status)]))
    if wish.department:
        words.append(Message(N_("{text}"), {"text": wish.department}))
    return tuple(words)


def caption(wish: Wish, count: int) -> Message:
    """What stands under the file: whose days, how many, which of them."""
    chosen = filters(wish)
    values = {"period": wish.period.label, "count": count, "filters": several(chosen)}
    if chosen:
        return Message(N_("📒 台账 {period}：共 {count} 件（{filters}）"), values)
    return Message(N_("📒 台账 {period}：共 {count} 件"), values)


def nothing(wish: Wish) -> Message:
    """There is no incident to list."""
    chosen = filters(wish)
    values = {"period": wish.period.label, "filters": several(chosen)}
    if chosen:
        return Message(N_("{period} 没有符合「{filters}」的舆情"), values)
    return Message(N_("{period} 没有舆情"), values)


def file_name(wish: Wish) -> Message:
    """What the file is called."""
    return Message(N_("舆情台账_{period}.{form}"), {"period": wish.period.key, "form": wish.form})
