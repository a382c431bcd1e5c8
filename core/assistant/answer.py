"""What a model wrote, on its way to a person: plain lines, no markup, no links, no numbers of persons, bounded."""

import re
from collections.abc import Iterator

from core.arrivals import without_urls
from core.assistant.task import Prompt
from core.showing import clean, clip, mask

#: characters that are looked at
_FAR = 20_000
#: how models think aloud; the end may be missing
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")
_TAG = re.compile(r"</?[A-Za-z!][^<>\n]{0,300}>")
_SITE = re.compile(r"(?<![\w.])(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,12}(?:[/?#:][!-~]{0,300})?(?![\w.])")
#: at the head of a line: quotes, headings, list signs, fences
_HEAD = re.compile(r"^\s{0,8}(?:(?:[>#*+`~-]{1,6})\s?)+(?=\s|\S)")
_RULE = re.compile(r"^[\s*_=~`-]{3,}$")
_STRONG = re.compile(r"\*{1,3}|~~|`{1,3}")
_UNDERSCORES = re.compile(r"_{2,}")
_ADDRESSED = re.compile(r"[@＠#＃](?=\w)")
_COMMAND = re.compile(r"(?<![\w/])/(?=[A-Za-z])")
#: our own marks: a line with one repeats what the model was told
_MARKS = ("⟦", "⟧")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
#: so many doubtful figures are named
_NAMED = 6


def proposal(said: str, longest: int) -> str:
    """The words to show, "" where nothing is left."""
    text = _TAG.sub("", _LINK.sub(r"\1", _THOUGHT.sub("", said[:_FAR])))
    lines = [line for line in _lines(text) if line]
    return clip(mask("\n".join(lines)), longest)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if _RULE.match(line) or any(mark in line for mark in _MARKS):
            continue
        plain = _STRONG.sub("", _UNDERSCORES.sub("＿＿", _HEAD.sub("", line)))
        plain = _SITE.sub("", without_urls(plain))
        yield clean(_COMMAND.sub("", _ADDRESSED.sub("", plain)))


def unfounded(text: str, prompt: Prompt) -> tuple[str, ...]:
    """Figures that stand nowhere in what the model was shown: it may have made them up."""
    known = set(_FIGURE.findall(prompt.user))
    return tuple(dict.fromkeys(one for one in _FIGURE.findall(text) if one not in known and len(one) > 1))[:_NAMED]
