"""/ledger 9月 重大 市政科 csv: what was written, as a wish. Words in any order; what nobody knows is named."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.digest.days import read_days
from core.digest.periods import Period, Span, containing
from core.errors import InputError
from core.incident import Status
from core.ledger.wish import IN_HAND, Wish
from core.ledger.words import IN_HAND_LABEL, STATUS_LABELS
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.texts import N_, Texts, several

FORMS = {"xlsx": "xlsx", "excel": "xlsx", "csv": "csv"}
#: what else people call a state
_ALSO = {
    "待认领": Status.SUSPECTED,
    "待核实": Status.CLAIMED,
    "待签收": Status.ASSIGNED,
    "办结": Status.CLOSED,
    "并案": Status.MERGED,
    "转出": Status.TRANSFERRED,
}
#: a blank beside 至 belongs to the span of days
_LOOSE = re.compile(r"\s*(至|到|~|～)\s*")
_APART = re.compile(r"[\s,、;]+")
#: words that are taken up, and how many unknown ones are named
_MOST, _NAMED = 20, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What each filter may be called: word → wire value."""

    levels: Mapping[str, str]
    statuses: Mapping[str, str]
    departments: Mapping[str, str]


def names(policy: Policy, texts: Texts) -> Names:
    """In Chinese, in the reader's language, and as wire values."""
    levels = {word: one.value for one in Severity for word in (one.label, texts(one.label), one.value)}
    statuses = {word: one.value for one, label in STATUS_LABELS.items() for word in (label, texts(label), one.value)}
    statuses |= {word: one.value for word, one in _ALSO.items()}
    statuses |= dict.fromkeys((IN_HAND_LABEL, texts(IN_HAND_LABEL), IN_HAND), IN_HAND)
    return Names(
        levels=levels, statuses=statuses, departments={_plain(one.name): one.name for one in policy.departments}
    )


def read_wish(words: str, known: Names, today: date) -> Wish:
    """Read what stands after /ledger; without days the running month. InputError names what cannot be used."""
    period: Period | None = None
    wish, unknown, twice = Wish(period=containing(Span.MONTH, today)), list[str](), list[str]()
    for word in _split(words, known):
        days = None if word in known.departments else read_days(word, today)
        found = {"period": days} if days else _filter(word, known)
        if not found:
            unknown.append(word)
            continue
        ((name, value),) = found.items()
        before = period if name == "period" else getattr(wish, name)
        twice += [word] if before not in (None, "", value) and not (name == "form" and before == "xlsx") else []
        period = days or period
        wish = replace(wish, **found)
    if unknown:
        raise _unknown(unknown, known)
    if twice:
        text = N_("「{word}」和前面的条件重复；时段、等级、状态和部门各写一个，例如：/ledger 9月 重大 市政科")
        raise InputError(text, word=shown(twice[0], 20))
    return wish


def _plain(text: str) -> str:
    """Full-width letters and signs as plain ones, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _split(words: str, known: Names) -> list[str]:
    text, found = _LOOSE.sub(r"\1", _plain(words[:400])), list[str]()
    # names that hold what divides words, the longest first: one may begin another
    for name in sorted(filter(_APART.search, known.departments), key=len, reverse=True):
        if name in text:
            text = text.replace(name, " ")
            found.append(name)
    return [*filter(None, _APART.split(text)), *found][:_MOST]


def _filter(word: str, known: Names) -> dict[str, str]:
    if word.lower() in FORMS:
        return {"form": FORMS[word.lower()]}
    if word in known.departments:
        return {"department": known.departments[word]}
    if word in known.levels:
        return {"severity": known.levels[word]}
    return {"status": known.statuses[word]} if word in known.statuses else {}


def _unknown(words: list[str], known: Names) -> InputError:
    named = several(shown(word, 20) or "—" for word in words[:_NAMED])
    units = several(shown(name, 20) for name in sorted(known.departments.values())[:8])
    text = N_(
        "看不懂：{words}\n例如：/ledger 9月 重大\n"
        "可以写时段（9月、2026-09、上周、2026年、9月1日至9月15日）、等级（重大）、"
        "状态（在办、已办结）、部门（{departments}）和 csv"
    )
    return InputError(text, words=named, departments=units)
