"""Viewpoints (观点): posts that say much the same, grouped by their words, with one short quote each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from core.analysis.matter import Lexicon, Seen
from core.analysis.words import LONGEST
from core.showing import clean, clip, mask
from core.tone import Tone
from core.vectors import word_weights

#: so many are told, and so many UTF-16 units of each quote
TOP, QUOTE = 5, 40
#: different texts that are compared, the most repeated first
TEXTS = 600
#: cosine from which a text says the same as a group's first one
_ALIKE = 0.28
#: of so few posts each may be a view; of more, one that nobody shares is none
_FEW = 10
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?]?")
#: whom somebody talks to, and where a link leads, is no view
_ASIDE = re.compile(
    r"(?://)?\s*@[^\s:：,，。]{1,30}[:：]?|(?:https?://|www\.)[!-~]+|#[^#\n]{1,60}#|[【\[][^】\]\n]{1,60}[】\]]"
)
#: sentences of a text that are looked at, and the shortest that says something
_SENTENCES, _SHORTEST = 12, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """So many posts say it; `quote` is masked, of the text that was repeated most; the tone that most of them have."""

    posts: int
    quote: str
    tone: Tone


@dataclass(slots=True)
class _Group:
    words: Mapping[str, float]
    texts: list[tuple[Seen, ...]] = field(default_factory=list)

    @property
    def posts(self) -> int:
        return sum(map(len, self.texts))


def viewpoints(groups: Sequence[tuple[Seen, ...]], lexicon: Lexicon) -> tuple[View, ...]:
    """The views that most posts share, from `core.analysis.matter.texts_of`."""
    read = groups[:TEXTS]
    vectors = _telling([word_weights(one[0].title, one[0].text[:LONGEST], lexicon.cut) for one in read])
    found = sorted(_grouped(read, vectors), key=lambda group: -group.posts)
    few = sum(map(len, groups)) <= _FEW
    told = (_view(group) for group in found if group.posts > 1 or few)
    return tuple(view for view in told if view.quote)[:TOP]


def _telling(vectors: list[dict[str, float]]) -> list[dict[str, float]]:
    """What everybody says is the matter itself; a view of it is told by the words that only some have."""
    having, many = Counter(word for vector in vectors for word in vector), len(vectors)
    rarer = {word: log(1 + many / count) for word, count in having.items()}
    return [_unit({word: weight * rarer[word] for word, weight in vector.items()}) for vector in vectors]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sum(weight * weight for weight in vector.values()) ** 0.5
    return {word: weight / length for word, weight in vector.items()}


def _grouped(texts: Sequence[tuple[Seen, ...]], vectors: Sequence[Mapping[str, float]]) -> list[_Group]:
    """Each text joins the likest group begun before it, or begins one."""
    groups: list[_Group] = []
    having: dict[str, list[int]] = {}
    for text, words in zip(texts, vectors, strict=True):
        alike: dict[int, float] = defaultdict(float)
        for word, weight in words.items():
            for place in having.get(word, ()):
                alike[place] += weight * groups[place].words[word]
        best = max(alike, key=lambda place: (alike[place], -place), default=None)
        if best is None or alike[best] < _ALIKE:
            best = len(groups)
            groups.append(_Group(words))
            for word in words:
                having.setdefault(word, []).append(best)
        groups[best].texts.append(text)
    return groups


def _view(group: _Group) -> View:
    tones = Counter(post.tone for text in group.texts for post in text)
    most = max(tones, key=lambda tone: (tones[tone], -tone))
    quote = next(filter(None, (_quote(text[0], group.words) for text in group.texts[:_SENTENCES])), "")
    return View(posts=group.posts, quote=quote, tone=most)


def _quote(post: Seen, words: Mapping[str, float]) -> str:
    """The sentence that has most of the group's words, the first of equals; numbers masked before anything is cut."""
    found = list(_sentences(post))
    best = max(found, key=lambda said: sum(weight for word, weight in words.items() if word in said), default="")
    return clip(best, QUOTE)


def _sentences(post: Seen) -> Iterator[str]:
    # masked before it is cut: half a number is no number any more
    for text in (mask(post.text)[:LONGEST], mask(post.title)[:LONGEST]):
        said = [clean(sentence) for sentence in _SENTENCE.findall(_ASIDE.sub(" ", text))[:_SENTENCES]]
        told = [sentence for sentence in said if len(sentence) >= _SHORTEST]
        if told:
            yield from told
            return
    if short := clean(_ASIDE.sub(" ", mask(post.text or post.title))):
        yield short
