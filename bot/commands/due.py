"""`tingfeng due 2026-09-30T16:50`: until when, if it were found then, and why. No token, network or database."""

import argparse
import json
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from bot.config import load_config
from bot.terminal import CALLED_WRONGLY, FINE, complain, texts
from bot.workdays import calendar
from core.clocks.running import RESPONSE, runs, subjects
from core.clocks.spanning import STARTED, Due, due_in, due_of, in_wall_time
from core.dossier import Category, Jurisdiction
from core.errors import InputError
from core.incident import Incident
from core.policy import Figures
from core.severity import Severity
from core.texts import N_, several
from core.timer import CLOCK_LABELS, Clock
from core.workdays import WorkTime

#: what stands beside us is asked where no other file is named
_USUAL = Path("config.toml")
#: these begin when it is found, the others when somebody acts
_AT_ONCE = RESPONSE - {Clock.FINAL} | {Clock.CLAIM, Clock.REPORT_UP, Clock.BRIEFING}
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

_Choice = TypeVar("_Choice", bound=Enum)


class _WrongCallError(InputError):
    """The command was called wrongly."""


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("due", help="due times of what is found at an instant, and why, as JSON")
    command.add_argument("instant", metavar="2026-09-30T16:50", help="without a zone: the organisation's wall clock")
    command.add_argument("--clock", help=f"only this one: {_words(_clocks())}; default: those that start at once")
    command.add_argument("--level", default=Severity.GENERAL.value, help=f"{_words(Severity)}; default: %(default)s")
    command.add_argument("--category", default="", help=f"{_words(Category)}; an inquiry counts as a local one")
    command.add_argument("-c", "--config", type=Path, help="hours and figures; default: config.toml, if there is one")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """One JSON object on stdout. 0 fine, 1 the configuration cannot be used, 2 called wrongly."""
    try:
        asked = _asked(options)
    except _WrongCallError as error:
        return complain(error, CALLED_WRONGLY)
    answers = tuple(_answer(asked, clock) for clock in asked.clocks)
    record = {
        "start": asked.start.isoformat(),
        "start_utc": _utc(asked.start),
        "level": asked.found.severity.value,
        "category": asked.found.category.value,
        "calendar": asked.work.calendar.version,
        "config": str(asked.path) if asked.path else None,
        "due": [_told(asked, answer) for answer in answers],
    }
    sys.stdout.write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
    _warn({year for answer in answers for year in answer.guessed}, asked.work)
    return FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked: of what would be found, by whose figures, which clocks."""

    found: Incident
    figures: Figures
    #: the file that the figures come from
    path: Path | None
    clocks: tuple[Clock, ...]

    @property
    def start(self) -> datetime:
        return self.found.detected_at

    @property
    def work(self) -> WorkTime:
        return self.figures.work


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One clock's; `guessed`: the years whose working days it counts without a table."""

    clock: Clock
    due: Due
    guessed: tuple[int, ...]


def _asked(options: argparse.Namespace) -> _Asked:
    level, category = _one(Severity, "--level", options.level), _one(Category, "--category", options.category)
    clock = _one(Clock, "--clock", options.clock) if options.clock is not None else None
    path = options.config or (_USUAL if _USUAL.exists() else None)
    figures = load_config(path).figures if path else Figures(work=WorkTime(calendar=calendar()))
    found = _found(_instant(options.instant, figures), level, category, clock)
    return _Asked(found=found, figures=figures, path=path, clocks=tuple(_chosen(clock, found)))


def _clocks() -> tuple[Clock, ...]:
    """A promise runs to the day that was promised: nothing to compute."""
    return tuple(clock for clock in Clock if clock is not Clock.PROMISE)


def _words(values: Any) -> str:
    return " ".join(one.value for one in values if one.value)


def _one(kind: type[_Choice], option: str, word: str) -> _Choice:
    known = {one.value: one for one in kind if one is not Clock.PROMISE}
    if word not in known:
        text = N_("{option} 不认识“{word}”；可用：{known}")
        raise _WrongCallError(text, option=option, word=word, known=several(one for one in known if one))
    return known[word]


def _instant(text: str, figures: Figures) -> datetime:
    """An instant on the organisation's wall clock; a date alone would be a guess."""
    try:
        read = datetime.fromisoformat(text) if any(sign in text for sign in "Tt :") else None
        local = read and (read if read.tzinfo else read.replace(tzinfo=figures.timezone)).astimezone(figures.timezone)
    except (ValueError, OverflowError):
        local = None
    if local is None or not _FIRST <= local < _LAST:
        text_ = N_("“{text}”不是时刻；请写成 2026-09-30T16:50，年份在 2000 到 2099 之间")
        raise _WrongCallError(text_, text=text)
    return local


def _found(start: datetime, level: Severity, category: Category, clock: Clock | None) -> Incident:
    """What would be found then, delivered at once."""
    category = Category.INQUIRY if clock is Clock.SAME_DAY and category is Category.NONE else category
    return Incident(
        severity=level, category=category, jurisdiction=Jurisdiction.LOCAL, detected_at=start, delivered_at=start
    )


def _chosen(clock: Clock | None, incident: Incident) -> Iterator[Clock]:
    """The clocks to tell; one that begins later is told as if that happened then."""
    started = {one for one, about in subjects(incident) if one in _AT_ONCE and runs(incident, one, about)}
    if clock is None:
        yield from (one for one in Clock if one in started)
    elif clock in _AT_ONCE and clock not in started:
        text = N_("时限 {clock} 不适用于等级 {level}、分类“{category}”；请改 --level 或 --category")
        category = incident.category.value or "—"
        raise _WrongCallError(text, clock=clock.value, level=incident.severity.value, category=category)
    else:
        yield clock


def _answer(asked: _Asked, clock: Clock) -> _Answer:
    start, level, figures, work = asked.start, asked.found.severity, asked.figures, asked.work
    if clock is Clock.APPROVAL:
        due = due_in(start, figures.routes[level].timebox, figures, event=STARTED[clock])
    else:
        due = due_of(clock, start, level, figures)
    # a clock that runs day and night needs no table
    counts = not in_wall_time(clock, level)
    guessed = work.calendar.lacking(work.local_day(start), work.local_day(due.due_at)) if counts else ()
    return _Answer(clock=clock, due=due, guessed=guessed)


def _told(asked: _Asked, answer: _Answer) -> dict[str, object]:
    return {
        "clock": answer.clock.value,
        "name": texts()(CLOCK_LABELS[answer.clock]),
        "level": asked.found.severity.value,
        "due": answer.due.due_at.astimezone(asked.work.zone).isoformat(),
        "due_utc": _utc(answer.due.due_at),
        "explanation": texts().say(answer.due.why),
        "calendar": asked.work.calendar.version,
        "official": not answer.guessed,
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _warn(years: Collection[int], work: WorkTime) -> None:
    """A year without a table is never guessed silently."""
    if years:
        text = N_(
            "{years} 年没有放假安排表（{calendar}），工作日按周一至周五推算；请升级听风，"
            "或在 [calendar] 里填 extra_holidays、extra_workdays 和 extra_years"
        )
        complain(InputError(text, years=several(map(str, sorted(years))), calendar=work.calendar.version))
