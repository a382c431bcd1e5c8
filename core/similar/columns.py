"""Many posts at once, column by column: as they come from rows, in a tenth of the room that objects take."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.similar.fingerprint import SKETCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Posts that have a text, by row: as `Memory`, with the first eight bytes of the digest and its count apart."""

    posts: NDArray[np.int64]
    times: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    digests: NDArray[np.uint64]
    sketches: NDArray[np.uint32]
    simhashes: NDArray[np.uint64]

    @classmethod
    def of(
        cls, posts: NDArray[np.int64], times: NDArray[np.int64], digests: bytes, sketches: bytes, simhashes: bytes
    ) -> "Columns":
        """All of one length, the last three end to end; `times` in seconds since 1970."""
        digest = np.frombuffer(digests, dtype=[("begin", "<u8"), ("middle", "V6"), ("count", "<u2")])
        return cls(
            posts=posts,
            times=times.clip(0, 0xFFFFFFFF).astype(np.uint32),
            counts=digest["count"].astype(np.uint16),
            digests=digest["begin"].astype(np.uint64),
            sketches=np.frombuffer(sketches, dtype="<u4").reshape(-1, SKETCH),
            simhashes=np.frombuffer(simhashes, dtype="<u8").reshape(-1, 4),
        )

    def __len__(self) -> int:
        return len(self.posts)

    def rows(self, begin: int, end: int) -> "Columns":
        """Some of them."""
        return Columns(
            posts=self.posts[begin:end],
            times=self.times[begin:end],
            counts=self.counts[begin:end],
            digests=self.digests[begin:end],
            sketches=self.sketches[begin:end],
            simhashes=self.simhashes[begin:end],
        )
