"""The English catalogue is whole, and no sentence can be forgotten."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.texts import texts_in
from core.actions import ACTIONS
from core.cards.views import VIEWS
from core.showing import utf16

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "core", "handlers", "jobs", "storage")
PO = ROOT / "bot/locales/en/LC_MESSAGES/tingfeng.po"
HOW = "run ./run.sh messages, then fill in the empty msgstr in bot/locales/en/LC_MESSAGES/tingfeng.po"
CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")

#: how a command is written: said in a message, never in an alert box
USAGE = "用法："

#: Chinese that is data, not words to a reader: file → top-level names (constants, functions) that may hold it, and why
DATA = {
    "bot/__main__.py": ({"_parser"}, "the product's own name"),
    "bot/checks/fonts.py": ({"_SAMPLE"}, "what is drawn to see whether it can be"),
    "bot/commands/import_posts.py": ({"UNNAMED"}, "a source's name, kept with its posts"),
    "bot/config_sources.py": ({"_CHINESE", "_TRUTHS"}, "what /source add reads beside the English keys"),
    "bot/config_tables.py": ({"PolicyTable"}, "where an office reports to unless its file says otherwise"),
    "bot/post_table.py": ({"_NAMES", "_DATE"}, "heads and dates of a spreadsheet, beside the English ones"),
    "core/analysis/matter.py": ({"_FORWARDED"}, "how reposts begin"),
    "core/analysis/shares.py": ({"_OFFICE"}, "how organisations call their accounts"),
    "core/analysis/words.py": ({"_STOP"}, "words that are no hot words"),
    "core/arrivals.py": ({"BY_HAND", "UNNAMED"}, "sources' names, kept with their posts"),
    "core/assistant/draft.py": ({"_TOLD"}, "what a model is told: official texts are Chinese"),
    "core/assistant/prompt.py": (
        {"_RULES", "(_BEGIN, _SHAPE, _POSTS, _END)", "_POST", "_FILE"},
        "what a model is told: official texts are Chinese",
    ),
    "core/assistant/summary.py": ({"_TOLD"}, "what a model is told: official texts are Chinese"),
    "core/assistant/veiling.py": (
        {"_SURNAMES", "_FAMILY", "_WORDS", "_TITLES", "_ROLES", "_CALLED", "_NO_NAME", "_TITLED", "veiled", "_hidden"},
        "how names are found in texts, and what stands in their place",
    ),
    "core/assistant/views.py": ({"_TOLD"}, "what a model is told: official texts are Chinese"),
    "core/detect/risk.py": ({"_DEATHS", "_INJURED", "_HARM", "_DENIED"}, "what posts are searched for"),
    "core/detect/score.py": ({"_ANSWERED"}, "how answers of ours are reported"),
    "core/formulas.py": ({"_FORMULAS", "_ROLES"}, "what people write under any complaint"),
    "core/drill/score.py": ({"_DENIED"}, "how a statement denies what it quotes"),
    "core/drill/scenario.py": ({"arrival"}, "the names of a drill's sources, kept with its posts"),
    "core/headline.py": ({"_FORWARD"}, "how reposts begin"),
    "core/ledger/asking.py": ({"_ALSO", "_LOOSE"}, "what is typed after /ledger, beside the words on screen"),
    "core/digest/days.py": (
        {"_BETWEEN", "_DAY", "_DAY_OF", "_LAST", "_MONTH", "_RUNNING", "_WEEK", "_YEAR"},
        "how days are typed after /ledger",
    ),
    "core/evasion.py": (
        {"_TAKEN_APART", "_SOUNDS", "_ORDINARY", "_han"},
        "how words are spelt so that no search finds them",
    ),
    "core/normalise.py": (
        {"_HAN", "_FORWARD", "_HEART", "_PARTS", "_hearty", "_set_aside"},
        "ranges and parts of characters, how reposts begin",
    ),
    "core/policy.py": ({"Figures"}, "where an office reports to unless its file says otherwise"),
    "core/numbers.py": (
        {"LINE", "_SAID", "spoken"},
        "how a drill's incidents are numbered, whatever language the screens have",
    ),
    "core/promises.py": ({"_AFTER", "_BEFORE", "_BY", "_DAY"}, "how people write by which day something is promised"),
    "core/rostering/wishes.py": (
        {"ROTATION", "LEADING", "PLAIN", "DAYS", "_DAY", "_TURN"},
        "what is typed after /duty, beside the English words",
    ),
    "core/rules/keys.py": ({"CATEGORIES", "KEYS", "_QUIET", "_DAY", "_subject"}, "the grammar of the rule file"),
    "core/rules/parse.py": ({"GLOBAL"}, "the grammar of the rule file"),
    "core/rules/ruleset.py": ({"_WHERE"}, "how names of places end"),
    "core/rules/trendradar.py": ({"(_UNNAMED, _LIMIT)"}, "the grammar of the rule file"),
    "core/originals/reading.py": ({"_WALLS"}, "what sites write where a post was"),
    "core/originals/notice.py": (
        {"_OPENING", "_WANTED", "_THIS", "_THING", "_BY", "_FATE", "_MISSED", "_SPOKEN", "_FRAME", "_THREAD"},
        "what sites write where a post was",
    ),
    "core/rediscovery.py": ({"_ANSWERED", "_QUOTES"}, "how people answer and quote others"),
    "core/statements/places.py": ({"CHANNEL", "_PLATFORMS"}, "platforms' names, kept with their publications"),
    "core/wording/figures.py": (
        {"_ABOUT", "_ALSO", "_DIGITS", "_EITHER", "_FATES", "_MEASURED", "_NOBODY", "_NOUNS", "_NUMBER", "_PEOPLE"}
        | {"_PERSON", "_SUFFERED", "_SUFFERING", "_TENS", "_TIMES", "_UNITS"},
        "how Chinese texts write figures",
    ),
    "core/wording/phrases.py": (
        {"ABSOLUTE", "BLAME", "CONTACT", "DAY", "DENIED", "DOUBT", "FOUND", "GAP", "GOING", "HARSH", "HIDDEN_RULE"}
        | {"MODEST", "NAMED", "PLATE", "SERVICE", "SET_PHRASES", "SPEAKER", "TRUE", "VAGUE", "_DO"},
        "what drafts are searched for",
    ),
    "core/wording/rules.py": ({"TAKES"}, "platforms' names, as their publications have them"),
    "core/wording/templates.py": (
        {"(_DAY, _NO_DAY)", "_AUTHORITATIVE", "_CONTACT", "_CORRECTION", "_FACTS", "_FINAL", "_FIRST", "_FOUND"}
        | {"_HOLDING", "_SIGNED", "_THANKS"},
        "official texts: Chinese, whatever language the screens have",
    ),
    "handlers/drill.py": ({"(START, STOP)", "_pace"}, "what is typed after /drill, beside the English words"),
    "handlers/members.py": ({"WORDS"}, "what is typed after /member, beside the English words"),
    "handlers/rule_commands.py": ({"WORDS"}, "what is typed after /rule, beside the English words"),
    "jobs/drawing/docx.py": ({"BODY", "HEAD"}, "names of fonts"),
    "jobs/drawing/fonts/make.py": ({"_NAMES", "_written"}, "characters that names have, and the range of all"),
    "jobs/drawing/sheets.py": ({"_FONT"}, "the name of a font"),
    "jobs/memory.py": ({"Memory"}, "a word that is cut so that the dictionary is there when posts come"),
    "jobs/sources/dates.py": ({"_HALF", "_CLOCK", "_WEEKDAY_ZH", "_FORMS", "_hour"}, "how Chinese dates are written"),
    "jobs/sources/moments.py": (
        {"_AGO", "_JUST_NOW", "_DAYS_AGO", "_NAMED_DAY", "_MONTH_DAY", "_WHOLE", "_SECONDS", "_COUNTS", "_DAYS_BACK"}
        | {"When", "_ago"},
        "how Chinese sites write moments",
    ),
}


@cache
def in_code() -> frozenset[str]:
    """Every msgid that the code marks now."""
    found = (
        row
        for folder in PACKAGES
        for row in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords={"N_": None})
    )
    return frozenset(str(message) for _, _, message, _, _ in found)


@cache
def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def translated() -> dict[str, str]:
    return {str(entry.id): str(entry.string) for entry in english() if entry.id}


def test_every_sentence_is_in_english() -> None:
    missing = sorted(text for text in in_code() if not translated().get(text))
    assert not missing, f"{len(missing)} untranslated; {HOW}"


def test_nothing_is_translated_that_nobody_says() -> None:
    gone = sorted(translated().keys() - in_code())
    assert not gone, HOW
    assert not english().obsolete, HOW


def test_nothing_is_only_guessed() -> None:
    assert not [entry.id for entry in english() if entry.id and entry.fuzzy]


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_sides_have_the_same_blanks() -> None:
    unlike = [text for text, other in translated().items() if other and blanks(text) != blanks(other)]
    assert not unlike


def test_english_is_english() -> None:
    # the rule grammar and its examples are Chinese in every language
    grammar = "应为|例如|\\$|医院~10|:主体 是|:上限|标题:|\\[全局排除\\]"
    mixed = [t for t, other in translated().items() if CHINESE.search(other) and not re.search(grammar, t)]
    assert not mixed


def test_the_compiled_catalogue_is_up_to_date() -> None:
    fresh = BytesIO()
    write_mo(fresh, english())
    assert PO.with_suffix(".mo").read_bytes() == fresh.getvalue(), "run ./run.sh messages"


@pytest.mark.parametrize("entry", [*ACTIONS, *VIEWS], ids=lambda entry: entry.code)
def test_a_label_keeps_its_sign_and_fits_a_phone(entry: object) -> None:
    label = entry.label  # type: ignore[attr-defined]
    said = texts_in("en")(label)
    assert said.split()[0] == label.split()[0]
    assert len(said) <= 16


def test_what_an_alert_box_says_fits() -> None:
    # 200 units, of which a few names need their part; sentences with a list or a cause of their own are cut when sent
    spoken = {text: other for text, other in translated().items() if not text.startswith(USAGE)}
    long = [other for other in spoken.values() if utf16(other) > 140]
    assert not long


def unmarked(source: str) -> Iterator[tuple[str, str]]:
    """Chinese literals that no N_ marks, docstrings left out: the top-level name that holds each, and the text."""
    for statement in ast.parse(source).body:
        names = [ast.unparse(t) for t in getattr(statement, "targets", [getattr(statement, "target", None)]) if t]
        holder = names[0] if names else getattr(statement, "name", "")
        yield from ((holder, text) for text in literals(statement) if CHINESE.search(text))


def literals(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "N_":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""说明"""\ndef f():\n    """说明"""\n    return N_("已认领")', []),
        ('def f(): return "已认领"', [("f", "已认领")]),
        ('X: str = f"{n} 条帖文"', [("X", " 条帖文")]),
        ('raise Refused("code", text, who="没有")', [("", "没有")]),
    ],
)
def test_an_unmarked_sentence_is_found(source: str, found: list[tuple[str, str]]) -> None:
    assert list(unmarked(source)) == found


def test_every_sentence_is_marked() -> None:
    for folder in PACKAGES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            allowed, why = DATA.get(name, (set(), "none"))
            holders = {holder for holder, _ in unmarked(path.read_text("utf-8"))}
            assert holders == allowed, f"{name}: mark with N_, or list as data here (now: {why})"
