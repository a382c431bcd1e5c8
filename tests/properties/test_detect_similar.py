"""Same text, whatever is done to it; and the memory of posts agrees with itself however it grew."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.normalise import normalise
from core.similar import Features, Memory, Similar, columns_of, fingerprint

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)


def essay(start: int, step: int, length: int) -> str:
    """Different characters in an order of its own: drawing each one would take the whole time of the test."""
    return "".join(chr(0x4E00 + (start + i * step) % 20_011) for i in range(length))


POSTS = st.builds(essay, st.integers(0, 20_010), st.integers(1, 20_010), st.integers(60, 200))


def found(remembered: str, text: str) -> bool:
    similar = Similar()
    similar.add(7, fingerprint(normalise(remembered)), NOW)
    likeness = similar.closest(fingerprint(normalise(text)), LONG_AGO)
    return likeness is not None and likeness.post == 7


@settings(max_examples=40, deadline=None)
@given(POSTS, st.sampled_from("，。！? ★\u200b"), st.integers(2, 9))
def test_marks_do_not_make_another_text(text: str, mark: str, step: int) -> None:
    assert found(text, mark.join(text[i : i + step] for i in range(0, len(text), step)))


@settings(max_examples=40, deadline=None)
@given(POSTS, st.floats(0.75, 0.95))
def test_a_text_cut_off_is_the_same(text: str, share: float) -> None:
    assert found(text, text[: round(share * len(text))] + "……全文")


@settings(max_examples=40, deadline=None)
@given(POSTS, POSTS)
def test_two_unrelated_texts_are_two(one: str, other: str) -> None:
    grams = [{t[i : i + 3] for i in range(len(t) - 2)} for t in map(normalise, (one, other))]
    if len(grams[0] & grams[1]) * 10 < min(map(len, grams)):
        assert not found(one, other)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_features_of_fixed_size(text: str) -> None:
    features = fingerprint(normalise(text))
    assert (len(features.sketch), len(features.simhash)) == (64, 32)
    assert len(features.digest) == (16 if features.normal else 0)


@settings(max_examples=15, deadline=None)
@given(st.lists(POSTS, min_size=1, max_size=12), st.integers(1, 6))
def test_loading_is_adding(texts: list[str], split: int) -> None:
    known = [fingerprint(normalise(text)) for text in texts]
    added, loaded = Similar(), Similar()
    for number, features in enumerate(known):
        added.add(number, features, NOW)
    for begin in range(0, len(known), split):
        numbers = range(begin, min(begin + split, len(known)))
        loaded.load(columns_of([memory(number, known[number]) for number in numbers]))
    assert len(added) == len(loaded)
    for features in known:
        assert added.closest(features, LONG_AGO) == loaded.closest(features, LONG_AGO) is not None


def memory(post: int, features: Features) -> Memory:
    return Memory(
        post=post, at=int(NOW.timestamp()), digest=features.digest, sketch=features.sketch, simhash=features.simhash
    )
