"""What a post is compared by: the fingerprint of its text and, where others may join it, its words."""

from core.formulas import telling
from core.normalise import normalise
from core.posts import Post
from core.rules import LONGEST, Document, Field, Hit
from core.similar import Features, fingerprint
from core.vectors import Cut, weights_of
from core.voice import Voice


def features(post: Post, document: Document, hits: tuple[Hit, ...], cut: Cut, voice: Voice, *, words: bool) -> Features:
    """`words`: the costly part, for posts that can be a matter only. What we say ourselves is nobody's original."""
    if voice is Voice.OWN:
        return fingerprint("")
    title, text = _plain(document, Field.TITLE, post.title), _plain(document, Field.TEXT, post.text)
    return fingerprint(
        text if text.startswith(title) else f"{title}\n{text}",
        weights_of(title, text, cut, _places(hits), _asked(hits, cut)) if words else {},
    )


def _plain(document: Document, field: Field, raw: str) -> str:
    """The comparing form. It differs from the matching form only where somebody is mentioned."""
    raw = raw[:LONGEST]
    return normalise(raw) if "@" in raw or "＠" in raw else document.folded.get(field, "")


def _places(hits: tuple[Hit, ...]) -> set[str]:
    """What rules of our own affairs found: streets, housing estates, stations."""
    return {found.term for hit in hits if hit.subject for found in hit.terms if found not in hit.asked}


def _asked(hits: tuple[Hit, ...], cut: Cut) -> set[str]:
    """Rules that asked for one matter besides, and found it: not only 投诉 or our own name."""
    ours = (hit for hit in hits if hit.subject)
    return {hit.group for hit in ours if any(telling(one.term) and cut.weight(one.term) for one in hit.matter)}
