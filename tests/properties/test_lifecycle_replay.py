"""An incident is what its events say: their diffs, through JSON and back, rebuild it from nothing (lifecycle §7)."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from core.changes import Change
from core.clocks.timing import remembered
from core.incident import Incident
from storage.rows import field, plain
from tests.properties.acts import STORIES, Act, beginning, story

#: they follow from the events themselves and are not repeated in their diffs
SILENT: dict[str, Any] = {"acts": 0, "undo": None, "last": None, "acted_at": None, "newest": ()}


def replayed(blank: Incident, change: Change) -> Incident:
    """The incident after an event, read as the log keeps it."""
    diffs = json.loads(json.dumps({name: plain(pair) for name, pair in change.event.diffs.items()}))
    for name, (old, _) in diffs.items():
        assert field(name, old) == getattr(blank, name)
    new = {name: field(name, pair[1]) for name, pair in diffs.items()}
    clocks = remembered(({one.key: one for one in (*blank.clocks, *change.event.clocks)}).values())
    return replace(blank, revision=change.event.revision[1], decision=change.event.decision[1], clocks=clocks, **new)


@settings(max_examples=150)
@given(STORIES)
def test_the_diffs_of_all_events_rebuild_the_incident(acts: list[Act]) -> None:
    again = beginning()
    for _, _, before, changes, _ in story(acts):
        assert again == replace(before, **SILENT)
        for change in changes:
            again = replayed(again, change)
            assert again == replace(change.subject, **SILENT)
