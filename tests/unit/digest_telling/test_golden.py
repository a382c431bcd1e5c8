"""A normal, an empty and a bad week, word for word, in both languages."""

import pytest

from bot.texts import texts_in
from tests.unit.digest_telling.golden import LANGUAGES, WEEKS, digest, path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WEEKS)
def test_a_week_reads_as_it_was_agreed(name: str, language: str) -> None:
    kept = path(name, language).read_text("utf-8")
    told = digest(name, texts_in(language))
    assert told == kept, "read it; if it is better: python -m tests.unit.digest_telling.golden"
