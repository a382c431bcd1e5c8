"""Catalogues: Chinese is the source and needs none; other languages are compiled gettext files."""

import gettext
from pathlib import Path

from core.errors import InputError
from core.texts import N_, Texts

DOMAIN = "tingfeng"
LOCALES = Path(__file__).parent / "locales"
SOURCE = "zh_CN"


def texts_in(language: str) -> Texts:
    """The words of a language; InputError for one that is not there."""
    if language == SOURCE:
        return Texts()
    try:
        return Texts(gettext.translation(DOMAIN, LOCALES, [language]).gettext)
    except FileNotFoundError:
        known = ", ".join(languages())
        raise InputError(N_("没有语言 {language}；现有：{known}"), language=language, known=known) from None


def languages() -> tuple[str, ...]:
    """Those there are, Chinese first."""
    return SOURCE, *sorted(place.name for place in LOCALES.iterdir() if place.is_dir())
