"""jieba as it is used here."""

import logging

import pytest

from bot.words import Words, words


@pytest.fixture(scope="module")
def cutter() -> Words:
    return words(["青禾县海豚自来水公司", ""])


def test_names_are_cut_out_whole_and_say_nothing(cutter: Words) -> None:
    assert "青禾县海豚自来水公司" in cutter.cut("昨天青禾县海豚自来水公司又停水")
    assert cutter.weight("青禾县海豚自来水公司") == 0


def test_other_cutters_do_not_know_the_names(cutter: Words) -> None:
    assert "青禾县海豚自来水公司" not in words().cut("昨天青禾县海豚自来水公司又停水")


def test_rare_words_weigh_more_and_marks_nothing(cutter: Words) -> None:
    assert cutter.weight("豆腐渣") > cutter.weight("的") > 0
    assert cutter.weight("从未见过的词") >= cutter.weight("豆腐渣")
    assert cutter.weight("，") == cutter.weight("2026") == cutter.weight("") == 0


def test_nothing_is_lost_in_cutting(cutter: Words) -> None:
    text = "停水3天，MacBook 也没用😡"
    assert "".join(cutter.cut(text)) == text


def test_loading_is_silent(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        words(["静静水厂"]).cut("自来水")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
