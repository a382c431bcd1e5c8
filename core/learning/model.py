"""A fitted model: weights of n-grams beside what the lexicon says, as bytes that are safe to read."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.learning.grams import Keys, grams, spelled
from core.sentiment import Sentiment
from core.texts import N_, Message

#: what a file of ours begins with, and how large one may be
_MAGIC = b"TINGFENG MODEL 1\n"
LARGEST = 2 * 1024 * 1024
#: n-grams of a model: what fits the size with room to spare
MOST = 120_000
_DIGEST = 32
#: signs of a version: enough that no two models of an office share them
_SIGNS = 12
_SHOWN = 5
#: the strongest ones, of which some say too little to be shown
_LOOKED_AT = 24


class ModelError(InputError):
    """These bytes are no model of ours; the sentence says why."""


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands before the weights. `threshold`: from this probability on a text alarms."""

    grams: int
    #: the logarithm of the odds = bias + lexicon × that of the lexicon + the weights' mean
    bias: float
    lexicon: float
    #: what makes a probability of it
    scale: float
    shift: float
    threshold: float
    positive: int
    negative: int
    #: the newest mark that it knows, ISO 8601, "" where marks had no times
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How negative a text is by a model, and what it found."""

    negative: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class Model:
    """`keys` are the n-grams in rising order, `weights` theirs."""

    head: Head
    keys: Keys
    weights: NDArray[np.float32]

    @cached_property
    def version(self) -> str:
        """The same for the same bytes, and for no others."""
        return hashlib.sha256(self.to_bytes()).hexdigest()[:_SIGNS]

    @property
    def threshold(self) -> float:
        """From this probability on a text alarms by itself."""
        return self.head.threshold

    def negative(self, readable: str, sentiment: Sentiment) -> float:
        """The probability that the text is negative."""
        return self._probability(self._found(readable), sentiment)

    def judge(self, readable: str, sentiment: Sentiment) -> Judged:
        """The probability with the n-grams that weighed most, the lexicon's words and the model's version."""
        found = self._found(readable)
        negative = self._probability(found, sentiment)
        values = {
            "percent": round(100 * negative),
            "version": self.version,
            "grams": " ".join(self._telling(found)) or "—",
            "words": " ".join(f"{word}{'↑' if value < 0 else '↓'}" for word, value in sentiment.words) or "—",
        }
        said = Message(N_("负面倾向 {percent}%（模型 {version}）：学到的 {grams}；词表 {words}"), values)
        return Judged(negative=negative, reasons=(said,))

    def odds(self, readable: str, sentiment: Sentiment) -> float:
        """The logarithm of the odds before it is made a probability."""
        return self._odds(self._found(readable), sentiment)

    def leading(self, count: int, *, alarming: bool) -> tuple[str, ...]:
        """The n-grams that weigh most, for or against an alarm."""
        order = np.argsort(-self.weights if alarming else self.weights, kind="stable")
        right = self.weights > 0 if alarming else self.weights < 0
        return _apart((spelled(int(self.keys[at])) for at in order[right[order]]), count)

    def _found(self, readable: str) -> NDArray[np.int64]:
        """Places of the text's n-grams that the model knows."""
        if not len(self.keys):
            return np.zeros(0, dtype=np.int64)
        wanted = grams(readable)
        places = np.searchsorted(self.keys, wanted)
        places[places == len(self.keys)] = 0
        known: NDArray[np.int64] = places[self.keys[places] == wanted]
        return known

    def _odds(self, found: NDArray[np.int64], sentiment: Sentiment) -> float:
        said = float(self.weights[found].sum()) / math.sqrt(len(found)) if len(found) else 0.0
        return self.head.bias + self.head.lexicon * sentiment.odds + said

    def _probability(self, found: NDArray[np.int64], sentiment: Sentiment) -> float:
        odds = self.head.scale * self._odds(found, sentiment) + self.head.shift
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))

    def _telling(self, found: NDArray[np.int64]) -> tuple[str, ...]:
        strength = np.abs(self.weights[found])
        # of hundreds only the first few can be named: these are sorted, the others only set aside
        if len(found) > _LOOKED_AT:
            first = np.argpartition(-strength, _LOOKED_AT)[:_LOOKED_AT]
            found, strength = found[first], strength[first]
        order = found[np.argsort(-strength, kind="stable")]
        signs = (f"{spelled(int(self.keys[at]))}{'↑' if self.weights[at] > 0 else '↓'}" for at in order)
        return _apart(signs, _SHOWN)

    def to_bytes(self) -> bytes:
        """The file."""
        head = msgspec.json.encode(self.head)
        body = b"".join((
            _MAGIC,
            len(head).to_bytes(4, "little"),
            head,
            self.keys.astype("<i8").tobytes(),
            self.weights.astype("<f4").tobytes(),
        ))  # fmt: skip
        return body + hashlib.sha256(body).digest()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        """Reads a file; ModelError where it is none of ours, damaged or too large."""
        if len(data) > LARGEST:
            raise ModelError(N_("模型文件过大（超过 2 MB）"))
        if not data.startswith(_MAGIC):
            raise ModelError(N_("不是听风的模型文件"))
        body, digest = data[:-_DIGEST], data[-_DIGEST:]
        if hashlib.sha256(body).digest() != digest:
            raise ModelError(N_("模型文件已损坏；请重新生成"))
        at = len(_MAGIC) + 4
        size = int.from_bytes(body[len(_MAGIC) : at], "little")
        try:
            head = msgspec.json.decode(body[at : at + size], type=Head)
            return _checked(head, body[at + size :])
        except (ValueError, msgspec.MsgspecError):
            raise ModelError(N_("模型文件内容有误；请重新生成")) from None


def _checked(head: Head, body: bytes) -> Model:
    """ValueError where the figures cannot be a model's."""
    if not 0 <= head.grams <= MOST or len(body) != head.grams * 12:
        raise ValueError(head.grams)
    keys = np.frombuffer(body[: head.grams * 8], dtype="<i8").astype(np.int64)
    weights = np.frombuffer(body[head.grams * 8 :], dtype="<f4").astype(np.float32)
    figures = (head.bias, head.lexicon, head.scale, head.shift, head.threshold, float(np.abs(weights).sum()))
    rising = bool((np.diff(keys) > 0).all()) and (not len(keys) or int(keys[0]) >= 0)
    if not all(map(math.isfinite, figures)) or not rising or not 0 < head.threshold < 1:
        raise ValueError(figures)
    return Model(head=head, keys=keys, weights=weights)


def _apart(words: Iterable[str], count: int) -> tuple[str, ...]:
    """The first so many that a reader can make something of: two letters or more, none a part of another."""
    kept: list[str] = []
    for word in words:
        plain = word.rstrip("↑↓")
        if len(plain) < 2 or not plain.isalnum():
            continue
        if not any(plain in one or one.rstrip("↑↓") in plain for one in kept):
            kept.append(word)
            if len(kept) == count:
                break
    return tuple(kept)
