"""Whatever is changed in a log, the first event that does not hold is named; an untouched one is whole (§7)."""

import json
from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage.audit import GENESIS, Broken, Head, Verifier, canonical, chain, seal
from tests.properties.making import HOSTILE

Row = dict[str, Any]
VALUES = st.none() | st.booleans() | st.integers() | HOSTILE | st.lists(st.integers(), max_size=2)
EVENTS = st.fixed_dictionaries({"subject": HOSTILE, "type": HOSTILE, "notes": VALUES})
FIELDS = st.sampled_from(["seq", "subject", "type", "body", "prev", "hash", "salt", "text"])


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """A whole log of some events about anything."""
    rows: list[Row] = []
    prev = GENESIS
    for seq, public in enumerate(draw(st.lists(EVENTS, min_size=2, max_size=6)), 1):
        salt, text = f"{seq:064x}", canonical({"reason": draw(HOSTILE)})
        body = canonical(public | {"seq": seq, "personal": seal(salt, text)})
        columns = json.loads(body)
        row = {"seq": seq, "subject": columns["subject"], "type": columns["type"], "body": body, "prev": prev}
        rows.append(row | {"hash": chain(prev, body), "salt": salt, "text": text})
        prev = rows[-1]["hash"]
    return rows


def broken(rows: Sequence[Row], witness: Head | None = None) -> Broken | None:
    """What a verification of these rows says."""
    verifier = Verifier(witness)
    return next((found for row in rows if (found := verifier.check(row))), None) or verifier.tail()


def seen(rows: Sequence[Row]) -> Head:
    return Head(rows[-1]["seq"], rows[-1]["hash"])


@settings(max_examples=100)
@given(logs())
def test_an_untouched_log_is_whole_and_so_is_its_export(rows: list[Row]) -> None:
    assert broken(rows) is None
    assert broken(rows, seen(rows)) is None
    lines = [canonical(row) for row in rows]
    assert not any("\n" in line for line in lines)
    carried = [line.encode().decode() for line in lines]
    assert broken([json.loads(line) for line in carried], seen(rows)) is None


@settings(max_examples=200)
@given(logs(), st.data())
def test_any_changed_field_is_found_at_its_event(rows: list[Row], data: st.DataObject) -> None:
    at, name = data.draw(st.integers(0, len(rows) - 1)), data.draw(FIELDS)
    value = data.draw(VALUES)
    # 1 and True are one number to Python, and an erased text is not a change
    assume(value != rows[at][name] and not (name == "text" and value is None))
    rows[at] = rows[at] | {name: value}
    found = broken(rows)
    assert found is not None
    assert found.seq == at + 1


@settings(max_examples=150)
@given(logs(), st.data())
def test_a_changed_body_with_a_fitting_hash_is_found_too(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 2))
    body = data.draw(HOSTILE | VALUES.map(canonical))
    rows[at] = rows[at] | {"body": body, "hash": chain(rows[at]["prev"], body)} if body.isprintable() else rows[at]
    assume(rows[at]["body"] == body)
    found = broken(rows)
    assert found is not None
    assert found.seq in (at + 1, at + 2)


@settings(max_examples=100)
@given(logs(), st.data())
def test_what_is_lost_doubled_or_moved_is_found(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(st.integers(0, len(rows) - 1).filter(lambda i: i != at))
    first = min(at, other) + 1
    swapped = list(rows)
    swapped[at], swapped[other] = rows[other], rows[at]
    assert broken(swapped) == Broken(first, "missing")
    lost = rows[:at] + rows[at + 1 :]
    whole_but_short = at == len(rows) - 1
    assert broken(lost) == (None if whole_but_short else Broken(at + 1, "missing"))
    assert broken(lost, seen(rows)) == Broken(at + 1, "tail" if whole_but_short else "missing")
    assert broken([*rows[: at + 1], *rows[at:]]) == Broken(at + 2, "missing")


@settings(max_examples=100)
@given(logs(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from(["body", "text"]))
def test_another_unicode_form_is_another_text(rows: list[Row], form: Any, name: str) -> None:
    changed = [row | {name: normalize(form, row[name])} for row in rows]
    differ = [row["seq"] for row, now in zip(rows, changed, strict=True) if row[name] != now[name]]
    assert broken(changed) == (Broken(differ[0], {"body": "hash", "text": "text"}[name]) if differ else None)


@settings(max_examples=60)
@given(logs(), st.data())
def test_erased_texts_are_counted_and_everything_holds(rows: list[Row], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(rows) - 1)))
    verifier = Verifier(seen(rows))
    for at, row in enumerate(rows):
        assert verifier.check(row | ({"salt": None, "text": None} if at in gone else {})) is None
    assert verifier.tail() is None
    assert verifier.erased == len(gone)
