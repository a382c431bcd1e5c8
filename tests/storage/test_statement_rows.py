"""The texts of statements on both databases: they go along with a merge and come back, and are never written over."""

from datetime import timedelta

from core.statement import Stand
from core.statements.standing import arg_of
from storage import Store
from tests.conftest import BAI, FANG, LIN, NOON
from tests.storage.making import bodies, opened, press
from tests.unit.speaking import TEXT


async def texts(store: Store, incident: int, statement: int) -> list[str]:
    """Every text of a statement, the oldest first."""
    return [one.text for one in await store.versions(incident, statement)]


async def drafted(store: Store, ident: int) -> None:
    """Two versions of one statement."""
    await press(store, LIN, "dr", ident, arg="holding", words=TEXT)
    subject = await store.incident(ident)
    assert subject is not None
    await press(store, BAI, "ed", ident, arg=arg_of(subject.statements[0]), words="第二稿")


async def test_texts_go_along_with_a_merge_and_come_back(store: Store) -> None:
    child, parent = await opened(store), await opened(store)
    await drafted(store, child)
    await drafted(store, parent)
    for second in (0, 2):
        now = NOON + timedelta(seconds=second)
        await press(store, FANG, "mg", child, arg=str(parent), now=now)
    assert await texts(store, child, 1) == []
    assert await texts(store, parent, 1) == await texts(store, parent, 2) == [TEXT, "第二稿"]
    outcome = await press(store, FANG, "um", parent, arg=str(child), now=NOON + timedelta(minutes=1))
    assert not outcome.refused
    assert await texts(store, child, 1) == await texts(store, parent, 1) == [TEXT, "第二稿"]
    assert await texts(store, parent, 2) == []
    back, kept = await store.incident(child), await store.incident(parent)
    assert back is not None
    assert kept is not None
    assert [one.number for one in back.statements] == [one.number for one in kept.statements] == [1]


async def test_the_chain_holds_no_text_but_its_hash(store: Store) -> None:
    ident = await opened(store)
    await drafted(store, ident)
    subject = await store.incident(ident)
    assert subject is not None
    (one,) = subject.statements
    assert (one.version, one.editor, one.author, one.stand) == (2, BAI, LIN, Stand.DRAFT)
    (edited,) = await bodies(store, "edit")
    assert edited["notes"]["hash"] == one.hash
    log = repr(await bodies(store))
    assert TEXT[:8] not in log
    assert "第二稿" not in log


async def test_a_second_draft_of_the_same_kind_names_who_is_at_it(store: Store) -> None:
    ident = await opened(store)
    await drafted(store, ident)
    refused = await press(store, BAI, "dr", ident, arg="holding", words=TEXT)
    assert refused.refused == "begun"
    assert "林晓" in refused.answer.plain()
