"""How a text sounds (情绪): the probability that it is negative, by words, negation and degree, and which words did it.

No learnt weights: lists of words with a value (`own.txt` is ours, `jionlp.txt` a kept list) and a few rules of grammar.
It sees words: irony fails.
"""

from core.sentiment.judging import Sentiment, judge, negativity

__all__ = ["Sentiment", "judge", "negativity"]
