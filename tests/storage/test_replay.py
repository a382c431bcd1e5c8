"""The log alone tells the whole story: replaying every event's diffs gives the stored incidents, and nothing else."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from core.actions import BY_CODE
from core.clocks.timing import remembered
from core.incident import Incident, Status
from core.timer import Timer
from storage import Store
from storage.rows import field, plain, timer
from tests.conftest import BAI, FANG, GU, HE, LIN, NOON, SU
from tests.storage.making import attached, exported, opened, press
from tests.unit.making import LINES

#: they follow from the events themselves and are not repeated in their diffs
SILENT: dict[str, Any] = {"acts": 0, "undo": None, "last": None, "acted_at": None, "newest": ()}
_LEVELS = ("general", "significant", "major", "extreme")
ARGUMENTS = {
    "iv": ("f", "a"),
    "ag": ("1", "2"),
    "ru": ("0", "1"),
    "lv": _LEVELS,
    "pl": _LEVELS,
    "ye": ("1", "2", "3"),
    "no": ("1", "2", "3"),
    "ct": ("inquiry", "hype"),
    "jd": ("local", "outside"),
    "sn": ("30m", "am"),
    "dr": ("first", "holding", "final"),
    "fa": ("place", "course"),
    "ia": ("1", "2"),
    "kp": ("1", "2"),
    "ca": ("1", "2"),
    "tk": ("1", "3"),
}


def replayed(rows: Sequence[dict[str, Any]]) -> dict[int, Incident]:
    """Every incident as its events say, each checked to begin where the one before ended."""
    found: dict[int, Incident] = {}
    for row in rows:
        body, side = json.loads(row["body"]), json.loads(row["text"])
        if row["type"] == "refused":
            continue
        ident = int(row["subject"].removeprefix("incident:"))
        old = found.get(ident) or Incident(id=ident, detected_at=datetime.fromisoformat(body["at"]))
        assert (old.revision, old.decision) == (body["revision"][0], body["decision"][0])
        diffs = {**body["diffs"], **side["diffs"]}
        assert {name: pair[0] for name, pair in diffs.items()} == {n: plain(getattr(old, n)) for n in diffs}
        new = {name: field(name, pair[1]) for name, pair in diffs.items()}
        new["clocks"] = _clocks(old, body.get("clocks", ()))
        found[ident] = replace(old, revision=body["revision"][1], decision=body["decision"][1], **new)
    return found


def _clocks(old: Incident, raws: Sequence[dict[str, Any]]) -> tuple[Timer, ...]:
    """The clocks after an event: those that it names are as it says."""
    changed = (timer(raw) for raw in raws)
    return remembered(({one.key: one for one in old.clocks} | {one.key: one for one in changed}).values())


async def same(store: Store) -> dict[int, Incident]:
    """The replayed incidents, which are the stored ones."""
    found = replayed(await exported(store))
    for ident, told in found.items():
        stored = await store.incident(ident)
        assert stored is not None
        assert told == replace(stored, **SILENT)
    return found


async def test_replaying_the_log_gives_the_incidents(store: Store) -> None:
    ident = await opened(store, text="修了一年多", reposts=3)
    await attached(store, ident, reposts=1200)
    (card,) = await store.stale_cards(NOON)
    await store.card_shown(card, 9, "", NOON)
    for person, action, arg in (
        (LIN, "cl", ""),
        (BAI, "cl", ""),
        (BAI, "as", ""),
        (LIN, "vt", ""),
        (LIN, "bs", "到过现场"),
        (LIN, "ag", "1"),
        (HE, "ac", ""),
        (FANG, "nr", "已当面答复"),
    ):
        words = arg if BY_CODE[action].asks else ""
        await press(store, person, action, ident, arg="" if words else arg, words=words)
    for second in (0, 2):
        await press(store, LIN, "fi", ident, now=NOON + timedelta(seconds=second))
    await press(store, LIN, "oc", ident, words="已复工")
    (told,) = (await same(store)).values()
    assert (told.status, told.posts, told.reposts, told.handler) == (Status.CLOSED, 2, 1200, HE)
    assert (told.delivered_at, told.outcome) == (NOON, "已复工")


@pytest.mark.parametrize("seed", range(3))
async def test_replaying_a_log_of_random_acts_gives_the_incidents(store: Store, seed: int) -> None:
    luck, now = Random(seed), NOON
    numbers = [await opened(store) for _ in range(2)]
    for _ in range(120):
        now += timedelta(seconds=luck.choice((1, 5, 40)))
        ident, code = luck.choice(numbers), luck.choice((*BY_CODE, "post"))
        if code == "post":
            await attached(store, ident, reposts=luck.randrange(200))
            continue
        arg = luck.choice(ARGUMENTS.get(code, ("",)))
        if (names := BY_CODE[code].names) is not None:
            subject = await store.incident(ident)
            arg = names(subject) if subject else ""
        words = LINES.get(code, "一句话") if BY_CODE[code].asks else ""
        person = luck.choice((LIN, BAI, HE, SU, FANG, FANG, GU))
        for second in range(0, 1 + 2 * BY_CODE[code].confirm, 2):
            now += timedelta(seconds=second)
            await press(store, person, code, ident, arg=arg, words=words, now=now)
    assert set(numbers) <= set(await same(store))
    verifier, broken = await store.verify_audit()
    assert broken is None
    assert verifier.head.seq > 50
