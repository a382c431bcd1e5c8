"""An immutable block of remembered posts: a few sorted arrays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.similar.columns import Columns
from core.similar.fingerprint import NOTHING

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
#: hashes that two sketches must share before their SimHashes are looked at
SHARED = 4
_NEWEST = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is stored of a post to recognise it; `at` is in seconds since 1970."""

    post: int
    at: int
    digest: bytes
    sketch: bytes
    simhash: bytes


def columns_of(memories: Iterable[Memory]) -> Columns:
    """The same as columns, those without text left out."""
    said = [memory for memory in memories if memory.digest]
    return Columns.of(
        np.array([memory.post for memory in said], dtype=np.int64),
        np.array([memory.at for memory in said], dtype=np.int64),
        b"".join(memory.digest for memory in said),
        b"".join(memory.sketch for memory in said),
        b"".join(memory.simhash for memory in said),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A remembered post that shares so many hashes with the one in question; `count`: its 3-grams."""

    shared: int
    post: int
    at: int
    #: bits of 256 in which the SimHashes differ
    distance: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Posts by row. `keys`: hash and row of each sketch in one number each, sorted; `digests` likewise by `order`."""

    posts: NDArray[np.int64]
    times: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    simhashes: NDArray[np.uint64]
    keys: NDArray[np.uint64]
    digests: NDArray[np.uint64]
    order: NDArray[np.uint32]

    @classmethod
    def of(cls, columns: Columns) -> "Part":
        """A block of these posts, at most 2**32."""
        rows = np.arange(len(columns), dtype=np.uint64)
        keys = (columns.sketches.astype(np.uint64) << _HALF) | rows[:, None]
        keys = np.sort(keys[columns.sketches != NOTHING])
        order = np.argsort(columns.digests, kind="stable")
        return cls(
            posts=columns.posts,
            times=columns.times,
            counts=columns.counts,
            simhashes=columns.simhashes,
            keys=keys,
            digests=columns.digests[order],
            order=order.astype(np.uint32),
        )

    def joined(self, later: "Part") -> "Part":
        """Both as one block; the rows of `later` come behind."""
        offset = len(self.posts)
        keys = np.concatenate((self.keys, later.keys + np.uint64(offset)))
        # two sorted runs: a stable sort only merges them
        keys.sort(kind="stable")
        digests = np.concatenate((self.digests, later.digests))
        order = np.concatenate((self.order, later.order + np.uint32(offset)))
        merged = np.argsort(digests, kind="stable")
        return Part(
            posts=np.concatenate((self.posts, later.posts)),
            times=np.concatenate((self.times, later.times)),
            counts=np.concatenate((self.counts, later.counts)),
            simhashes=np.concatenate((self.simhashes, later.simhashes)),
            keys=keys,
            digests=digests[merged],
            order=order[merged],
        )

    def same(self, digest: int, since: int) -> int | None:
        """The first post with this digest that was seen at or after `since`."""
        at = int(self.digests.searchsorted(np.uint64(digest)))
        while at < len(self.digests) and int(self.digests[at]) == digest:
            row = int(self.order[at])
            if self.times[row] >= since:
                return int(self.posts[row])
            at += 1
        return None

    def sharing(self, bounds: NDArray[np.uint64]) -> NDArray[np.uint64] | None:
        """Rows that have one of the hashes, once for each; None if there are none. `bounds`: see `bounds_of`."""
        places = self.keys.searchsorted(bounds).tolist()
        spans = zip(places[::2], places[1::2], strict=True)
        # of a 3-gram that everybody uses only the newest posts: a flood of one template must not slow down the rest
        found = [self.keys[max(a, b - _NEWEST) : b] for a, b in spans if a < b]
        return np.concatenate(found) & _LOW if found else None

    def candidates(self, rows: NDArray[np.int64], shared: NDArray[np.int64], simhash: bytes) -> Iterator[Candidate]:
        """The posts in these rows, which share so many hashes, compared with this SimHash."""
        differing = self.simhashes[rows] ^ np.frombuffer(simhash, dtype="<u8")
        columns = (
            shared,
            self.posts[rows],
            self.times[rows],
            np.bitwise_count(differing).sum(axis=1),
            self.counts[rows],
        )
        for together, post, at, distance, count in zip(*(column.tolist() for column in columns), strict=True):
            yield Candidate(shared=together, post=post, at=at, distance=distance, count=count)


def bounds_of(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Where in `keys` the rows of each hash begin and end, pair by pair: neighbours are found together."""
    first = hashes << _HALF
    return np.stack((first, first | _LOW), axis=1).ravel()


def often(rows: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The rows that occur `SHARED` times or more, and how many times."""
    rows = np.sort(rows)
    # sorted, a row that came four times stands at i and at i + 3
    many = rows[SHARED - 1 :][rows[SHARED - 1 :] == rows[: 1 - SHARED]]
    many = many[np.append(many[:-1] != many[1:], True)] if len(many) else many
    return many, rows.searchsorted(many, "right") - rows.searchsorted(many)
