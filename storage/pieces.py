"""Pieces of a waiting message as they lie in its row: keys, and what its file is drawn from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from core.bundle.wanted import Bundle, Saved
from core.forms.essay import Essay, Section
from core.forms.paper import Cell, Paper
from core.ledger.wish import Wish
from core.outgoing import Content, Key
from core.pictures import charts
from storage import rows

_CHARTS = {made: name for name, made in charts.KINDS.items()}


def read_key(raw: Mapping[str, Any]) -> Key:
    """A key under a message."""
    return Key(label=rows.message(raw["label"]), data=raw["data"], url=raw["url"])


def stored_content(content: Content) -> dict[str, Any]:
    """Only what JSON knows, under the name of its kind."""
    if isinstance(content, Paper):
        return {"paper": _stored_paper(content)}
    if isinstance(content, Wish):
        return {"ledger": rows.plain(content)}
    if isinstance(content, Bundle):
        return {"bundle": rows.plain(content)}
    if isinstance(content, Saved):
        return {"saved": rows.plain(content)}
    if isinstance(content, Essay):
        return {"essay": {**rows.plain(content), "sections": [_stored_section(one) for one in content.sections]}}
    return {"chart": {"kind": _CHARTS[type(content)], "of": rows.plain(content)}}


def read_content(body: Mapping[str, Any]) -> Content | None:
    """What `stored_content` wrote; None where there is no file."""
    if "paper" in body:
        return _read_paper(body["paper"])
    if "ledger" in body:
        return msgspec.convert(body["ledger"], Wish)
    if "bundle" in body:
        return msgspec.convert(body["bundle"], Bundle)
    if "saved" in body:
        return msgspec.convert(body["saved"], Saved)
    if "chart" in body:
        return _read_chart(body["chart"])
    return _read_essay(body["essay"]) if "essay" in body else None


def _stored_section(section: Section) -> dict[str, Any]:
    picture = stored_content(section.picture)["chart"] if section.picture else None
    return {**rows.plain(section), "picture": picture}


def _read_essay(raw: Mapping[str, Any]) -> Essay:
    return Essay(
        title=raw["title"],
        organisation=raw["organisation"],
        sections=tuple(_read_section(one) for one in raw["sections"]),
        file=raw["file"],
        made_at=datetime.fromisoformat(raw["made_at"]),
    )


def _read_section(raw: Mapping[str, Any]) -> Section:
    return Section(
        heading=raw["heading"],
        lines=tuple(raw["lines"]),
        table=tuple(tuple(row) for row in raw["table"]),
        picture=_read_chart(raw["picture"]) if raw["picture"] else None,
    )


def _read_chart(raw: Mapping[str, Any]) -> charts.Chart:
    chart: charts.Chart = msgspec.convert(raw["of"], charts.KINDS[raw["kind"]])
    return chart


def _stored_paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": rows.plain(paper.title),
        "organisation": paper.organisation,
        "rows": [[rows.plain(cell) for cell in row] for row in paper.rows],
        "file": rows.plain(paper.file),
        "made_at": paper.made_at.isoformat(),
    }


def _read_paper(raw: Mapping[str, Any]) -> Paper:
    return Paper(
        title=rows.message(raw["title"]),
        organisation=raw["organisation"],
        rows=tuple(tuple(_cell(cell) for cell in row) for row in raw["rows"]),
        file=rows.message(raw["file"]),
        made_at=datetime.fromisoformat(raw["made_at"]),
    )


def _cell(raw: Mapping[str, Any]) -> Cell:
    return Cell(label=rows.message(raw["label"]), value=rows.message(raw["value"]), tall=raw["tall"])
