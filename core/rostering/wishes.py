"""What somebody wrote after /duty: a date and a name, or a rotation."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.duty import Shift
from core.policy import Policy
from core.rostering.words import fit, names
from core.showing import shown
from core.texts import N_
from core.workflow import Refused

#: people of one rotation, and days of one turn
LONGEST, MOST_DAYS = 31, 31
#: what is typed, beside the English words
ROTATION = ("轮值", "rotation")
LEADING = ("带班", "lead")
PLAIN = ("值班", "duty")
DAYS = {"今天": 0, "明天": 1, "后天": 2, "today": 0, "tomorrow": 1}
_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_TURN = re.compile(r"每?(\d{1,2})(?:天|d)")
_USAGE = N_(
    "用法：\n/duty 11-21 林晓\n/duty 11-21 带班 方正\n/duty 轮值 林晓 白露 苏敏\n"
    "/duty 轮值 带班 方正 顾远\n/duty 轮值 7天 林晓 白露"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWish:
    """One shift, or where no date is said the rotation of these people, each for `days` days."""

    shift: Shift
    people: tuple[int, ...]
    day: date | None = None
    days: int = 1


def read(words: Sequence[str], policy: Policy, today: date) -> DutyWish:
    """Read what was written; raises Refused with words on what is wrong with it."""
    first, *rest = [unicodedata.normalize("NFKC", word) for word in words]
    if first.lower() in ROTATION:
        return _rotation(rest, policy)
    day = _date(first, today)
    shift, rest = _shift(rest)
    people = _people(rest, policy, shift)
    if len(people) != 1:
        raise Refused("usage", _USAGE)
    return DutyWish(shift=shift, people=people, day=day)


def _rotation(rest: list[str], policy: Policy) -> DutyWish:
    shift, rest = _shift(rest)
    turn = _TURN.fullmatch(rest[0]) if rest else None
    days = int(turn[1]) if turn else 1
    if not 1 <= days <= MOST_DAYS:
        raise Refused("days", N_("每人可值 1 到 {most} 天"), most=MOST_DAYS)
    people = _people(rest[1:] if turn else rest, policy, shift)
    if not people:
        raise Refused("usage", _USAGE)
    if len(people) > LONGEST:
        raise Refused("many", N_("轮值最多 {most} 人"), most=LONGEST)
    return DutyWish(shift=shift, people=people, days=days)


def _shift(words: list[str]) -> tuple[Shift, list[str]]:
    if words and words[0].lower() in (*LEADING, *PLAIN):
        return Shift.LEAD if words[0].lower() in LEADING else Shift.DUTY, words[1:]
    return Shift.DUTY, words


def _date(word: str, today: date) -> date:
    """A date without a year is the one that is near: in December, January is next year's."""
    if word.lower() in DAYS:
        return today + timedelta(days=DAYS[word.lower()])
    found = _DAY.fullmatch(word)
    if found is None:
        raise Refused("usage", _USAGE)
    year, month, day = found.groups()
    try:
        meant = date(int(year or today.year), int(month), int(day))
        if not year and (today - meant).days > 180:
            meant = date(today.year + 1, int(month), int(day))
    except ValueError:
        raise Refused("date", N_("没有 {date} 这一天，请写成 11-21"), date=shown(word, 20)) from None
    return meant


def _people(words: list[str], policy: Policy, shift: Shift) -> tuple[int, ...]:
    """The people named; a name may hold blanks, so the longest that is one counts."""
    words = [one for word in words for one in re.split(r"[、,，;；]", word) if one]
    people, at = [], 0
    while at < len(words):
        ends = range(len(words), at, -1)
        end = next((end for end in ends if _named(" ".join(words[at:end]), policy)), at + 1)
        people.append(_one(" ".join(words[at:end]), policy, shift))
        at = end
    return tuple(people)


def _named(name: str, policy: Policy) -> list[int]:
    return [m.id for m in policy.members.values() if m.active and m.name == name]


def _one(name: str, policy: Policy, shift: Shift) -> int:
    found = _named(name, policy)
    able = fit(policy, shift)
    if not found:
        text = N_("没有成员「{name}」；现有：{names}")
        raise Refused("unknown", text, name=shown(name, 40), names=names(able))
    if len(found) > 1:
        raise Refused("twice", N_("有 {count} 位成员都叫「{name}」，请先改名区分"), count=len(found), name=name)
    if found[0] not in {one.id for one in able}:
        raise Refused("not_lead", N_("{name} 不是带班领导；现有：{names}"), name=name, names=names(able))
    return found[0]
