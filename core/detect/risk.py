"""Risk words in a text: what makes a post worth a look by itself, and deaths and injuries that it names."""

import re
from collections.abc import Iterator

from core.detect.riskwords import RiskWords, common
from core.evasion import reading
from core.normalise import fold
from core.severity import Risk

_DEATHS = re.compile(
    r"\d{1,4}(?:人|名[^，。！？；,.!?;]{0,4})[^，。！？；,.!?;]{0,4}(?:死亡|遇难|身亡|丧生|溺亡)"
    r"|(?:致|造成|酿成)(?:多|数|[一二两三四五六七八九十]{1,3}|\d{1,4})人?(?:死亡|死|遇难|身亡|丧生)"
    r"|死亡\d{1,4}人|\d{1,4}死\d{1,4}伤"
    r"|(?:当场|抢救无效|坠楼|溺水|触电|中毒|跳楼)(?:死亡|身亡|遇难|离世)"
)
_INJURED = re.compile(
    r"(\d{1,5})[余多]?(?:人|名[^，。！？；,.!?;]{0,4})[^，。！？；,.!?;]{0,4}(?:受伤|重伤|中毒|住院)|多人(?:重伤|受伤|中毒)"
)
#: without one of these characters no casualties are named: most posts are spared the long expressions
_HARM = re.compile("[死亡难丧离伤毒院]")
_MANY = 10
#: what takes the word back when it stands shortly before it: 未造成人员伤亡
_DENIED = re.compile(
    r"(?:无|没有|未造成|未出现|未发生|未发现|不存在|零|防止|避免|预防|防范|杜绝|严防|严禁|打击)"
    r"(?:人员|人|任何|[一1][人例起]|重大|发生|出现|各类|的|了)*$"
)
_BEFORE = 12
_LONGEST = 20_000


def find_risk(text: str, words: RiskWords | None = None, negative: float | None = None) -> Risk:
    """The risk words of a text in the form of `core.normalise.readable`, no denied ones; None = the common list."""
    words, text = words or common(), text[:_LONGEST]
    places = words.automaton.find_matches_as_indexes(text)
    plain = (text[start:end] for _, start, end in places if not _denied(text, start))
    spelt = dict(_evaded(text, words))
    found = dict.fromkeys((*plain, *spelt))
    return Risk(
        casualties=_casualties(text),
        class_a=tuple(word for word in found if word in words.class_a),
        class_b=tuple(word for word in found if word not in words.class_a),
        negative=negative,
        spelt=tuple(spelt.items()),
    )


def _evaded(text: str, words: RiskWords) -> Iterator[tuple[str, str]]:
    """The same where they are spelt so that no search finds them, with their spelling."""
    if read := reading(fold(text)):
        for _, start, end in words.automaton.find_matches_as_indexes(read.text):
            if (at := read.written(start, end)) and not _denied(read.text, start):
                yield read.text[start:end], text[slice(*at)]


def _casualties(text: str) -> tuple[str, ...]:
    if not _HARM.search(text):
        return ()
    deaths = [m.group() for m in _DEATHS.finditer(text) if not _denied(text, m.start())]
    injured = [m.group() for m in _INJURED.finditer(text) if m[1] is None or int(m[1]) >= _MANY]
    return tuple(dict.fromkeys(deaths + injured))


def _denied(text: str, at: int) -> bool:
    return bool(_DENIED.search(text[max(0, at - _BEFORE) : at]))
