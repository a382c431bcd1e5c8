"""The figures of a statement: what is counted, how much of it, and where it stands (受伤 3 人, 面积 1.2 万平方米)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"\d[\d,，]{0,14}(?:\.\d{1,6})?|[零一二两三四五六七八九十百千]{1,7}"
#: what people suffer, by every name it has
_FATES = {
    **dict.fromkeys(("死亡", "遇难", "身亡", "去世", "丧生"), "死亡"),
    **dict.fromkeys(("受伤", "伤者", "伤员"), "受伤"),
    **dict.fromkeys(("失联", "失踪"), "失联"),
    **{word: word for word in ("重伤", "轻伤", "伤亡", "被困", "送医", "住院", "疏散", "转移", "安置")},
}
_FATE = "|".join(_FATES)
_NOUNS = (
    "建筑面积|占地面积|面积|总投资|投资|金额|资金|罚款|赔偿|补偿|补助|补贴|损失|欠薪|拖欠工资|拖欠|全长|总长|长度|高度"
    "|深度|宽度|票价|学费|水价|电价|气价|均价|单价|收费|涉及|影响|浓度|气温|室温"
)
_UNITS = r"元|平方米|平方公里|亩|公顷|公里|千米|厘米|毫米|米|万?千瓦|吨|公斤|户|套|栋|处|起|辆|件|人|名|度|摄氏度|[%％]"
_ABOUT = r"(?:约|共|合计|总计|共计|为|达到|达|是|计|近|超过|超|至|[:：\s]){0,3}"
_PERSON = "人"
#: units with two names
_ALSO = {"名": _PERSON, "％": "%", "千米": "公里"}
#: 无伤亡 says that nobody died and nobody was hurt
_EITHER = {"伤亡": ("伤亡", "死亡", "受伤")}
_TIMES = {"万": 10**4, "亿": 10**8, "": 1}
_PEOPLE = r"(?:余|多)?\s?(?:人|名|位)"

#: 死亡 3 人
_SUFFERED = re.compile(rf"(?P<noun>{_FATE})(?:了|人数|人员|群众|学生|居民)?{_ABOUT}(?P<number>{_NUMBER})\s?{_PEOPLE}")
#: 3 名学生受伤
_SUFFERING = re.compile(
    rf"(?P<number>{_NUMBER})\s?{_PEOPLE}[\u4e00-\u9fff]{{0,4}}?(?:不幸|当场|已|正|被)?(?P<noun>{_FATE})"
)
#: 无人员伤亡
_NOBODY = re.compile(rf"(?<!有)(?:没有|未造成|未发生|暂无|并无|无)(?:任何)?(?:人员|群众|学生|居民)?(?P<noun>{_FATE})")
_MEASURED = re.compile(
    rf"(?P<noun>{_NOUNS}){_ABOUT}(?P<number>\d[\d,，]{{0,14}}(?:\.\d{{1,6}})?)\s?(?P<times>[万亿]?)(?P<unit>{_UNITS})"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: `noun` and `unit` say of what, `begin` and `end` where, in characters."""

    noun: str
    unit: str
    value: Decimal
    begin: int
    end: int


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure whose subject is plain from its words, in the order of the text."""
    return tuple(sorted((*_fates(text), *_measures(text)), key=lambda one: (one.begin, one.noun)))


def differing(text: str, earlier: str) -> tuple[Figure, Figure] | None:
    """The first figure of the text that the earlier one gives otherwise, and what it said there; None if they agree."""
    before: dict[tuple[str, str], list[Figure]] = {}
    for one in figures(earlier):
        before.setdefault((one.noun, one.unit), []).append(one)
    for one in figures(text):
        known = before.get((one.noun, one.unit))
        if known and one.value not in {other.value for other in known}:
            return one, known[-1]
    return None


def _fates(text: str) -> Iterator[Figure]:
    for pattern in (_SUFFERED, _SUFFERING):
        for found in pattern.finditer(text):
            yield _figure(_FATES[found["noun"]], _PERSON, _value(found["number"]), found)
    for found in _NOBODY.finditer(text):
        noun = _FATES[found["noun"]]
        for one in _EITHER.get(noun, (noun,)):
            yield _figure(one, _PERSON, Decimal(0), found)


def _measures(text: str) -> Iterator[Figure]:
    for found in _MEASURED.finditer(text):
        unit = _ALSO.get(found["unit"], found["unit"])
        yield _figure(found["noun"], unit, _value(found["number"]) * _TIMES[found["times"]], found)


def _figure(noun: str, unit: str, value: Decimal, found: re.Match[str]) -> Figure:
    return Figure(noun=noun, unit=unit, value=value, begin=found.start(), end=found.end())


def _value(number: str) -> Decimal:
    if number[0] not in _DIGITS and number[0] not in _TENS:
        return Decimal(number.replace(",", "").replace("，", ""))
    total, digit = 0, 0
    for char in number:
        if char in _TENS:
            # 十二 is twelve: a ten without a digit before it is one ten
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _DIGITS[char]
    return Decimal(total + digit)
