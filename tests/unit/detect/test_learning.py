"""What is learnt from marks: better than the words alone, always the same, and safe to read."""

import hashlib
import struct
import subprocess
import sys
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.learning import Mark, Model, ModelError, auc, cut_at, rate
from core.learning.grams import grams, spelled
from core.learning.model import LARGEST
from core.normalise import readable
from core.sentiment import judge
from jobs.child import ChildError
from jobs.learning import learn, whole
from jobs.learning.fitting import NothingToLearn, fit, plain
from jobs.learning.matrix import Read
from tests.properties.making import HOSTILE
from tests.unit.detect.making import leaning
from tests.unit.detect.marking import marks

UNKNOWN = "河边的蓝盒子在那里"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.from_bytes(fit(marks(80)).model)


def negative(model: Model, text: str) -> float:
    text = readable(text)
    return model.negative(text, judge(text))


# what is learnt


def test_marks_teach_what_no_list_knows(model: Model) -> None:
    assert judge(UNKNOWN).negative < 0.5
    assert negative(model, UNKNOWN) > 0.7
    assert negative(model, "桥头的樱花又开了") < 0.3


def test_the_lexicon_still_counts(model: Model) -> None:
    """A complaint in words that no mark had."""
    assert model.head.lexicon > 0.5
    assert negative(model, "黑心奸商，还我血汗钱") > 0.8
    blind = plain(replace(Read.of(marks(80)), odds=np.zeros(80)))
    assert negative(blind, "黑心奸商，还我血汗钱") < negative(model, "黑心奸商，还我血汗钱")


def test_a_few_marks_hardly_move_the_lexicon() -> None:
    few = Model.from_bytes(fit(marks(4)).model)
    for text in ("某县医院乱收费，投诉没人管", "效率很高，感谢，点赞"):
        assert (negative(few, text) > 0.5) is (judge(text).negative > 0.5)


def test_it_is_checked_on_what_it_did_not_know() -> None:
    lesson = fit(marks(80))
    assert lesson.crossed is not None
    assert lesson.exam is not None
    assert lesson.crossed.model.auc > lesson.crossed.base.auc
    assert lesson.exam.judged == 16
    assert lesson.exam.model.auc > lesson.exam.base.auc
    assert (lesson.exam.positive, lesson.exam.negative) == (40, 40)
    assert any(part in "蓝盒子" for part in lesson.exam.alarming)
    assert not set(lesson.exam.alarming) & set(lesson.exam.calming)


def test_labels_drawn_by_lot_teach_nothing() -> None:
    """The check must not flatter: where there is nothing to learn, it says so."""
    lot = np.random.default_rng(3).permutation(80) % 2 == 0
    lesson = fit([replace(mark, label=bool(label)) for mark, label in zip(marks(80), lot, strict=True)])
    assert lesson.crossed is not None
    assert lesson.crossed.model.auc < 0.7


def test_copies_of_a_text_do_not_flatter_either() -> None:
    """Each text five times, its label by lot: whoever let copies into both parts would know all answers."""
    lot = np.random.default_rng(5).permutation(30) % 2 == 0
    texts = sorted({mark.text for mark in marks(80)})[:30]
    copies = [
        Mark(id=f"{number}-{copy}", text=text, label=bool(label))
        for number, (text, label) in enumerate(zip(texts, lot, strict=True))
        for copy in range(5)
    ]
    lesson = fit(copies)
    assert lesson.crossed is not None
    assert lesson.crossed.model.auc < 0.8


def test_without_times_there_is_no_examination_by_time() -> None:
    assert fit(marks(40, timed=False)).exam is None


def test_the_model_in_use_is_examined_on_marks_that_it_did_not_know() -> None:
    known, newer = marks(60), marks(80)[60:]
    present = Model.from_bytes(fit(known).model)
    exam = fit([*known, *newer], present=present).exam
    assert exam is not None
    assert exam.present is not None
    again = fit(known, present=present).exam
    assert again is not None
    assert again.present is None


def test_the_same_marks_make_the_same_bytes_in_any_order() -> None:
    given = marks(40)
    first, second = fit(given).model, fit(list(reversed(given))).model
    assert first == second
    assert fit(given[:-2]).model != first


@pytest.mark.parametrize(
    "given",
    [
        [],
        marks(1),
        [mark for mark in marks(40) if mark.label],
        [replace(mark, text="同一句话") for mark in marks(40)],
        [replace(mark, text="😡" * (number + 1) + "🎉") for number, mark in enumerate(marks(40))],
        [replace(mark, text="\x00 \u200b") for mark in marks(40)],
        [*(mark for mark in marks(40) if mark.label), marks(2)[1]],
    ],
)
def test_too_few_or_all_of_a_kind_is_said(given: list[Mark]) -> None:
    with pytest.raises(NothingToLearn, match="标记不够"):
        fit(given)


