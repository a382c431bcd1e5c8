"""What is kept of a text to recognise it again: 112 bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

#: hashes of a sketch, and the value that fills up the sketch of a short text
SKETCH, NOTHING = 16, 0
#: characters that are looked at; fewer 3-grams than two bytes can count
_LONGEST = 30_000
_MARKS = re.compile(r"[\W_]+")
_SEEDS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], dtype=np.uint64)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """A text as it is compared."""

    #: letters and characters only, no marks
    normal: str
    #: 16 bytes, equal for equal texts: 14 of BLAKE2b and, as two bytes, how many 3-grams there are; b"" for no text
    digest: bytes
    #: 64 bytes: the 16 smallest hashes of its 3-grams, little-endian, 0 where there are fewer
    sketch: bytes
    #: 32 bytes: SimHash of its 3-grams
    simhash: bytes
    #: word → weight, for the question whether it is the same event; empty where nobody asked
    words: Mapping[str, float] = field(default_factory=dict)


def fingerprint(normal: str, words: Mapping[str, float] | None = None) -> Features:
    """The features of a text in the form of `core.normalise.normalise`."""
    bare = _MARKS.sub("", normal)
    grams = _grams(bare[:_LONGEST])
    digest = blake2b(bare.encode("utf-8", "replace"), digest_size=14).digest() if bare else b""
    return Features(
        normal=bare,
        digest=digest and digest + len(grams).to_bytes(2, "little"),
        sketch=_sketch(grams),
        simhash=_simhash(grams),
        words=words or {},
    )


def count_of(digest: bytes) -> int:
    """How many different 3-grams the text has."""
    return int.from_bytes(digest[14:], "little")


def hashes_of(sketch: bytes) -> list[int]:
    """The hashes of a sketch, without what fills it up."""
    return [value for value in np.frombuffer(sketch, dtype="<u4").tolist() if value != NOTHING]


def _grams(bare: str) -> Hashes:
    """The different 3-grams as hashes, sorted."""
    chars = np.frombuffer(bare.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    # 21 bits hold any character: three of them fill the 64 bits without touching
    packed = (chars[:-2] << np.uint64(42)) | (chars[1:-1] << np.uint64(21)) | chars[2:]
    hashes = np.sort(_mixed(packed))
    return hashes[np.append(hashes[:-1] != hashes[1:], True)] if len(hashes) else hashes


def _mixed(values: Hashes) -> Hashes:
    """MurmurHash3's 64-bit finaliser: every bit in reaches every bit out. Overflow wraps round on purpose."""
    for factor in (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)):
        values = (values ^ (values >> np.uint64(33))) * factor
    return values ^ (values >> np.uint64(33))


def _sketch(grams: Hashes) -> bytes:
    sketch = np.full(SKETCH, NOTHING, dtype="<u4")
    smallest = grams[:SKETCH] >> np.uint64(32)
    sketch[: len(smallest)] = np.maximum(smallest, np.uint64(1))
    return sketch.tobytes()


def _simhash(grams: Hashes) -> bytes:
    """Bit by bit what most 3-grams say."""
    spread = _mixed(grams[:, None] ^ _SEEDS[None, :]).astype("<u8")
    votes = np.unpackbits(spread.view(np.uint8), axis=1).sum(axis=0, dtype=np.uint16)
    return np.packbits(votes > len(grams) // 2).tobytes()
