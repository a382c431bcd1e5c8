"""Split as a decision, and what pickers, timeline and the pointer card show (lifecycle §2)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from core.actions import BY_CODE, merge, split
from core.callback import to_36
from core.cards.card import menu_card, shared_card
from core.cards.keys import picker_keys
from core.cards.views import timeline
from core.grouping import Move, texts_of
from core.incident import Status
from core.numbering import NEW
from core.outgoing import Show
from core.people import Actor
from core.severity import Severity
from core.texts import Texts
from core.workflow import Around, Need
from storage.rows import told
from tests.conftest import BAI, FANG, GROUP, NOON, SU
from tests.unit.grouping import (
    CHILD,
    LATER,
    PARENT,
    kept,
    merged,
    pair,
    refused,
    split_off,
    texts,
)
from tests.unit.making import POLICY, at_status, do, incident, turn


def test_both_sides_of_a_split() -> None:
    left, made = split_off(0b010, topic="供暖", suggested="物业科", posts=5, reposts=7)
    assert left.moves == (Move(posts=(102, 103, 105), to=NEW),)
    assert (left.subject.posts, left.subject.platforms, left.subject.reposts) == (2, ("论坛",), 0)
    assert left.subject.title == "望江西路改建拖延"
    new = made.subject
    assert (new.id, new.status, new.title, new.topic, new.suggested) == (
        NEW,
        Status.SUSPECTED,
        "小区停暖",
        "供暖",
        "物业科",
    )
    assert (new.posts, new.platforms, new.reposts, new.source) == (3, ("微博", "论坛"), 7, "微言海棠")
    assert (new.url, new.detected_at) == ("https://forum.example/102", NOON + timedelta(minutes=3))
    assert (new.revision, new.decision, new.owner) == (1, 0, None)
    assert new.severity is Severity.SIGNIFICANT  # two platforms
    assert new.reasons[0].plain() == "由 #0005 拆出"
    assert made.outgoing == (Show(chat=GROUP, loud=True),)
    assert [(c.event.type, dict(c.event.notes)) for c in (left, made)] == [
        ("split", {"into": NEW, "posts": 3}),
        ("split_off", {"out_of": CHILD}),
    ]


def test_what_the_words_say_raises_the_split_one() -> None:
    new = split_off(0b100)[1].subject
    assert new.severity is Severity.EXTREME
    assert "多人受伤" in new.reasons[-1].plain()


def test_the_post_on_the_card_goes_and_the_next_takes_its_place() -> None:
    left = split_off(0b001)[0].subject
    assert (left.title, left.source, left.url) == ("小区停暖", "微言海棠", "https://forum.example/102")


@pytest.mark.parametrize(
    ("mask", "code"), [("7", "all"), ("0", "argument"), ("8", "argument"), ("f", "argument"), (".", "argument")]
)
def test_a_split_of_all_or_of_nothing_is_refused(mask: str, code: str) -> None:
    subject = at_status(Status.CLAIMED, id=CHILD, owner=BAI)
    assert refused("sp", subject, FANG, arg=mask, posts=texts()).code == code


def test_a_split_is_for_leads() -> None:
    subject = at_status(Status.CLAIMED, id=CHILD, owner=BAI)
    assert refused("sp", subject, BAI, arg="1", posts=texts()).code == "role"
    assert do("sp", subject, FANG, arg="").picker


def test_more_texts_than_ticks_fit_leave_the_newest_where_they_are() -> None:
    many = tuple(kept(CHILD, f"第{n}帖", id=1000 + n) for n in range(split.MOST + 5))
    subject = at_status(Status.CLAIMED, id=CHILD)
    around = Around(policy=POLICY, posts=many, now=LATER)
    assert len(split.texts(subject, around)) == split.MOST
    every = do("sp", subject, FANG, arg=to_36(2**split.MOST - 1), posts=many).changes[0]
    assert every.subject.posts == 5
    assert refused("sp", subject, FANG, arg=to_36(2**split.MOST), posts=many).code == "argument"
    for page in (f"sp.{split.MOST // 8}.{to_36(2**split.MOST - 1)}", "sp.0"):
        keys = picker_keys(subject, around, Texts(), page)
        assert all(len(key.data) <= 64 for row in keys for key in row)
        assert all(len(row) == 1 for row in keys[:-1])


def test_the_pickers_say_what_they_offer() -> None:
    around = Around(policy=POLICY, posts=texts(), now=LATER)
    said = [choice.label.plain() for choice in split.texts(incident(id=CHILD), around)]
    assert said == ["论坛 12:00 望江西路", "微博 12:03 小区停暖 ×3", "论坛 12:00 工地塌方"]
    others = (incident(id=PARENT), incident(id=CHILD), incident(id=3, status=Status.CLOSED), incident(id=4, drill=True))
    offered = merge.targets(incident(id=CHILD), Around(policy=POLICY, others=others))
    assert [(one.arg, one.label.plain()) for one in offered] == [("9", "#0009 望江西路改建拖延")]


def test_what_each_action_reads_and_offers() -> None:
    assert [BY_CODE[code].needs for code in ("mg", "um", "sp")] == [Need.OTHER, Need.OTHER, Need.POSTS]
    came = merged(*pair())[1].subject
    lead, member = turn(FANG), turn(SU)
    assert BY_CODE["um"].offered(came, lead)
    assert not BY_CODE["um"].offered(came, turn(FANG, now=LATER + timedelta(hours=25)))
    assert BY_CODE["sp"].offered(came, lead)
    assert not BY_CODE["sp"].offered(replace(came, posts=1), lead)
    assert BY_CODE["mg"].offered(came, lead)
    assert not BY_CODE["mg"].offered(came, member)


@pytest.mark.parametrize(
    ("type_", "side", "number", "words"),
    [
        ("merge", "into", 9, "并入 #0009"),
        ("take_in", "out_of", 5, "将 #0005 并入"),
        ("unmerge", "out_of", 9, "从 #0009 拆回"),
        ("give_back", "into", 5, "将 #0005 拆回"),
        ("split", "into", 6, "拆出 #0006"),
        ("split_off", "out_of", 5, "由 #0005 拆出"),
    ],
)
def test_the_timeline_names_the_other_side(type_: str, side: str, number: int, words: str) -> None:
    body = json.dumps({"at": NOON.isoformat(), "diffs": {}, "notes": {side: number}})
    assert timeline(incident(), (told(type_, body, None),), POLICY, Texts()).endswith(words)


def test_the_card_of_a_merged_one_is_a_pointer() -> None:
    gone = merged(*pair(title="<b>停暖</b>"))[0].subject
    around = Around(policy=POLICY)
    for picker in ("", "mg.0", "zz.0"):
        card = shared_card(gone, around, Texts(), now=LATER, picker=picker)
        menu = menu_card(gone, Actor.of(POLICY.members[FANG]), around, Texts(), now=LATER, picker=picker)
        assert card == menu
    first, title, where = card.html.splitlines()
    assert first.endswith("#0005 一般 · 已并案")
    assert title == "<b>&lt;b&gt;停暖&lt;/b&gt;</b>"
    assert where == "🔗 已并入 #0009 · 方正 12:01"
    ((key,),) = card.keyboard
    assert (key.label, key.url) == ("👀 主案 #0009", "https://t.me/tingfeng_bot?start=i_9")


def test_texts_go_with_their_copies_and_copies_of_copies() -> None:
    assert [[k.id for k in text] for text in texts_of(texts())] == [[101], [102, 103, 105], [104]]
    alone = (kept(CHILD, id=7, duplicate_of=99), kept(CHILD, id=8, duplicate_of=99))
    assert [[k.id for k in text] for text in texts_of(alone)] == [[7], [8]]
