"""Markup to what a reader sees."""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

#: of one item's HTML, ten times what is kept of its text
LONGEST_HTML = 200_000
_BLOCK_NAMES = (
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav"
    " ol p pre section table td th tr ul"
)
_UNSEEN_NAMES = "script style template noscript iframe object svg head title select textarea"
BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN_LIST = _UNSEEN_NAMES.split()
UNSEEN = frozenset(_UNSEEN_LIST)
_INLINE = "a abbr b big center cite code del em font i img ins kbd mark q s small span strike strong sub sup tt u"
_BLOCK_TAG = re.compile(rf"<(?=/?(?:{'|'.join(sorted(BLOCKS))})\b)", re.IGNORECASE)
# Only known tags make it HTML: a title such as 「List<String> 的用法」 is plain text
_IS_HTML = re.compile(
    rf"<!--|</?(?:{'|'.join(sorted({*BLOCKS, *UNSEEN, *_INLINE.split(), 'html', 'body', 'video', 'audio'}))})\b[^<]*>",
    re.IGNORECASE,
)
#: tags whose text stands where it is written, in plain spelling: what most feeds consist of, and needs no parser.
#: (not those of tables: a browser moves text out of them)
_PLAIN_BLOCKS = "p br div li ul ol hr h1 h2 h3 h4 h5 h6 blockquote section"
_PLAIN_INLINE = "a b em i img small span strong u font"
_ATTRIBUTES = r"""(?:[ \t\n]++[A-Za-z-]++(?:=(?:"[^"<>]*+"|'[^'<>]*+'|[\w:./#%-]++))?+)*+[ \t\n]*+/?>"""
_PLAIN_BLOCK = re.compile(rf"</?(?:{'|'.join(_PLAIN_BLOCKS.split())}){_ATTRIBUTES}", re.IGNORECASE | re.ASCII)
_PLAIN_TAG = re.compile(rf"</?(?:{'|'.join(_PLAIN_INLINE.split())}){_ATTRIBUTES}", re.IGNORECASE | re.ASCII)
#: what HTML and `unescape` may read differently
_NOT_PLAIN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|&(?!(?:amp|lt|gt|quot|nbsp|#39);)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def visible_text(html: str) -> str:
    """What a browser would show of a piece of HTML, or of plain text with entities: one line a block, no markup."""
    html = html[:LONGEST_HTML]
    if "<" not in html or not _IS_HTML.search(html):
        return tidy(unescape(html) if "&" in html else html)
    return _plainly(html) or _by_parser(html)


def _plainly(html: str) -> str:
    """The same for HTML of the plainest kind; "" for any other."""
    if _NOT_PLAIN.search(html):
        return ""
    text = _PLAIN_TAG.sub("", _PLAIN_BLOCK.sub("\n", html))
    if "<" in text:
        return ""
    return tidy(unescape(text) if "&" in text else text)


def _by_parser(html: str) -> str:
    tree = LexborHTMLParser(_BLOCK_TAG.sub("\n<", html))
    tree.strip_tags(_UNSEEN_LIST)
    return tidy(tree.body.text() if tree.body else "")


def tidy(text: str) -> str:
    """Text without control characters and needless space; line breaks stay, empty lines go."""
    if not text.isprintable():  # which allows no white space but the plain one
        text = _LINES.sub("\n", _SPACES.sub(" ", _CONTROLS.sub("", text)))
    elif "  " in text:
        text = _SPACES.sub(" ", text)
    return text.strip()


def one_line(text: str) -> str:
    """The same on one line: for titles and names."""
    return tidy(text).replace("\n", " ")
