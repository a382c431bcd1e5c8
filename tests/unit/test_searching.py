"""Chinese search (S5): how a text is cut into entries, what the index is told, what comes first, what keys carry."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.callback import LIMIT
from core.changes import Change, noted
from core.errors import InputError
from core.incident import Incident, Phase, Status, Verdict
from core.lists.finding import FoundPage, decode_copy, encode_copy, found_list, similar_list, whole_reply
from core.lists.incidents import TEXT_LIMIT
from core.lists.keys import FIND, WORDS_LIMIT, Asked, decode_asked, encode_asked, read_words
from core.outgoing import QUOTED
from core.pairs import TITLED, document, entries
from core.people import Role
from core.searching import (
    CANDIDATES,
    ENTRIES,
    Case,
    Share,
    alike,
    asked_for,
    case,
    exemplar,
    exemplary,
    is_all,
    outdated,
    ranked,
    reply_of,
    telling,
)
from core.showing import parts, utf16
from core.statement import Kind, Stand, Statement
from core.texts import Texts
from tests.conftest import LIN, NOON
from tests.unit.making import POLICY, at_status, do, incident, turn

TEXTS = Texts()


def statement(number: int = 1, stand: Stand = Stand.PUBLISHED, **more: Any) -> Statement:
    values: dict[str, Any] = {
        "kinds": (Kind.FIRST,),
        "hash": f"h{number}",
        "author": LIN,
        "editor": LIN,
        "edited_at": NOON,
    }
    return Statement(number=number, stand=stand, **(values | more))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("停暖", ("停暖",)),
        ("望江西路", ("望江", "江西", "西路")),
        ("望江西路3号楼，停水", ("望江", "江西", "西路", "3", "号楼", "停水")),
        ("ETC和5G", ("etc", "5g")),
        ("ＥＴＣ　１２７", ("etc", "127")),
        ("供熱公司", ("供热", "热公", "公司")),
        ("某·县 医-院", ("某县", "县医", "医院")),
        ("<b>停暖</b> https://forum.example/tingshui @县住建局:", ("停暖", "县住", "住建", "建局")),
        ("café naïve", ("café", "naïve")),
        ("停停停停", ("停停",)),
        ("停", ()),
        ("！？😀 \x00\ud800_", ()),
        ("", ()),
    ],
)
def test_a_text_in_entries(text: str, found: tuple[str, ...]) -> None:
    assert entries(text) == found


@given(st.text(max_size=300))
def test_every_entry_is_a_word_for_both_databases(text: str) -> None:
    for entry in entries(text):
        assert entry.isalnum() or any(char.isalnum() for char in entry)
        assert not set(entry) & set(" \"'^\x00\n")
        assert len(entry) <= 40
        assert entry.encode()
    assert len(document(text, (text,))) == 2 * len(entries(text))


@given(st.text(alphabet="望江西路停水暖ab1 ", min_size=2, max_size=30), st.text(max_size=20))
def test_a_piece_of_a_text_is_found_in_it(piece: str, around: str) -> None:
    """Whatever of the whole is asked for between blanks, its pairs of characters are there."""
    whole = set(entries(f"{around}，{piece}，{around}"))
    assert {entry for entry in asked_for(piece) if not entry.isascii()} <= whole


def test_the_title_stands_there_twice() -> None:
    assert document("停暖", ("停水", "")) == ("停暖", "停水", f"{TITLED}停暖")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("望江 停暖", ("望江", "停暖")),
        ("某 县 医 院", ("某县", "县医", "医院")),
        ("停", ()),
        ("a", ()),
        ("A区", ()),
        ("5 停水", ("5", "停水")),
        ("😀😀", ()),
        ("", ()),
    ],
)
def test_what_is_asked_for(words: str, asked: tuple[str, ...]) -> None:
    assert asked_for(words) == asked


def test_a_long_question_is_bounded() -> None:
    assert len(asked_for(" ".join(f"w{n}" for n in range(1000)))) == ENTRIES


def changed(subject: Incident, **changes: Any) -> Change:
    return noted(subject, turn(LIN), "comment", Role.MEMBER, **changes)


def test_only_what_is_looked_for_is_written_anew() -> None:
    suspected, claimed = incident(), at_status(Status.CLAIMED)
    for code, subject in (("cl", suspected), ("as", claimed), ("vt", claimed)):
        assert outdated(do(code, subject, 17 if code == "as" else LIN).changes[0]) == set()
    assert outdated(do("bs", at_status(Status.HANDLING, basis=""), LIN, words="现场看过").changes[0]) == {0}
    for name in ("title", "excerpt", "department", "topic", "basis", "outcome"):
        assert outdated(changed(suspected, **{name: "新"})) == {0}
    assert outdated(changed(suspected, reposts=99)) == set()


def test_a_statement_is_written_anew_when_it_is_signed_changed_or_withdrawn_from_approval() -> None:
    draft, approved = statement(1, Stand.DRAFT), statement(1, Stand.APPROVED)
    bare = incident()
    assert outdated(changed(bare, statements=(draft,))) == set()
    assert outdated(changed(replace(bare, statements=(draft,)), statements=(approved,))) == {1}
    assert outdated(changed(replace(bare, statements=(approved,)), statements=(statement(1),))) == set()
    assert outdated(changed(replace(bare, statements=(approved,)), statements=(draft,))) == {1}
    again = replace(approved, hash="other")
    assert outdated(changed(replace(bare, statements=(approved,)), statements=(again, statement(2)))) == {1, 2}
    assert outdated(changed(bare, statements=(statement(1024),))) == set()


def test_a_merge_takes_everything_out_and_an_unmerge_puts_it_back() -> None:
    subject = incident(statements=(statement(1), statement(2)))
    gone = changed(subject, status=Status.MERGED, statements=())
    assert outdated(gone) == {0, 1, 2}
    assert outdated(changed(gone.subject, status=Status.CLAIMED, statements=subject.statements)) == {0, 1, 2}


def test_the_best_first_the_title_before_the_text_the_newer_before_the_older() -> None:
    hits = (
        Share(incident=1, shared=3, titled=0),
        Share(incident=2, shared=3, titled=3),
        Share(incident=3, shared=3, titled=0),
        Share(incident=4, shared=2, titled=2),
        Share(incident=5, shared=1, titled=1),
        Share(incident=1, shared=2, titled=0),
    )
    assert ranked(hits, 3) == (2, 4, 3, 1)
    assert ranked((), 0) == ()


def test_half_of_a_short_question_and_a_third_of_a_long_one() -> None:
    assert ranked([Share(incident=1, shared=1)], 2) == (1,)
    assert ranked([Share(incident=1, shared=1)], 3) == ()
    assert ranked([Share(incident=1, shared=4)], 12) == (1,)
    assert ranked([Share(incident=1, shared=3)], 12) == ()


def test_a_list_that_was_cut_off_says_so() -> None:
    full = [Share(incident=n, shared=2) for n in range(CANDIDATES)]
    assert is_all(full[1:], 2)
    assert not is_all(full, 2)
    assert is_all([*full[1:], Share(incident=0, shared=1)], 4)


def test_rare_entries_tell_and_those_of_one_text_or_of_all_lead_nowhere() -> None:
    weights = telling({"停暖": 4, "居民": 40, "望江": 1, "没有": 60, "无人": 0}, 200)
    assert set(weights) == {"停暖", "居民"}
    assert weights["停暖"] > weights["居民"] > 0
    assert len(telling({f"w{n}": 2 for n in range(100)}, 500)) == ENTRIES


def test_alike_is_what_shares_several_telling_entries() -> None:
    hits = (
        Share(incident=1, shared=50, entries=2),
        Share(incident=2, shared=30, entries=3),
        Share(incident=3, shared=10, entries=3),
    )
    assert alike(hits, 100) == (2,)


def test_answered_before_closed_before_open_and_no_false_alarms() -> None:
    open_, closed = incident(id=1), at_status(Status.CLOSED, id=2)
    answered = incident(id=3, statements=(statement(),))
    false, gone = at_status(Status.INVALID, id=4), at_status(Status.MERGED, id=5)
    told = exemplary((open_, false, closed, gone, answered))
    assert [one.id for one in told] == [3, 2, 1]


def test_the_published_reply_is_the_example_and_a_withdrawn_one_never() -> None:
    subject = incident(
        statements=(
            statement(1),
            statement(2, Stand.APPROVED),
            statement(3, Stand.WITHDRAWN),
            statement(4, Stand.DRAFT),
        )
    )
    reply = reply_of(subject)
    assert reply is not None
    assert reply.number == 1
    assert exemplar(subject, 2) is not None
    for number in (3, 4, 9):
        assert exemplar(subject, number) is None
    assert reply_of(incident(statements=(statement(1, Stand.WITHDRAWN),))) is None


def test_a_case_tells_when_it_was_answered_or_closed() -> None:
    later = NOON + timedelta(days=3)
    reply = statement(published_at=later)
    answered = case(incident(statements=(reply,)), reply, "全文")
    assert (answered.at, answered.statement, answered.kinds, answered.text) == (later, 1, (Kind.FIRST,), "全文")
    closed = do("fi", at_status(Status.CLAIMED, verdict=Verdict.TRUE, basis="看过", no_response="建议"), LIN, now=later)
    told = case(closed.changes[0].subject, None, "")
    assert (told.at, told.phase, told.text) == (later, Phase.CLOSED, "")
    assert case(incident(), None, "").at == NOON


@given(st.text(max_size=200), st.integers(0, 9999))
def test_what_is_looked_for_fits_into_the_page_keys(words: str, page: int) -> None:
    asked = Asked(what=FIND, page=page, filter=read_words(words))
    data = encode_asked(asked)
    assert len(data.encode()) <= LIMIT
    assert decode_asked(data) == asked


def test_no_half_of_a_latin_word_is_looked_for() -> None:
    assert read_words("停暖 " * 20).startswith("停暖 停暖")
    assert read_words("word " * 10 + "another") == "word " * 9 + "word"
    assert read_words("x" * 4000) == "x" * WORDS_LIMIT
    assert read_words("望" * 17 + "abc") == "望" * 17
    assert read_words(" 望江\n西路\t ") == "望江 西路"


@given(st.integers(0, 2**53 - 1), st.integers(0, 1023))
def test_the_key_of_a_reply_reads_back(ident: int, number: int) -> None:
    assert decode_copy(encode_copy(ident, number)) == (ident, number)


@pytest.mark.parametrize(
    "data", ["f1:", "f1:1", "f1:1:zzz", "f1:zzzzzzzzzzz:1", "f1:-1:1", "f1:1:1\n", "f1:１:1", "f1:1:"]
)
def test_forged_keys_of_replies_are_refused(data: str) -> None:
    with pytest.raises(InputError):
        decode_copy(data)


def a_case(**changes: Any) -> Case:
    base = Case(
        incident=127, title="小区停暖", phase=Phase.CLOSED, at=NOON, statement=1, kinds=(Kind.FIRST,), text="答"
    )
    return replace(base, **changes)


def test_a_list_of_found_ones_fits_and_marks_drills() -> None:
    subjects = tuple(incident(id=n, title="<b>😀停" * 50, drill=n == 2) for n in range(1, 9))
    told = found_list(FoundPage(incidents=subjects, total=30), "停" * 17, POLICY, TEXTS)
    text = TEXTS.say(told.text)
    assert utf16(text) < TEXT_LIMIT
    assert text.count("【演练】") == 1
    assert "找到 30 件" in text
    assert "2026-11-20" in text
    assert "最相近的 30 件" in TEXTS.say(
        found_list(FoundPage(incidents=subjects, total=30, is_all=False), "停", POLICY, TEXTS).text
    )


def test_cases_show_the_beginning_of_the_reply_and_hide_numbers_of_people() -> None:
    long = "您好，" + "我们已到现场，" * 30 + "电话13812345678"
    told = similar_list(5, (a_case(text=long), a_case(incident=9, text="", statement=0, drill=True)), POLICY, TEXTS)
    text = TEXTS.say(told.text)
    assert "首次回应：您好，我们已到现场" in text
    assert "…" in text
    assert "没有签发过回应" in text
    assert "【演练】小区停暖" in text
    labels = [TEXTS.say(key.label) for row in told.keys for key in row]
    assert labels == ["#0127", "#0009", "📋 #0127"]
    assert "电话138****5678" in TEXTS.say(similar_list(5, (a_case(text="电话13812345678"),), POLICY, TEXTS).text)


def test_the_whole_reply_comes_unchanged_in_as_many_parts_as_it_needs() -> None:
    ((sentence, text),) = whole_reply(a_case(text="热线 0571-88886666"), POLICY)
    assert text == "热线 0571-88886666"
    assert "点文字即可复制" in TEXTS.say(sentence)
    long = "居民朋友们：\n" + "供热管网抢修已完成。" * 800
    told = whole_reply(a_case(text=long, drill=True), POLICY)
    assert "".join(text for _, text in told) == long
    assert [f"第 {n} 段" in TEXTS.say(sentence) for n, (sentence, _) in enumerate(told, 1)] == [True] * len(told)
    assert "【演练】" in TEXTS.say(told[0][0])
    assert all(text.endswith("。") for _, text in told)


@given(st.text(max_size=400), st.integers(2, 50))
def test_parts_are_the_whole_and_each_fits(text: str, limit: int) -> None:
    cut = parts(text, limit)
    assert "".join(cut) == text
    assert all(0 < utf16(one) <= limit for one in cut)
    assert parts("", QUOTED) == ()
