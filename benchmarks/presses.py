"""Presses a second, from the first update served to the last answer: our bot beside python-telegram-bot's default.

The sandbox is a process of its own, each bot another. Ours is the whole bot: every press is one more assistant of one
of many incidents, stored, logged and answered, on SQLite in WAL with every commit on disk. The other is the smallest
Application with an Updater: it answers and edits the message, and keeps nothing.
"""

import asyncio
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from benchmarks.pressed import GROUP, INCIDENTS, MEMBERS, PEOPLE, prepare
from benchmarks.table import ROUNDS, Table
from bot.app import started
from bot.config import load_config
from core.callback import Press, encode
from sandbox import Sandbox

#: seconds between a bot's first question and the presses
SETTLING = 4.0
TOKEN = "100:sandbox"

_processes = get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One line of the table."""

    name: str
    bot: Callable[[str, str], None]
    latency: float
    presses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """`rate` presses a second; `cpu` seconds of the bot's processor time a press: a busy machine changes it little."""

    rate: float
    cpu: float


def measure() -> Table:
    """Interleaved rounds of all four."""
    many = INCIDENTS * PEOPLE
    cases = (
        Case(name="tingfeng, 0 ms", bot=ours, latency=0, presses=many),
        Case(name="python-telegram-bot's default, 0 ms", bot=theirs, latency=0, presses=many),
        Case(name="tingfeng, 50 ms", bot=ours, latency=0.05, presses=many),
        Case(name="python-telegram-bot's default, 50 ms", bot=theirs, latency=0.05, presses=INCIDENTS),
    )
    found: dict[str, list[Round]] = {case.name: [] for case in cases}
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(prepare(Path(folder)))
        for _ in range(ROUNDS):
            for case in cases:
                found[case.name].append(_round(case, Path(folder)))
    twice = 2 * statistics.median(one.rate for one in found[cases[1].name])
    aims = (f"{twice:,.0f} (twice the next line)", "-", "200", "-")
    return Table(
        title="Presses",
        note=f"{many} presses by {PEOPLE} people on {INCIDENTS} incidents come at once (at 50 ms {INCIDENTS}"
        f" for the default); ms = how long the server takes for each call. Medians of {ROUNDS} rounds.",
        head=("bot", "presses a second", "lowest and highest", "its CPU a press", "aim"),
        rows=tuple((name, *_line(rounds), aim) for (name, rounds), aim in zip(found.items(), aims, strict=True)),
    )


def _line(rounds: Sequence[Round]) -> tuple[str, str, str]:
    rates = [one.rate for one in rounds]
    cpu = statistics.median(one.cpu for one in rounds)
    return f"{statistics.median(rates):,.0f}", f"{min(rates):,.0f}-{max(rates):,.0f}", f"{cpu * 1000:.1f} ms"


def _round(case: Case, folder: Path) -> Round:
    """One bot against one far end, both new."""
    ears, mouth = _processes.Pipe()
    far = _processes.Process(target=telegram, args=(mouth, case.latency, case.presses), daemon=True)
    far.start()
    # the far end's own: if it dies, reading says so instead of waiting for ever
    mouth.close()
    url = ears.recv()
    with tempfile.TemporaryDirectory() as own:
        shutil.copy(folder / "tingfeng.db", Path(own) / "tingfeng.db")
        bot = _processes.Process(target=case.bot, args=(url, own), daemon=True)
        bot.start()
        try:
            ears.recv()
            began = _cpu(bot.pid)
            rate = float(ears.recv())
            cpu = _cpu(bot.pid) - began
        finally:
            bot.kill()
            bot.join()
    far.join()
    return Round(rate=rate, cpu=cpu / case.presses)


def _cpu(pid: int | None) -> float:
    """Seconds of processor time of a process, all its threads; 0 where the system does not say."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def telegram(mouth: Connection, latency: float, presses: int) -> None:
    """The far end: tells its address, waits for a settled poller and says so, serves the presses, tells the rate."""
    asyncio.run(_telegram(mouth, latency, presses))


async def _telegram(mouth: Connection, latency: float, presses: int) -> None:
    sandbox = Sandbox(token=TOKEN)
    for member in MEMBERS:
        sandbox.add_user(member.id, member.name)
    sandbox.add_group(GROUP, "舆情处置群", members=[m.id for m in MEMBERS], admins=[])
    chat = sandbox.world.chat(GROUP)
    cards = [sandbox.world.post(chat, sender=sandbox.world.bot, text=f"#{n:04d}") for n in range(1, INCIDENTS + 1)]
    await sandbox.start()
    mouth.send(sandbox.url)
    await sandbox.wait_for(lambda: sandbox.world.updates.listening, 60)
    # what a start still does behind the first question is no press's cost
    await asyncio.sleep(SETTLING)
    mouth.send("ready")
    sandbox.faults.latency = latency
    for number in range(presses):
        ident, person = number % INCIDENTS, MEMBERS[number // INCIDENTS % PEOPLE]
        data = encode(Press(action="as", incident=ident + 1, seen=0))
        sandbox.press_raw(person.id, GROUP, cards[ident].message_id, data)
    await sandbox.wait_for(lambda: _answers(sandbox) >= presses, 300)
    first = min(c.at for c in sandbox.calls if c.method.lower() == "getupdates" and c.result)
    last = max(c.at for c in sandbox.calls if c.method.lower() == "answercallbackquery")
    mouth.send(presses / (last - first))
    await sandbox.stop()


def _answers(sandbox: Sandbox) -> int:
    # one that comes too late is refused, and was an answer all the same
    counts = sandbox._api.log.counts.items()
    return sum(count.answered + count.refused for name, count in counts if name.lower() == "answercallbackquery")


def ours(url: str, folder: str) -> None:
    """The whole bot, until it is killed."""
    config = Path(folder) / "config.toml"
    members = "".join(f'[[members]]\ntelegram_id = {m.id}\nname = "{m.name}"\nroles = ["member"]\n' for m in MEMBERS)
    config.write_text(
        '[organisation]\nname = "海棠县住建局"\n'
        f'[telegram]\ntoken = "{TOKEN}"\napi_base_url = "{url}"\ngroup = {GROUP}\n'
        f'[storage]\nurl = "sqlite:///tingfeng.db"\n{members}',
        "utf-8",
    )
    asyncio.run(_serve(config))


async def _serve(config: Path) -> None:
    async with started(load_config(config, {})) as running:
        await running.failed()


def theirs(url: str, _folder: str) -> None:
    """As their examples have it."""

    async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is not None and query.message is not None:
            # one that comes too late counts as well
            with suppress(BadRequest):
                await query.answer("已记下，您在协助")
            await query.edit_message_text(f"{query.from_user.full_name} {query.id}")

    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
    application.add_handler(CallbackQueryHandler(press))
    application.run_polling(allowed_updates=Update.ALL_TYPES)
