"""How a post sounds and what it risks: the words' judgement, corrected by the model where the team has taught one."""

from dataclasses import dataclass

from core.detect.risk import find_risk
from core.detect.riskwords import RiskWords
from core.learning.model import Model
from core.sentiment import judge
from core.severity import Risk
from core.texts import Message
from core.tone import Tone, tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
    """`line`: from this probability of being negative on, a text alarms by itself."""

    risk: Risk
    tone: Tone
    line: float
    reasons: tuple[Message, ...]


def impression(readable: str, words: RiskWords, model: Model | None) -> Impression:
    """Of a text in the form of `core.normalise.readable`."""
    sentiment = judge(readable)
    judged = model.judge(readable, sentiment) if model else sentiment
    return Impression(
        risk=find_risk(readable, words, judged.negative),
        tone=tone(sentiment, judged.negative),
        line=model.threshold if model else words.negative,
        reasons=judged.reasons,
    )
