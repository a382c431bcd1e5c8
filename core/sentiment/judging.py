"""From what the words say to a probability."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, sqrt

from core.sentiment.lexicon import wordbook
from core.sentiment.reading import Reader, Weighed
from core.texts import N_, Message

#: characters that are looked at: who has not said in so many what he thinks will not
LONGEST = 5000
#: a complaint weighs more than praise: few people praise where something is wrong
_BAD_TIMES = 1.5
#: shouting and asking, each mark up to the third
_SHOUT, _ASK, _MARKS = 0.5, 0.5, 3
#: with the square root of the length an angry word says less in a long text; of very short ones nobody makes too much
_SHORT = 20
#: from the score to the logarithm of the odds; without a word one text in five is negative
_SLOPE, _BASE = 4.0, -1.4
#: so many words are named
_SHOWN = 5
#: what weighs less is not worth naming
_LEAST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """`negative`: probability from 0 to 1; `odds`: its logarithmic odds; `words`: what moved it, below 0 negative."""

    negative: float
    odds: float
    #: what the words say together, praise below 0
    score: float
    #: the same by our own words alone: the kept list takes the language of offices for praise
    clear: float
    words: tuple[tuple[str, float], ...] = ()

    @property
    def reasons(self) -> tuple[Message, ...]:
        """The probability with its words: ↑ made it more negative, ↓ less."""
        return (negativity(self.negative, (f"{word}{'↑' if value < 0 else '↓'}" for word, value in self.words)),)


def negativity(negative: float, words: Iterable[str] = ()) -> Message:
    """The sentence about a probability and what moved it."""
    said = " ".join(words)
    percent = round(100 * negative)
    if not said:
        return Message(N_("负面倾向 {percent}%"), {"percent": percent})
    return Message(N_("负面倾向 {percent}%：{words}"), {"percent": percent, "words": said})


def judge(readable: str) -> Sentiment:
    """How a text in the form of `core.normalise.readable` sounds. Deterministic."""
    text = readable[:LONGEST].lower()
    found = Reader(text, wordbook()).read() if text else []
    bad, good = _sums(found)
    own_bad, own_good = _sums([one for one in found if one.ours])
    marks = _ASK * min(text.count("?"), _MARKS) + (_SHOUT * min(text.count("!"), _MARKS) if bad > good else 0.0)
    size = sqrt(_SHORT + len(text))
    score, clear = (_BAD_TIMES * bad - good + marks) / size, (_BAD_TIMES * own_bad - own_good) / size
    odds = _SLOPE * score + _BASE
    words = _telling(text, found)
    return Sentiment(negative=1 / (1 + exp(-odds)), odds=odds, score=score, clear=clear, words=words)


def _sums(found: list[Weighed]) -> tuple[float, float]:
    """What speaks against and what for it."""
    return -sum(one.value for one in found if one.value < 0), sum(one.value for one in found if one.value > 0)


def _telling(text: str, found: list[Weighed]) -> tuple[tuple[str, float], ...]:
    """The words that weigh most, each once."""
    words: dict[str, float] = {}
    for one in found:
        if abs(one.value) >= _LEAST:
            word = text[one.start : one.end]
            words[word] = words.get(word, 0.0) + one.value
    return tuple(sorted(words.items(), key=_strength)[:_SHOWN])


def _strength(pair: tuple[str, float]) -> float:
    return -abs(pair[1])
