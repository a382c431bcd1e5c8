"""The lists of risk words: common, of a field of work, of the office."""

from pathlib import Path

import pytest

from bot.config import ConfigError, load_config
from core.detect import FieldOfWork, RiskWords, find_risk
from core.detect.riskwords import common
from core.normalise import readable

LEAST = '[organisation]\nname = "海棠县住建局"\n'


def figures(folder: Path, text: str) -> RiskWords:
    path = folder / "config.toml"
    path.write_text(LEAST + text, "utf-8")
    return load_config(path, {}).figures.risk


@pytest.mark.parametrize(
    ("field", "a", "b"),
    [
        (FieldOfWork.SCHOOL, "校车侧翻", "有偿补课"),
        (FieldOfWork.HOUSING, "脚手架倒塌", "延期交房"),
        (FieldOfWork.COURT, "刑讯逼供", "枉法裁判"),
        (FieldOfWork.POWER, "变压器爆炸", "电压不稳"),
        (FieldOfWork.RAILWAY, "列车脱轨", "一票难求"),
        (FieldOfWork.COMPANY, "电池爆炸", "财务造假"),
        (FieldOfWork.HOSPITAL, "抱错孩子", "过度医疗"),
    ],
)
def test_every_field_has_words_of_both_classes_that_others_have_not(field: FieldOfWork, a: str, b: str) -> None:
    words = RiskWords.of([field])
    assert find_risk(a, words).class_a == (a,)
    assert find_risk(b, words).class_b == (b,)
    assert a not in find_risk(a).class_a
    assert b not in find_risk(b).class_b


def test_every_list_is_tidy() -> None:
    """A word that posts never contain in this form would never be found; one in both classes would be in doubt."""
    for field in (None, *FieldOfWork):
        words = RiskWords.of([field] if field else [])
        assert not words.class_a & words.class_b
        for word in words.class_a | words.class_b:
            assert readable(word) == word
            assert len(word) >= 2


def test_an_office_adds_moves_and_removes() -> None:
    words = RiskWords.of(class_a=["投诉", "接水點"], class_b=["爆炸"], without=["停水", " "])
    assert find_risk("投诉", words).class_a == ("投诉",)
    assert find_risk("接水点", words).class_a == ("接水点",)
    assert find_risk("爆炸", words).class_b == ("爆炸",)
    assert not find_risk("停水", words).words
    assert find_risk("停水").class_b == ("停水",)


def test_a_denied_word_is_no_risk() -> None:
    assert not find_risk("没有发生脚手架倒塌", RiskWords.of([FieldOfWork.HOUSING])).class_a


def test_the_file_says_which(tmp_path: Path) -> None:
    plain = figures(tmp_path, "")
    assert (plain.class_a, plain.class_b, plain.negative) == (common().class_a, common().class_b, 0.7)
    text = (
        '[risk]\nfields = ["housing"]\nclass_a = ["冒黑烟"]\nclass_b = ["排队"]\nwithout = ["停水"]\nnegative = 0.8\n'
    )
    own = figures(tmp_path, text)
    assert {"冒黑烟", "脚手架倒塌"} <= own.class_a
    assert {"排队", "延期交房"} <= own.class_b
    assert "停水" not in own.class_b
    assert own.negative == 0.8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('fields = ["bakery"]', "fields"),
        ('class_a = ["水"]', "risk.class_a"),
        ('without = [" 水 "]', "risk.without"),
        ('class_a = ["黑烟"]\nclass_b = ["黑煙"]', "黑烟"),
        ("negative = 0.2", "negative"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        figures(tmp_path, f"[risk]\n{text}\n")
