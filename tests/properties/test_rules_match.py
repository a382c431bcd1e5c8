"""The index finds exactly what a plain reading of the rules finds."""

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from core.normalise import normalise
from core.posts import Post, Source
from core.rules import RuleErrors, RuleSet

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SOURCE = Source(name="s", kind="rss", url="")
#: few letters, so that random words are often found, overlap and contain each other
WORDS = st.text("水电停收", min_size=2, max_size=3) | st.text("ab", min_size=1, max_size=2)
TEXTS = st.text("水电停收ab ,。", max_size=30)

Near = tuple[str, int, str]
Alts = list[Near]


@st.composite
def nears(draw: st.DrawFn) -> Near:
    if draw(st.booleans()):
        return draw(WORDS), 0, ""
    return draw(WORDS), draw(st.integers(1, 6)), draw(WORDS)


LINES = st.lists(nears(), min_size=1, max_size=3)
GROUPS = st.fixed_dictionaries(
    {"any": st.lists(LINES, max_size=2), "must": st.lists(LINES, max_size=2), "unless": st.lists(LINES, max_size=1)}
).filter(lambda group: group["any"] or group["must"])


def written(group: dict[str, list[Alts]], number: int) -> str:
    def line(sign: str, alts: Alts) -> str:
        return sign + "|".join(f"{a}~{n}{b}" if b else a for a, n, b in alts)

    signs = {"any": "", "must": "+", "unless": "!"}
    return f"[{number}]\n" + "\n".join(line(signs[kind], alts) for kind, lines in group.items() for alts in lines)


def spans(word: str, text: str) -> list[tuple[int, int]]:
    bound = ("(?<![a-z])", "(?![a-z])") if word.isascii() else ("", "")
    return [m.span(1) for m in re.finditer(f"(?={bound[0]}({word}){bound[1]})", text)]


def there(near: Near, text: str) -> bool:
    first, distance, second = near
    if not second:
        return bool(spans(first, text))
    return any(max(c - b, a - d) <= distance for a, b in spans(first, text) for c, d in spans(second, text))


def hits(group: dict[str, list[Alts]], text: str) -> bool:
    def one_of(lines: list[Alts]) -> bool:
        return any(there(near, text) for alts in lines for near in alts)

    return (
        (not group["any"] or one_of(group["any"]))
        and all(one_of([alts]) for alts in group["must"])
        and not one_of(group["unless"])
    )


@settings(deadline=None)
@given(st.lists(GROUPS, min_size=1, max_size=5), TEXTS)
def test_the_index_agrees_with_a_plain_reading(groups: list[dict[str, list[Alts]]], text: str) -> None:
    rules = RuleSet.parse("\n\n".join(written(group, number) for number, group in enumerate(groups)))
    found = [hit.group for hit in rules.match(Post(key="k", text=text), SOURCE, NOW).hits]
    assert found == [str(number) for number, group in enumerate(groups) if hits(group, normalise(text))]


@settings(deadline=None)
@given(st.text('[]$=|~!+?:/"* \n\\#停水ab1（）＝～全局排除级别到期', max_size=60))
def test_any_text_is_taken_or_refused_with_places(text: str) -> None:
    lines = text.split("\n")
    try:
        RuleSet.parse(text)
    except RuleErrors as refused:
        for error in refused.errors:
            assert 1 <= error.line <= len(lines)
            assert 1 <= error.column <= len(lines[error.line - 1]) + 2
            assert error.message.plain()


@settings(deadline=None)
@given(TEXTS, st.sampled_from([" ", "·", "\u200b", "-", "\ufe0f", "★"]))
def test_gaps_between_characters_change_nothing(text: str, gap: str) -> None:
    solid = re.sub("[ab ,。]", "", text)
    assert normalise(gap.join(solid).strip(gap)) == normalise(solid)
