"""Whatever is done to the log behind our back is found, and the first broken event is named (lifecycle §7)."""

from unicodedata import normalize

import pytest
from sqlalchemy.engine import URL

from storage import Store
from storage.audit import Broken, Head, chain
from tests.conftest import BAI
from tests.storage.attack import attacker, rewrite, run, undone
from tests.storage.making import CAFE, WHOLE, exported, verdict

ATTACKS = {
    "an edited body": (
        ["UPDATE events SET body = REPLACE(body, 'actor\"\\:11', 'actor\"\\:17') WHERE seq = 2"],
        (2, "hash"),
    ),
    "a changed time": (
        ['UPDATE events SET body = REPLACE(body, \'"at":"2026-11-20T04\', \'"at":"2026-11-20T03\') WHERE seq = 4'],
        (4, "hash"),
    ),
    "a hidden refusal": (
        ["UPDATE events SET type = 'assist' WHERE seq = 3"],
        (3, "columns"),
    ),
    "an event moved to another incident": (
        ["UPDATE events SET subject = 'incident:9' WHERE seq = 2"],
        (2, "columns"),
    ),
    "a changed hash": (
        ["UPDATE events SET hash = REPLACE(REPLACE(hash, 'a', 'b'), '0', 'f') WHERE seq = 2"],
        (2, "hash"),
    ),
    "a changed link": (["UPDATE events SET prev = 'x' WHERE seq = 5"], (5, "prev")),
    "the first deleted": (
        ["DELETE FROM event_texts WHERE seq = 1", "DELETE FROM events WHERE seq = 1"],
        (1, "missing"),
    ),
    "one deleted": (["DELETE FROM event_texts WHERE seq = 3", "DELETE FROM events WHERE seq = 3"], (3, "missing")),
    "one deleted and the rest renumbered": (
        [
            "DELETE FROM event_texts WHERE seq = 3",
            "DELETE FROM events WHERE seq = 3",
            "UPDATE event_texts SET seq = seq - 1 WHERE seq > 3",
            "UPDATE events SET seq = seq - 1 WHERE seq > 3",
        ],
        (3, "prev"),
    ),
    "two swapped": (
        [
            "UPDATE events SET seq = -4 WHERE seq = 4",
            "UPDATE events SET seq = 4 WHERE seq = 5",
            "UPDATE events SET seq = 5 WHERE seq = -4",
        ],
        (4, "prev"),
    ),
    "an edited side text": (["UPDATE event_texts SET text = REPLACE(text, '到过', '没到') WHERE seq = 5"], (5, "text")),
    "an emptied side text": (["UPDATE event_texts SET text = '' WHERE seq = 5"], (5, "text")),
    "another salt": (["UPDATE event_texts SET salt = '' WHERE seq = 2"], (2, "text")),
    "side texts swapped": (
        [
            "UPDATE event_texts SET seq = -2 WHERE seq = 2",
            "UPDATE event_texts SET seq = 2 WHERE seq = 5",
            "UPDATE event_texts SET seq = 5 WHERE seq = -2",
        ],
        (2, "text"),
    ),
}


async def test_tampering_is_found_and_the_first_broken_event_named(store: Store, head: Head, database_url: URL) -> None:
    found = {}
    for name, (statements, _) in ATTACKS.items():
        with undone(database_url):
            with attacker(database_url) as connection:
                run(connection, *statements)
            found[name] = (await verdict(store), await verdict(store, head))
    assert found == {name: (Broken(*named), Broken(*named)) for name, (_, named) in ATTACKS.items()}
    assert await verdict(store, head) is None


async def test_an_inserted_event_is_found(store: Store, head: Head, database_url: URL) -> None:
    rows = await exported(store)
    forged = rows[2] | {"seq": 4, "prev": rows[2]["hash"], "body": rows[2]["body"].replace('"seq":3', '"seq":4')}
    forged["hash"] = chain(forged["prev"], forged["body"])
    columns = ("seq", "subject", "type", "body", "prev", "hash")
    with attacker(database_url) as connection:
        for table in ("event_texts", "events"):
            run(
                connection,
                f"UPDATE {table} SET seq = -seq - 1 WHERE seq > 3",
                f"UPDATE {table} SET seq = -seq WHERE seq < 0",
            )
        # the link that the true successor holds is unique: it must be bent before the forgery fits in
        run(connection, "UPDATE events SET prev = 'bent' WHERE seq = 5")
        run(
            connection,
            f"INSERT INTO events ({', '.join(columns)}) VALUES ({', '.join(f':{c}' for c in columns)})",
            **{c: forged[c] for c in columns},
        )
    assert await verdict(store) == Broken(5, "prev")


async def test_a_cut_tail_shows_only_to_a_witness(store: Store, head: Head, database_url: URL) -> None:
    with attacker(database_url) as connection:
        run(connection, "DELETE FROM event_texts WHERE seq = 6", "DELETE FROM events WHERE seq = 6")
    assert await verdict(store) is None
    assert await verdict(store, head) == Broken(6, "tail")
    assert await verdict(store, Head(head.seq, head.hash[:8])) == Broken(6, "tail")


async def test_a_mended_hash_shows_at_the_next_event(store: Store, head: Head, database_url: URL) -> None:
    with attacker(database_url) as connection:
        rewrite(connection, 2, {"actor": BAI}, onwards=False)
    assert await verdict(store) == Broken(3, "prev")


async def test_a_chain_rewritten_to_its_end_shows_only_to_a_witness(
    store: Store, head: Head, database_url: URL
) -> None:
    with attacker(database_url) as connection:
        rewrite(connection, 2, {"actor": BAI}, onwards=True)
    assert await verdict(store) is None
    assert await verdict(store, head) == Broken(WHOLE, "witness")


async def test_a_body_that_lies_about_its_number_is_found(store: Store, head: Head, database_url: URL) -> None:
    with attacker(database_url) as connection:
        rewrite(connection, 2, {"seq": 3}, onwards=True)
    assert await verdict(store) == Broken(2, "columns")


UNREADABLE = ["no json", "[]", "{}", "7", "null", '{"seq":6}', "[" * 100_000]


async def test_a_body_that_cannot_be_read_is_found_and_never_raises(
    store: Store, head: Head, database_url: URL
) -> None:
    (last,) = (await exported(store))[-1:]
    change = "UPDATE events SET body = :body, hash = :hash WHERE seq = 6"
    for body in UNREADABLE:
        with attacker(database_url) as connection:
            run(connection, change, body=body, hash=chain(last["prev"], body))
        assert await verdict(store) == Broken(WHOLE, "unreadable")


@pytest.mark.parametrize(
    ("table", "column", "seq", "what"), [("events", "body", 6, "hash"), ("event_texts", "text", 5, "text")]
)
async def test_another_unicode_form_of_the_same_text_is_another_text(
    store: Store, head: Head, database_url: URL, table: str, column: str, seq: int, what: str
) -> None:
    held = next(row for row in await exported(store) if row["seq"] == seq)[column]
    assert CAFE in held
    with attacker(database_url) as connection:
        run(connection, f"UPDATE {table} SET {column} = :new WHERE seq = :seq", new=normalize("NFD", held), seq=seq)
    assert await verdict(store) == Broken(seq, what)
