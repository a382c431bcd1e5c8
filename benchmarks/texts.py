"""Made-up posts of real words: drawn from jieba's dictionary as often as people use them, always the same ones."""

import random
from collections.abc import Iterator
from itertools import accumulate

import jieba

#: characters of a post, about as long as real ones
LENGTH = 230
#: dictionary words; rarer ones would hardly be drawn
_WORDS = 60_000


class Writer:
    """Writes posts. `seed` makes them the same in every run."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        with jieba.Tokenizer().get_dict_file() as file:
            fields = file.read().decode().split()
        known = sorted(zip(map(int, fields[1::3]), fields[0::3], strict=True), reverse=True)[:_WORDS]
        self._words = [word for _, word in known]
        self._weights = list(accumulate(often for often, _ in known))
        self._rare = [word for word in self._words[20_000:] if len(word) == 3]

    def sentence(self) -> str:
        """Five to twelve words and a full stop or comma."""
        words = self._chance.choices(self._words, cum_weights=self._weights, k=self._chance.randint(5, 12))
        return "".join(words) + self._chance.choice("，，。！？")

    def post(self, length: int = LENGTH) -> str:
        """A text of about this length."""
        text = ""
        while len(text) < length:
            text += self.sentence()
        return text

    def sentences(self, count: int) -> list[str]:
        """So many sentences."""
        return [self.sentence() for _ in range(count)]

    def recombined(self, count: int, sentences: list[str]) -> Iterator[str]:
        """Posts of shared sentences, five to ten each: quick to make, and a hard case for telling texts apart."""
        for _ in range(count):
            yield "".join(self._chance.choices(sentences, k=self._chance.randint(5, 10)))

    def terms(self, count: int) -> list[str]:
        """So many words for rules; ten characters each at most, none of them in another's post but by chance."""
        chosen = self._chance.sample(self._rare, 2 * count)
        return [first + second for first, second in zip(chosen[:count], chosen[count:], strict=True)]

    def chance(self) -> random.Random:
        """Where its luck comes from."""
        return self._chance
