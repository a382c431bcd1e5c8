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
_PLAIN_TAG = re.compile(
    r"</?([A-Za-z][A-Za-z0-9]*+)"
    r"""(?:[ \t\n]++[A-Za-z-]++(?:=(?:"[^"<>]*+"|'[^'<>]*+'|[\w:./#%-]++))?+)*+[ \t\n]*+/?>""",
    re.ASCII,
)
#: what stands in a tag's place
_INSTEAD = dict.fromkeys(_PLAIN_BLOCKS.split(), "\n") | dict.fromkeys(_PLAIN_INLINE.split(), "")
_INSTEAD |= {name.upper(): text for name, text in _INSTEAD.items()}
#: what HTML and `unescape` may read differently
_NOT_PLAIN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_PLAIN_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|nbsp|#39);)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


def visible_text(html: str) -> str:
    """What a browser would show of a piece of HTML, or of plain text with entities: one line a block, no markup."""
    html = html[:LONGEST_HTML]
    if "<" in html:
        if text := _plainly(html):
            return text
        if _IS_HTML.search(html):
            return _by_parser(html)
    return tidy(unescape(html) if "&" in html else html)


def _plainly(html: str) -> str:
    """The same for HTML of the plainest kind; "" for any other."""
    # what is printable has no control characters, and that is soon known
    if not html.isprintable() and _NOT_PLAIN.search(html):
        return ""
    has_references = "&" in html
    if has_references and _NOT_PLAIN_REFERENCE.search(html):
        return ""
    pieces = _PLAIN_TAG.split(html)
    for at in range(1, len(pieces), 2):
        if (instead := _INSTEAD.get(pieces[at])) is None:
            return ""
        pieces[at] = instead
    text = "".join(pieces)
    if "<" in text:
        return ""
    return tidy(unescape(text) if has_references else text)


def _by_parser(html: str) -> str:
    tree = LexborHTMLParser(_BLOCK_TAG.sub("\n<", html))
    tree.strip_tags(_UNSEEN_LIST)
    return tidy(tree.body.text() if tree.body else "")


def tidy(text: str) -> str:
    """Text without control characters and needless space; line breaks stay, empty lines go."""
    if "\n" in text:
        return "\n".join([line for part in text.split("\n") if (line := _tidy_line(part))])
    return _tidy_line(text)


def _tidy_line(line: str) -> str:
    if not line.isprintable():  # which allows no white space but the plain one
        line = _SPACES.sub(" ", _CONTROLS.sub("", line))
    elif "  " in line:
        line = _SPACES.sub(" ", line)
    return line.strip()


def one_line(text: str) -> str:
    """The same on one line: for titles and names."""
    return tidy(text).replace("\n", " ") if text else ""