def test_hostile_marks_are_marks() -> None:
    hostile = [
        "\x00",
        "😡" * 1000,
        "水管爆了" * 25_000,
        "停" * 100_000,
        "\u202e" + "乱" * 30_000,
        "<b>" * 500,
        "\ud800",
        " ",
    ]
    odd = [Mark(id=f"h{n}", text=text, label=n % 2 == 0) for n, text in enumerate(hostile)]
    assert Model.from_bytes(fit([*marks(10), *odd]).model).keys.size


# the worker


async def test_the_worker_makes_the_same_model() -> None:
    given = marks(40)
    lesson = await learn(whole(given))
    assert lesson == fit(given)
    assert lesson.problem is None


async def test_the_worker_says_what_is_missing() -> None:
    lesson = await learn(whole([]))
    assert lesson.problem is not None
    assert "标记不够" in lesson.problem.plain()
    assert not lesson.model


async def test_a_worker_that_takes_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError):
        await learn(whole(marks(40)), within=0.01)


async def test_a_worker_that_breaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.learning.ask.COMMAND", (sys.executable, "-c", "raise SystemExit('no memory')"))
    with pytest.raises(ChildError, match="no memory"):
        await learn(whole(marks(4)))


def test_the_bots_process_never_loads_what_fitting_needs() -> None:
    code = "import sys, bot.app, jobs.learning, bot.commands.detect; print({'sklearn', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# the file


def test_a_file_comes_back_as_it_was(model: Model) -> None:
    again = Model.from_bytes(model.to_bytes())
    assert again.version == model.version
    assert len(model.version) == 12
    assert negative(again, UNKNOWN) == negative(model, UNKNOWN)
    assert leaning(0.5).version != leaning(0.6).version


def test_a_damaged_file_is_refused_wherever_it_is_damaged(model: Model) -> None:
    data = model.to_bytes()
    assert len(data) < LARGEST
    for at in range(0, len(data), 97):
        broken = bytearray(data)
        broken[at] ^= 1
        with pytest.raises(ModelError):
            Model.from_bytes(bytes(broken))
    for cut in (0, 10, 60, len(data) - 1):
        with pytest.raises(ModelError):
            Model.from_bytes(data[:cut])


@pytest.mark.parametrize(
    ("field", "value"),
    [("bias", 1e400), ("grams", 10**9), ("grams", -1), ("threshold", 0.0), ("grams", 2), ("scale", "x")],
)
def test_a_file_made_by_somebody_else_is_refused(field: str, value: object) -> None:
    """The sum at the end is right; what stands before it is not."""
    head = msgspec.to_builtins(leaning(0.5).head) | {field: value}
    said = msgspec.json.encode(head)
    body = b"TINGFENG MODEL 1\n" + struct.pack("<I", len(said)) + said
    with pytest.raises(ModelError, match="有误"):
        Model.from_bytes(body + hashlib.sha256(body).digest())


def test_other_files_and_too_large_ones_are_refused() -> None:
    with pytest.raises(ModelError, match="不是"):
        Model.from_bytes(b"\x80\x04pickled")
    with pytest.raises(ModelError, match="2 MB"):
        Model.from_bytes(b"x" * (LARGEST + 1))


# the sums


@given(st.one_of(HOSTILE, st.text()))
def test_any_text_is_scored_and_its_reasons_agree(text: str) -> None:
    text = readable(text)
    sentiment, one = judge(text), leaning(0.25)
    judged = one.judge(text, sentiment)
    assert judged.negative == one.negative(text, sentiment) == pytest.approx(0.25)
    assert "25%" in judged.reasons[0].plain()


def test_the_rows_of_fitting_score_as_the_model_does(model: Model) -> None:
    from jobs.learning.checking import odds_of, probability

    given = marks(30, seed=9)
    rows = probability(odds_of(model, Read.of(given)))
    assert rows == pytest.approx([negative(model, mark.text) for mark in given], abs=1e-6)


def test_the_reasons_name_what_was_learnt(model: Model) -> None:
    text = readable(UNKNOWN)
    (said,) = model.judge(text, judge(text)).reasons
    assert model.version in said.plain()
    assert "盒↑" in said.plain() or "盒子↑" in said.plain() or "蓝盒子↑" in said.plain()


@given(st.text(min_size=1, max_size=12))
def test_grams_are_every_one_two_and_three_characters(text: str) -> None:
    text = readable(text).lower()
    wanted = {text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)}
    assert {spelled(int(key)) for key in grams(text)} == wanted


def test_measures() -> None:
    labels = [True, True, False, False]
    assert auc([4, 3, 2, 1], labels) == 1.0
    assert auc([1, 1, 1, 1], labels) == 0.5
    assert auc([1, 2, 3, 4], labels) == 0.0
    assert auc([1, 2], [True, True]) == 0.5
    found = rate([0.9, 0.2, 0.8, 0.1], labels, 0.5)
    assert (found.precision, found.recall, found.auc) == (0.5, 0.5, 0.75)
    assert rate([0.1, 0.1], [True, False], 0.5).precision == 0.0
    scores = [float(n) for n in range(100)]
    assert sum(score >= cut_at(scores, [False] * 100, 0.05) for score in scores) == 5
