"""Values to rows and back. The only place that knows how a dataclass lies in the database."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_type_hints

import msgspec
from sqlalchemy import RowMapping

from core.cards.views import Told
from core.dossier import Proposal, Undo
from core.grouping import number_of
from core.incident import Incident
from core.people import Department, Member
from core.posts import Post, Source
from core.texts import Message
from core.timer import Timer

#: a row as SQLAlchemy hands it out, or any mapping like it
Row = RowMapping | Mapping[str, Any]

_HINTS = get_type_hints(Incident)
_REPEATED = ("handler", "department", "snoozed_until", "merged_into", "score")
_SIMPLE = frozenset({str, int, bool})
_COLUMNS = ("revision", "decision", "status", "verdict", "severity", "owner", "topic", "detected_at")
_BODY = tuple(name for name in _HINTS if name not in (*_COLUMNS, "id", "kind"))
_BLANK = Incident(detected_at=datetime.max.replace(tzinfo=UTC))
_NOTHING = {name: getattr(_BLANK, name) for name in _BODY}


def plain(value: object) -> Any:
    """Only what JSON knows: enums as wire values, instants as ISO text, messages as {text, params}, tuples as lists."""
    if value is None or type(value) in _SIMPLE:
        return value
    return _listed(msgspec.to_builtins(value, enc_hook=_unknown))


def _listed(value: Any) -> Any:
    # a tuple would come back from the database as a list and seem changed
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def _unknown(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"cannot be stored: {type(value).__name__}")


def message(raw: Mapping[str, Any]) -> Message:
    """A stored message; parameters that are messages themselves come back as such."""
    params = {name: message(v) if isinstance(v, dict) else v for name, v in raw["params"].items()}
    return Message(raw["text"], params)


def incident_row(incident: Incident) -> dict[str, Any]:
    """The columns of an incident, its number left out."""
    row = {name: plain(getattr(incident, name)) for name in _COLUMNS}
    row["detected_at"] = incident.detected_at
    row["undo_by"] = incident.undo.by if incident.undo else None
    # repeated from the body, so that people's questions need not read every body
    row |= {name: getattr(incident, name) for name in _REPEATED}
    said = ((name, getattr(incident, name)) for name in _BODY)
    # most fields of most incidents say nothing: what is not there reads as its default
    return row | {"body": {name: plain(value) for name, value in said if value != _NOTHING[name]}}


def incident(row: Row) -> Incident:
    """An incident from its row."""
    raw = {**row["body"], **{name: row[name] for name in _COLUMNS}}
    values = {name: field(name, raw[name]) for name in raw if name in _HINTS}
    return Incident(id=row["id"], **values)


def field(name: str, raw: Any) -> Any:
    """One field of an incident from what JSON kept of it."""
    if name in ("reasons", "newest"):
        return tuple(message(r) for r in raw)
    if name == "scored":
        return message(raw) if raw else None
    if name == "proposals":
        return tuple(_proposal(r) for r in raw)
    if name == "clocks":
        return tuple(timer(r) for r in raw)
    if name == "undo":
        return _undo(raw)
    hint = _HINTS[name]
    # most fields of an incident are read as they are
    return raw if type(raw) is hint else msgspec.convert(raw, hint)


def _proposal(raw: Mapping[str, Any]) -> Proposal:
    # a message holds values of any kind, so its own reader is needed
    made = msgspec.convert({**raw, "reason": {"text": "", "params": {}}}, Proposal)
    return replace(made, reason=message(raw["reason"]))


def timer(raw: Mapping[str, Any]) -> Timer:
    """One clock as it was stored."""
    made = msgspec.convert({**raw, "why": {"text": "", "params": {}}}, Timer)
    return replace(made, why=message(raw["why"]))


def _undo(raw: Mapping[str, Any] | None) -> Undo | None:
    if raw is None:
        return None
    before = {name: field(name, value) for name, value in raw["before"].items()}
    until = datetime.fromisoformat(raw["until"])
    return Undo(by=raw["by"], until=until, decision=raw["decision"], before=before)


def told(event: str, body: str, text: str | None) -> Told:
    """One line of a story from an event and its side text; erased text reads as nothing."""
    public: dict[str, Any] = json.loads(body)
    side: dict[str, Any] = json.loads(text) if text else {"name": "", "reason": "", "diffs": {}}
    changed = {**public["diffs"], **side["diffs"]}
    notes = public["notes"]
    piece = {f"evidence_{name}": notes[key] for name, key in (("id", "evidence"), ("kind", "kind")) if key in notes}
    piece |= {"sha256": notes["sha256"]} if "sha256" in notes else {}
    piece |= {"version": f"v{notes['version']}"} if "version" in notes else {}
    elsewhere = {name: number_of(public["notes"][name]) for name in ("into", "out_of") if name in public["notes"]}
    return Told(
        at=datetime.fromisoformat(public["at"]),
        type=event,
        name=side["name"],
        reason=side["reason"],
        new={name: field(name, pair[1]) for name, pair in changed.items()} | elsewhere | piece,
    )


def member(row: Row) -> Member:
    """A member from its row."""
    return msgspec.convert(
        {name: row[name] for name in ("id", "name", "roles", "department", "head", "active")}, Member
    )


def department(row: Row) -> Department:
    """A department from its row."""
    return Department(id=row["id"], name=row["name"], chat=row["chat"])


def source(body: Mapping[str, Any]) -> Source:
    """A source from its stored body."""
    return msgspec.convert(body, Source)


def post(body: Mapping[str, Any]) -> Post:
    """A post from its stored body."""
    return msgspec.convert(body, Post)
