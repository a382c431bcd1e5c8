"""The ledger's rows from the database: whose days, which of them, in parts, with their clocks and their end."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert

from core.changes import Entry, Origin
from core.digest.periods import Period, Span, containing
from core.dossier import Answered
from core.followup import considered
from core.incident import Incident, Status
from core.ledger.entry import Entry as Line
from core.ledger.entry import missed_clocks
from core.ledger.wish import IN_HAND, Wish
from core.people import SYSTEM
from core.severity import Severity
from core.texts import Message, Texts
from core.timer import Clock
from core.workflow import Outcome
from jobs.exports import ledger_file, write_ledger
from storage import Store, ledger_rows
from storage.commands import Command, Ground
from storage.rows import incident_row
from storage.tables import incidents
from tests.conftest import FANG, HE, LIN, NOON
from tests.storage.making import opened, press
from tests.unit.making import at_status, incident

NOVEMBER = Wish(period=containing(Span.MONTH, date(2026, 11, 20)))


async def put(store: Store, *found: Incident) -> None:
    rows = [incident_row(one) | {"id": one.id, "last_post_at": NOON} for one in found]
    async with store.db.write() as connection:
        await connection.execute(insert(incidents), rows)


async def listed(store: Store, wish: Wish = NOVEMBER) -> list[Line]:
    found = [entry async for part in store.ledger(wish) for entry in part]
    assert len(found) == await store.ledger_count(wish)
    return found


async def numbers(store: Store, **filters: str) -> list[int]:
    return [entry.incident.id for entry in await listed(store, Wish(period=NOVEMBER.period, **filters))]


async def test_the_days_are_the_organisations_own(store: Store) -> None:
    begin = datetime(2026, 10, 31, 16, tzinfo=UTC)
    end = datetime(2026, 11, 30, 16, tzinfo=UTC)
    tick = timedelta(microseconds=1)
    await put(
        store, *(incident(id=n, detected_at=at) for n, at in enumerate((begin - tick, begin, end - tick, end), 1))
    )
    assert await numbers(store) == [2, 3]


async def test_drills_are_left_out_and_merged_ones_are_there(store: Store) -> None:
    await put(
        store,
        incident(id=1),
        incident(id=2, drill=True),
        incident(id=3, status=Status.MERGED, merged_into=1, drill=False),
        at_status(Status.CLOSED, id=4, drill=True),
    )
    assert await numbers(store) == [1, 3]
    entry = await store.ledger_entry(2)
    assert entry is not None
    assert entry.incident.drill
    assert await store.ledger_entry(99) is None


async def test_filters_narrow_it_down(store: Store) -> None:
    await put(
        store,
        incident(id=1),
        incident(id=2, severity=Severity.MAJOR),
        at_status(Status.HANDLING, id=3),
        at_status(Status.CLOSED, id=4, department="物业科"),
        at_status(Status.INVALID, id=5),
    )
    assert await numbers(store, severity="major") == [2]
    assert await numbers(store, status=IN_HAND) == [1, 2, 3]
    assert await numbers(store, status="closed") == [4]
    assert await numbers(store, department="市政科") == [3]
    assert await numbers(store, department="市政科", status="closed") == []
    assert await numbers(store, department="物业科", status="closed") == [4]


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
async def test_parts_lose_and_double_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(ledger_rows, "AT_ONCE", at_once)
    # several at one instant, later numbers found earlier
    times = [NOON, NOON, NOON - timedelta(hours=1), NOON, NOON - timedelta(hours=2), NOON + timedelta(hours=1)]
    await put(store, *(incident(id=n, detected_at=at) for n, at in enumerate(times, 1)))
    sizes = [len(part) async for part in store.ledger(NOVEMBER)]
    assert max(sizes) <= at_once
    assert await numbers(store) == [5, 3, 1, 2, 4, 6]


async def test_no_connection_is_held_while_a_part_is_used(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_rows, "AT_ONCE", 1)
    await put(store, incident(id=1), incident(id=2))
    async for (entry,) in store.ledger(NOVEMBER):
        await put(store, incident(id=entry.incident.id + 10, detected_at=NOON - timedelta(days=40)))
    assert await numbers(store) == [1, 2]


async def test_acts_fill_a_row(store: Store) -> None:
    ident = await opened(store)

    async def act(person: int, code: str, hours: float, **options: Any) -> None:
        now = NOON + timedelta(hours=hours)
        for _ in range(2 if code == "fi" else 1):
            assert not (await press(store, person, code, ident, now=now, **options)).refused
            now += timedelta(seconds=5)

    await act(LIN, "cl", 0.5)
    await act(LIN, "vt", 1)
    await act(LIN, "bs", 1, words="到过现场")
    await act(FANG, "nr", 2, words="现场已公告")
    await act(FANG, "fi", 3)
    (first,) = await listed(store)
    assert first.closed_at == NOON + timedelta(hours=3, seconds=5)
    await act(FANG, "ro", 4, words="又有新情况")
    (again,) = await listed(store)
    assert again.closed_at is None, "what was reopened is not closed"
    await act(FANG, "vt", 5)
    await act(FANG, "bs", 5, words="到过现场")
    await act(FANG, "nr", 5, words="现场已公告")
    await act(FANG, "fi", 6)
    (last,) = await listed(store)
    assert last.closed_at == NOON + timedelta(hours=6, seconds=5)
    assert last.incident.reopened == 1
    assert {run.clock for run in last.runs} >= {Clock.FIRST_RESPONSE, Clock.VERIFY, Clock.FINAL, Clock.CEILING}
    assert len(last.runs) == len(await store.deadlines(ident))


async def test_what_a_lead_agreed_to_close_is_closed_then(store: Store) -> None:
    ident = await opened(store)
    for person, code, words in ((LIN, "cl", ""), (LIN, "vt", ""), (LIN, "bs", "到过现场"), (FANG, "nr", "已公告")):
        await press(store, person, code, ident, words=words)
    # so long without a new post that closing is proposed
    later = NOON + timedelta(days=8)
    clock = Command(key="followup", actor=SYSTEM, origin=Origin(entry=Entry.JOB), now=later)

    def proposing(found: tuple[Incident, ...], ground: Ground) -> Outcome:
        return Outcome(answer=Message(""), changes=considered(found[0], NOON, None, ground.policy, later))

    await store.change((ident,), proposing, clock)
    subject = await store.incident(ident)
    assert subject is not None
    (proposal,) = [one for one in subject.proposals if one.answer is Answered.OPEN]
    for second in (0, 5):
        at = later + timedelta(seconds=70 + second)
        assert not (await press(store, FANG, "ye", ident, arg=str(proposal.number), now=at)).refused
    (entry,) = await listed(store)
    assert entry.incident.status is Status.CLOSED
    assert entry.closed_at == later + timedelta(seconds=75)


async def test_who_was_late_stands_in_the_row(store: Store) -> None:
    ident = await opened(store)
    await press(store, LIN, "cl", ident, now=NOON + timedelta(hours=5))
    (entry,) = await listed(store)
    now = NOON + timedelta(days=3)
    assert missed_clocks(entry, NOON, overdue=False) == ()
    late = missed_clocks(entry, now, overdue=False)
    assert {Clock.FIRST_RESPONSE, Clock.CEILING} <= set(late)
    assert Clock.FINAL not in late


async def test_the_file_holds_what_the_store_has(store: Store, tmp_path: Path) -> None:
    ident = await opened(store, "=cmd|' /C calc'!A0 电话 13812345678")
    await press(store, LIN, "cl", ident)
    await put(store, incident(id=900, title="第二件", detected_at=NOON + timedelta(hours=1)))
    told, now = list[int](), NOON + timedelta(hours=2)
    path = tmp_path / "ledger.xlsx"
    assert await write_ledger(store, NOVEMBER, path, Texts(), now, progress=told.append) == 2
    assert told == [2]
    book = load_workbook(path)
    page, about = book["台账"], book["说明"]
    assert [page.cell(row, 1).value for row in (2, 3)] == [ident, 900]
    assert page["B2"].value == datetime(2026, 11, 20, 12)
    assert page["D2"].value == "=cmd|' /C calc'!A0 电话 138****5678"
    assert page["D2"].data_type == "s"
    assert page["J2"].value == "林晓"
    words = {line[0].value: line[1].value for line in about.iter_rows(min_row=2, max_row=6)}
    assert words["发现日期"] == "2026-11-01 至 2026-11-30"
    assert words["件数"] == "2"
    assert words["制表时间"] == "2026-11-20 14:00 +0800"


async def test_the_same_as_csv(store: Store) -> None:
    await put(store, incident(id=7, title="-1+1"))
    wish = Wish(period=Period(span=Span.OTHER, begin=date(2026, 11, 20), end=date(2026, 11, 21)), form="csv")
    text = (await ledger_file(store, wish, Texts(), NOON)).decode("utf-8-sig")
    assert '"7","2026-11-20 12:00","海棠论坛","\'-1+1"' in text


async def test_a_ledger_that_breaks_off_says_so_and_leaves_no_open_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_rows, "AT_ONCE", 1)
    await put(store, incident(id=1), incident(id=2))

    def stop(count: int) -> None:
        raise RuntimeError(str(count))

    for form in ("csv", "xlsx"):
        wish = Wish(period=NOVEMBER.period, form=form)
        with pytest.raises(RuntimeError, match="1"):
            await write_ledger(store, wish, tmp_path / form, Texts(), NOON, progress=stop)


async def test_handlers_are_named_where_a_department_has_it(store: Store) -> None:
    ident = await opened(store)
    for person, code, options in (
        (LIN, "cl", {}),
        (LIN, "vt", {}),
        (LIN, "bs", {"words": "到过现场"}),
        (FANG, "ag", {"arg": "1"}),
        (HE, "ac", {}),
    ):
        assert not (await press(store, person, code, ident, **options)).refused  # type: ignore[arg-type]
    (entry,) = await listed(store)
    assert entry.incident.department
    assert await numbers(store, department=entry.incident.department) == [ident]
