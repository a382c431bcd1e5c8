"""Lines and keys that digests and briefs share."""

from collections.abc import Sequence
from datetime import datetime

from core.callback import deep_link
from core.digest.figures import Late, Summary
from core.digest.nexts import key_label, next_act, what, whose
from core.digest.words import length
from core.grouping import number_of
from core.lists.incidents import Keys
from core.outgoing import Key
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts

_TITLE = 16


def is_empty(summary: Summary) -> bool:
    """Nothing came, nothing was decided, and nothing waits."""
    counts = (summary.new, summary.carried, summary.closed, summary.invalid, summary.transferred, summary.reopened)
    others = (summary.open_count, len(summary.late), len(summary.bypasses), summary.on_time.whole, summary.promises)
    return not any(counts + others)


def foremost(late: Sequence[Late]) -> tuple[Late, ...]:
    """One for each incident and promise, the longest late: several clocks ask for one and the same next act."""
    return tuple({(one.incident, one.promise): one for one in reversed(late)}.values())[::-1]


def late_keys(late: Sequence[Late], policy: Policy) -> Keys:
    """A key for each incident, with the one thing to do about it."""
    if not policy.username:
        return ()
    once = {one.incident: one for one in reversed(late)}
    return tuple(
        (Key(label=key_label(one), url=deep_link(policy.username, one.incident)),) for one in reversed(once.values())
    )


def late_line(one: Late, as_of: datetime, policy: Policy, texts: Texts) -> str:
    """One late thing: what ran out how long ago, whose it is, and the one next act."""
    return texts(
        N_("· {number} {title} {what}超 {span}，{whose} → {act}"),
        number=number_of(one.incident),
        title=shown(one.title, _TITLE),
        what=what(one),
        span=length((as_of - one.due_at).total_seconds()),
        whose=whose(one, policy),
        act=next_act(one),
    )


def head_line(seq: int, digest: str, texts: Texts) -> str:
    """The audit head: the chat becomes an outside witness of it."""
    if not seq:
        return texts(N_("留痕 —"))
    return texts(N_("留痕 {head}"), head=Message(f"#{seq}:{digest[:8]}"))
