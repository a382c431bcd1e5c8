"""A text as the set of its n-grams: one, two and three characters side by side, each a number that can be read back."""

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
#: characters that are looked at
LONGEST = 3000
#: bits of a character: three fit a number
_BITS = 21
_MASK = (1 << _BITS) - 1
_FIRST = np.array([True])


def grams(readable: str) -> Keys:
    """The different n-grams of a text in the form of `core.normalise.readable`, in rising order."""
    codes = np.frombuffer(readable[:LONGEST].lower().encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    pairs = codes[:-1] | (codes[1:] << _BITS)
    triples = pairs[:-1] | (codes[2:] << 2 * _BITS)
    found = np.concatenate((codes, pairs, triples))
    found.sort()
    # quicker than numpy's own `unique`, which every post would have to wait for
    return found[np.concatenate((_FIRST, found[1:] != found[:-1]))] if len(found) else found


def spelled(key: int) -> str:
    """The characters of an n-gram."""
    codes = (key & _MASK, (key >> _BITS) & _MASK, key >> 2 * _BITS)
    return "".join(chr(code) for code in codes if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000)
