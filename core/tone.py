"""What a text sounds like (情绪): negative, neutral or positive. Read by `core.sentiment`; a model may know better."""

from enum import IntEnum

from core.sentiment import Sentiment

#: negative from this probability on; positive where praise outweighs complaints by this score
_NEGATIVE, _POSITIVE = 0.5, -0.2


class Tone(IntEnum):
    """The judgement, as it is stored."""

    #: 负面
    NEGATIVE = -1
    #: 中性
    NEUTRAL = 0
    #: 正面
    POSITIVE = 1


def tone(sentiment: Sentiment, negative: float | None = None) -> Tone:
    """The tone of a text; `negative`: the probability as a model sees it, None = as the words say."""
    if (sentiment.negative if negative is None else negative) >= _NEGATIVE:
        return Tone.NEGATIVE
    return Tone.POSITIVE if max(sentiment.score, sentiment.clear) <= _POSITIVE else Tone.NEUTRAL
