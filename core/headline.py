"""Title and excerpt of a card, from a post that may have no title."""

import re

from core.posts import Post
from core.showing import clean, clip, utf16

#: what is kept of a text for the card, which shows less of it
EXCERPT = 300
#: 转发微博 //@somebody: at the head of a repost says nothing about the matter
_FORWARD = re.compile(r"^(?:转发微博|转发|轉發|Repost)?[\s,，。:：]*(?://@[^:：\s]{1,30}[:：]\s*)*", re.IGNORECASE)
_HEADLINE = re.compile(r"[【\[]([^】\]]{4,60})[】\]]")
_SENTENCE = re.compile(r"[^。！？!?]{1,59}[。！？!?]")


def headline(post: Post) -> tuple[str, str]:
    """Title and excerpt of a card; a post without a title lends its first sentence."""
    title, text = clean(post.title), _FORWARD.sub("", clean(post.text))
    if title:
        return title, clip(text.removeprefix(title).lstrip("。,，: ："), EXCERPT)
    headed = _HEADLINE.match(text)
    if headed:
        return headed[1], clip(text[headed.end() :].strip(), EXCERPT)
    first = _SENTENCE.match(text)
    cut = first.end() if first else 0
    if cut:
        return text[:cut], clip(text[cut:].strip(), EXCERPT)
    return clip(text or clean(post.text) or post.url, 60), clip(text, EXCERPT) if utf16(text) > 60 else ""
