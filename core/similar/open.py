"""The newest posts, in plain dictionaries: cheap to add to, sealed into arrays when there are many."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from core.similar.fingerprint import count_of
from core.similar.part import SHARED, Candidate, Memory


class Open:
    """A few thousand posts at most."""

    def __init__(self) -> None:
        self.memories: list[Memory] = []
        self._by_digest: dict[bytes, list[Memory]] = defaultdict(list)
        self._by_hash: dict[int, list[int]] = defaultdict(list)

    def add(self, memory: Memory, hashes: Sequence[int]) -> None:
        """`hashes`: its sketch as numbers, without the filling."""
        for value in hashes:
            self._by_hash[value].append(len(self.memories))
        self.memories.append(memory)
        self._by_digest[memory.digest[:8]].append(memory)

    def same(self, digest: bytes, since: int) -> list[Memory]:
        """Posts with this digest, seen at or after `since`."""
        return [memory for memory in self._by_digest.get(digest[:8], ()) if memory.at >= since]

    def sharing(self, hashes: Sequence[int], simhash: bytes) -> Iterator[Candidate]:
        """Posts that share enough hashes, compared with this SimHash."""
        ours = int.from_bytes(simhash)
        rows = Counter(row for value in hashes for row in self._by_hash.get(value, ()))
        for row, shared in rows.items():
            if shared >= SHARED:
                memory = self.memories[row]
                distance, count = (ours ^ int.from_bytes(memory.simhash)).bit_count(), count_of(memory.digest)
                yield Candidate(shared=shared, post=memory.post, at=memory.at, distance=distance, count=count)
