"""`{keyword}` in an address: one page for each watch term (监测词)."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, urlsplit

from core.errors import InputError
from core.posts import Source
from core.texts import N_, several

PLACE = "{keyword}"
ENCODINGS = ("utf-8", "gb18030")
MOST_TERMS = 100
_LONGEST_TERM = 50


def check_terms(source: Source) -> None:
    """Terms and their place in the address belong together. Raises InputError."""
    if PLACE in source.url and not source.terms:
        text = N_('url 里有 {place}，但没有 terms；请写 terms = ["停水", "停电"]，或去掉 {place}')
        raise InputError(text, place=PLACE)
    if source.terms and PLACE not in source.url:
        text = N_("写了 terms，但 url 里没有 {place}；请把它放在网址中写关键词的位置，或删去 terms")
        raise InputError(text, place=PLACE)
    if source.keyword_encoding not in ENCODINGS:
        known = several(ENCODINGS)
        text = N_("keyword_encoding = “{encoding}” 不认识；可用：{known}")
        raise InputError(text, encoding=source.keyword_encoding, known=known)
    if source.terms:
        _check_place(source)
        _check_each(source.terms)


def pages(source: Source) -> tuple[tuple[str, Source], ...]:
    """The term and the source of each page of a look, with the term in its address; one page without a term if none."""
    return tuple(_pages(source)) if source.terms else (("", source),)


def _pages(source: Source) -> Iterator[tuple[str, Source]]:
    for term in source.terms:
        written = quote(term, safe="", encoding=source.keyword_encoding, errors="replace")
        yield term, replace(source, url=source.url.replace(PLACE, written))


def _check_place(source: Source) -> None:
    try:
        host = urlsplit(source.url).netloc
    except ValueError:
        host = ""
    if PLACE in host:
        raise InputError(N_("{place} 不能在主机名里；请放在网址的路径或问号之后"), place=PLACE)


def _check_each(terms: tuple[str, ...]) -> None:
    if len(terms) > MOST_TERMS:
        raise InputError(N_("terms 超过 {most} 个；请分成几个监测源"), most=MOST_TERMS)
    for term in terms:
        if not term.strip() or len(term) > _LONGEST_TERM or not term.isprintable():
            raise InputError(
                N_("terms 里的“{term}”不能用；每个应有 1 到 {longest} 个字符"), term=term, longest=_LONGEST_TERM
            )
        if terms.count(term) > 1:
            raise InputError(N_("terms 里“{term}”出现了两次"), term=term)
