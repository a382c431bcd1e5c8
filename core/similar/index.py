"""The memory of posts: a small open block, and sealed ones that grow together up to a limit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from itertools import chain
from math import cos, pi, sqrt
from operator import attrgetter

import numpy as np

from core.similar.columns import Columns
from core.similar.fingerprint import Features, count_of, hashes_of
from core.similar.open import Open
from core.similar.part import Candidate, Memory, Part, bounds_of, columns_of, often
from core.texts import N_, Message

#: posts of the open block; posts of a sealed block that is not joined with others any more (its merge takes 30 ms)
OPEN, FULL = 2048, 131_072
#: of the posts that share hashes, so many are looked at
_LOOKED_AT = 16
#: bits of 256 in which the SimHashes of near copies differ at most
_FARTHEST = 68
#: long texts share much only by passing on: there so many bits more may differ for each hash that both sketches have.
#: Sketch and SimHash err independently: together they tell a copy from a post that shares two lines of five
_LONG, _BITS_A_HASH = 40, 3
#: a post inside a longer one: so much of the shorter is estimated to stand in the longer
_CONTAINED = 0.65
#: of fewer 3-grams no part can be estimated, and two posts may share a name and little else
_ENOUGH, _FARTHEST_SHORT = 20, 48
#: characters below which only the exact text is the same text
_SHORTEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A remembered post of the same text."""

    post: int
    #: bits of 256 that differ; 0 where the text is exactly the same
    distance: int
    exact: bool

    @property
    def message(self) -> Message:
        """How alike they are."""
        if self.exact:
            return Message(N_("与已有帖文文字相同"))
        return Message(N_("与已有帖文基本相同：指纹相差 {bits}/256"), {"bits": self.distance})


class Similar:
    """Remembers posts by their features: about 190 bytes each."""

    def __init__(self) -> None:
        self._open = Open()
        self._parts: list[Part] = []

    def add(self, post_id: int, features: Features, at: datetime) -> None:
        """Remembers a post. One without any text is not remembered: it would be like all others without."""
        if not features.digest:
            return
        memory = Memory(
            post=post_id,
            at=int(at.timestamp()),
            digest=features.digest,
            sketch=features.sketch,
            simhash=features.simhash,
        )
        self._open.add(memory, hashes_of(features.sketch))
        if len(self._open.memories) >= OPEN:
            self._seal(columns_of(self._open.memories))
            self._open = Open()

    def load(self, columns: Columns) -> None:
        """Remembers many posts at once, oldest first. A million takes seconds."""
        for begin in range(0, len(columns), FULL):
            self._seal(columns.rows(begin, begin + FULL))

    def closest(self, features: Features, since: datetime) -> Likeness | None:
        """The post of the same text that was seen at or after `since`: exactly the same first, else the nearest."""
        if not features.digest:
            return None
        seconds = int(since.timestamp())
        if (post := self._same(features.digest, seconds)) is not None:
            return Likeness(post=post, distance=0, exact=True)
        if len(features.normal) < _SHORTEST:
            return None
        count = count_of(features.digest)
        near = (
            one for one in self._candidates(features, seconds) if _is_copy(one.distance, one.shared, one.count, count)
        )
        best = min(near, key=attrgetter("distance", "post"), default=None)
        return Likeness(post=best.post, distance=best.distance, exact=False) if best else None

    def forget(self, before: datetime) -> None:
        """Drops the blocks that hold nothing newer; some older posts stay with newer ones until their block goes."""
        seconds = before.timestamp()
        self._parts = [part for part in self._parts if int(np.max(part.times)) >= seconds]

    def __len__(self) -> int:
        return len(self._open.memories) + sum(len(part.posts) for part in self._parts)

    def _seal(self, columns: Columns) -> None:
        part = Part.of(columns)
        while self._parts and len(self._parts[-1].posts) <= len(part.posts) <= FULL - len(self._parts[-1].posts):
            part = self._parts.pop().joined(part)
        self._parts.append(part)

    def _same(self, digest: bytes, since: int) -> int | None:
        """The first post with exactly this text."""
        wanted = int.from_bytes(digest[:8], "little")
        for part in self._parts:
            if (post := part.same(wanted, since)) is not None:
                return post
        return next((memory.post for memory in self._open.same(digest, since)), None)

    def _candidates(self, features: Features, since: int) -> list[Candidate]:
        """The posts that share the most hashes with this one."""
        hashes = hashes_of(features.sketch)
        found = chain(self._open.sharing(hashes, features.simhash), self._sealed(hashes, features.simhash))
        return nlargest(_LOOKED_AT, (one for one in found if one.at >= since), key=attrgetter("shared"))

    def _sealed(self, hashes: Sequence[int], simhash: bytes) -> Iterator[Candidate]:
        """Candidates of the sealed blocks."""
        bounds = bounds_of(np.array(hashes, dtype=np.uint64))
        for part in self._parts:
            if (rows := part.sharing(bounds)) is not None:
                many, shared = often(rows)
                if len(many):
                    yield from part.candidates(many.astype(np.int64), shared, simhash)


def _is_copy(distance: int, together: int, *counts: int) -> bool:
    """Near enough as a whole, or the shorter stands in the longer. `together`: hashes that both sketches have.

    The distance estimates the cosine of both sets of 3-grams, and that times √(longer/shorter) the part of the shorter
    which stands in the longer. A text cut off by its site, or quoted in a longer post, is found only so.
    """
    shorter, longer = sorted(counts)
    if shorter < _ENOUGH:
        return distance <= _FARTHEST_SHORT
    if shorter >= _LONG and distance <= _FARTHEST + _BITS_A_HASH * together:
        return True
    return distance <= _FARTHEST or cos(pi * distance / 256) * sqrt(longer / shorter) >= _CONTAINED
