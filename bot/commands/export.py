"""`tingfeng export ledger | incident | verify`: files for the office, written whole or not at all."""

import argparse
import asyncio
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.app import clock
from bot.bundle_run import run_incident, run_verify
from bot.config import load_config
from bot.replacing import replacing
from bot.stored import store_of, stored
from bot.terminal import CALLED_WRONGLY, FINE, complain, say
from bot.texts import texts_in
from core.digest.periods import Period, Span
from core.errors import InputError
from core.incident import Status
from core.ledger.wish import IN_HAND, Wish
from core.policy import Policy
from core.severity import Severity
from core.texts import N_, Message, several
from jobs.exports import write_ledger

#: so many rows take a moment: it is told how far it has come, each time that there are so many more
MANY = 500
_FORMS = {".xlsx": "xlsx", ".csv": "csv"}
_STATES = (IN_HAND, *(one.value for one in Status))


class _WrongCallError(InputError):
    """The command was called wrongly."""


def add(commands: Any) -> None:
    """Add the sub-commands."""
    steps = commands.add_parser("export", help="files for the office").add_subparsers(required=True, metavar="STEP")
    ledger = steps.add_parser("ledger", help="one row per incident, as XLSX or CSV")
    ledger.add_argument("--from", dest="begin", required=True, metavar="2026-09-01", help="first day of detection")
    ledger.add_argument("--to", dest="end", required=True, metavar="2026-09-30", help="last day, inside")
    ledger.add_argument("-o", "--output", type=Path, required=True, metavar="ledger.xlsx|ledger.csv")
    ledger.add_argument("--level", default="", help=_words(one.value for one in Severity))
    ledger.add_argument("--status", default="", help=_words(_STATES))
    ledger.add_argument("--department", default="", metavar="NAME")
    ledger.set_defaults(run=run_ledger)
    incident = steps.add_parser("incident", help="everything about one incident, as a ZIP with its list of hashes")
    incident.add_argument("number", metavar="127")
    incident.add_argument("-o", "--output", type=Path, required=True, metavar="bundle.zip")
    incident.set_defaults(run=run_incident)
    for step in (ledger, incident):
        step.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    verify = steps.add_parser("verify", help="is a bundle what was packed? Needs no database")
    verify.add_argument("file", type=Path, metavar="bundle.zip")
    verify.set_defaults(run=run_verify)


def run_ledger(options: argparse.Namespace) -> int:
    """0 fine, 1 it cannot be read or written, 2 called wrongly."""
    try:
        wish = _wish(options)
        return asyncio.run(_ledger(options, wish))
    except _WrongCallError as error:
        return complain(error, CALLED_WRONGLY)


def _words(values: Any) -> str:
    return " ".join(values)


def _wish(options: argparse.Namespace) -> Wish:
    form = _FORMS.get(options.output.suffix.lower())
    if form is None:
        raise _WrongCallError(N_("{path} 的后缀应为 .xlsx 或 .csv"), path=options.output)
    begin, end = _day("--from", options.begin), _day("--to", options.end)
    if end < begin:
        raise _WrongCallError(N_("--to {end} 早于 --from {begin}；请调换"), begin=begin, end=end)
    return Wish(
        period=Period(span=Span.OTHER, begin=begin, end=end + timedelta(days=1)),
        form=form,
        severity=_one("--level", options.level, tuple(one.value for one in Severity)),
        status=_one("--status", options.status, _STATES),
        department=options.department,
    )


def _day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 2100:
        raise _WrongCallError(N_("{option} 的“{text}”不是日期；请写成 2026-09-01"), option=option, text=text)
    return day


def _one(option: str, word: str, known: tuple[str, ...]) -> str:
    if word and word not in known:
        text = N_("{option} 不认识“{word}”；可用：{known}")
        raise _WrongCallError(text, option=option, word=word, known=several(known))
    return word


async def _ledger(options: argparse.Namespace, wish: Wish) -> int:
    texts = texts_in(load_config(options.config).organisation.language)
    async with stored(store_of(options.config)) as store:
        _known_department(wish, await store.policy())
        total = await store.ledger_count(wish)

        def progress(count: int) -> None:
            if total > MANY and (count % MANY == 0 or count >= total):
                complain(Message(N_("正在导出 {count}/{total}"), {"count": count, "total": total}), FINE)

        with replacing(options.output) as draft:
            count = await write_ledger(store, wish, draft, texts, clock(), progress=progress)
    say(N_("已导出 {count} 件到 {path}"), count=count, path=options.output)
    return FINE


def _known_department(wish: Wish, policy: Policy) -> None:
    names = tuple(one.name for one in policy.departments)
    if wish.department and wish.department not in names:
        text = N_("--department 不认识“{word}”；可用：{known}")
        raise _WrongCallError(text, word=wish.department, known=several(names))
