"""Photos and files are fetched one after the other; one that cannot be holds up no other (W7, O4)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.words import words
from core.detect import Organisation
from core.rules import RuleSet
from core.texts import Texts
from jobs.evidence import evidence
from jobs.memory import Memory
from jobs.sources.web import Web
from jobs.tools import Tools
from storage import Store
from tests.conftest import BAI, NOON
from tests.storage.making import opened
from tests.storage.test_arrivals import PHOTO, add


async def test_one_that_goes_wrong_holds_up_no_other(store: Store, tmp_path: Path) -> None:
    ident = await opened(store)
    for name in ("bad", "good"):
        await add(store, BAI, replace(PHOTO, file_id=name), ident)

    async def fetch(file_id: str) -> bytes:
        if file_id == "bad":
            raise ValueError("what nobody expected")
        return b"a photo"

    tools = Tools(
        store=store,
        web=Web(),
        memory=Memory(RuleSet.empty(), Organisation(name="海棠县住建局"), words(())),
        texts=Texts(),
        clock=lambda: NOON,
        luck=lambda: 0.5,
        ring=asyncio.Event(),
        fetch_file=fetch,
        files=tmp_path / "files",
    )
    await evidence(tools)
    bad, good = await store.evidence_of(ident)
    assert (good.state, bad.state, bad.attempts) == ("kept", "waiting", 1)
    assert await store.waiting_evidence(NOON) == ()
    assert [one.id for one in await store.waiting_evidence(NOON + timedelta(minutes=1))] == [bad.id]
    assert PHOTO.caption in good.caption
