"""Posts without a date (时间未知): what many of them at once say of the pace of our name."""

from collections.abc import Sequence
from dataclasses import replace

from core.detect.decide import Prepared


def paced(look: Sequence[Prepared], *, first: bool) -> list[Prepared]:
    """The posts of one look as they count for the pace of our name.

    When those without a date were written nobody knows: together they are one mention, for something came since the
    look before; those of a source's `first` look are none, for they may have stood there for years.
    """
    left, done = int(not first), []
    for one in look:
        counts = one.named is None or one.post.published_at is not None
        done.append(one if counts or left > 0 else replace(one, named=None))
        left -= not counts
    return done
