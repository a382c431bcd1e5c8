"""Reading evasive spellings back: any text, bounded, and every place points into the text as written."""

from hypothesis import given
from hypothesis import strategies as st

from core.evasion import SPELLINGS, reading
from core.normalise import fold, normalise, readable, tidy
from core.rules import RuleSet
from tests.unit.detect.making import NOW, post, source

PARTS = st.sampled_from(sorted(SPELLINGS)) | st.text(max_size=4) | st.sampled_from("弓虽木又zfv微❤薇政府a ·")
TEXTS = st.lists(PARTS, max_size=30).map("".join)


@given(TEXTS)
def test_places_cover_the_text_in_order(text: str) -> None:
    folded = fold(readable(text))
    read = reading(folded)
    if read is None:
        return
    assert len(read.text) <= len(folded)
    assert len(read.text) == len(read.begins) == len(read.ends) == len(read.read)
    at = 0
    for number, char in enumerate(read.text):
        begin, end = read.begins[number], read.ends[number]
        assert begin in (at, read.begins[max(0, number - 1)])
        assert begin < end <= len(folded)
        assert read.read[number] or (char == folded[begin] and end == begin + 1)
        at = end
    assert at == len(folded)


@given(TEXTS, st.sampled_from(sorted(set(SPELLINGS.values()))))
def test_a_word_is_found_only_where_it_or_its_spelling_is(text: str, word: str) -> None:
    if len(word) < 2:
        return
    rules = RuleSet.parse(f"[词]\n{word}\n")
    document = rules.document(post(text), source())
    hits = rules.match_document(document, source(), NOW).hits
    body = next(iter(document.folded.values()), "")
    read = reading(body)
    assert bool(hits) == (word in body or bool(read and _written(read.text, word, read)))
    for found in (found for hit in hits for found in hit.terms):
        spelt = body[found.start : found.end]
        assert spelt == word or fold(found.written) == spelt


def _written(text: str, word: str, read: object) -> bool:
    places = [at for at in range(len(text)) if text.startswith(word, at)]
    return any(read.written(at, at + len(word)) for at in places)  # type: ignore[attr-defined]


@given(TEXTS)
def test_every_form_is_its_own_form(text: str) -> None:
    for form in (tidy, normalise):
        once = form(text)
        assert form(once) == once
        # NFKC may make eighteen characters of one, and no more
        assert len(once) <= 18 * max(1, len(text))
