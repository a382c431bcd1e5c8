"""The ledger as a file: rows from the store in parts, drawn off the event loop, so that thousands hold up nobody."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from core.ledger.cells import cells
from core.ledger.entry import Entry
from core.ledger.wish import Wish
from core.ledger.words import filters
from core.policy import Policy
from core.texts import N_, Texts, several
from jobs.drawing.sheets import Heading, sheet
from storage import Store

Progress = Callable[[int], None]


async def write_ledger(
    store: Store, wish: Wish, path: Path, texts: Texts, now: datetime, *, progress: Progress | None = None
) -> int:
    """Write the file; returns how many rows it has. `progress` hears the number of rows after each part."""
    policy, count = await store.policy(), 0
    made = await asyncio.to_thread(sheet, wish.form, path, _heading(wish, policy, texts, now), texts)

    def add(part: tuple[Entry, ...]) -> None:
        made.add(cells(entry, policy, texts, now) for entry in part)

    try:
        async for part in store.ledger(wish):
            await asyncio.to_thread(add, part)
            count += len(part)
            if progress is not None:
                progress(count)
    finally:
        await asyncio.to_thread(made.done)
    return count


async def ledger_file(store: Store, wish: Wish, texts: Texts, now: datetime) -> bytes:
    """The whole file, to be sent."""
    with TemporaryDirectory(prefix="tingfeng-") as folder:
        path = Path(folder) / "ledger"
        await write_ledger(store, wish, path, texts, now)
        return await asyncio.to_thread(path.read_bytes)


def _heading(wish: Wish, policy: Policy, texts: Texts, now: datetime) -> Heading:
    made, chosen = policy.local(now), filters(wish)
    organisation = policy.figures.organisation
    which = texts.say(several(chosen)) if chosen else texts(N_("全部（演练除外）"))
    return Heading(
        title=texts(N_("{organisation}舆情台账（{period}）"), organisation=organisation, period=wish.period.label),
        organisation=organisation,
        made_at=made,
        lines=(
            (texts(N_("单位")), organisation),
            (texts(N_("发现日期")), texts(N_("{first} 至 {last}"), first=wish.period.begin, last=wish.period.last)),
            (texts(N_("范围")), which),
            (texts(N_("制表时间")), made.strftime("%Y-%m-%d %H:%M %z")),
        ),
    )
