"""Pieces of a waiting message as they lie in its row: keys, and the paper of a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.forms.paper import Cell, Paper
from core.outgoing import Key
from storage import rows


def read_key(raw: Mapping[str, Any]) -> Key:
    """A key under a message."""
    return Key(label=rows.message(raw["label"]), data=raw["data"], url=raw["url"])


def stored_paper(paper: Paper) -> dict[str, Any]:
    """Only what JSON knows."""
    return {
        "title": rows.plain(paper.title),
        "organisation": paper.organisation,
        "rows": [[rows.plain(cell) for cell in row] for row in paper.rows],
        "file": rows.plain(paper.file),
        "made_at": paper.made_at.isoformat(),
    }


def read_paper(raw: Mapping[str, Any]) -> Paper:
    """What `stored_paper` wrote."""
    return Paper(
        title=rows.message(raw["title"]),
        organisation=raw["organisation"],
        rows=tuple(tuple(_cell(cell) for cell in row) for row in raw["rows"]),
        file=rows.message(raw["file"]),
        made_at=datetime.fromisoformat(raw["made_at"]),
    )


def _cell(raw: Mapping[str, Any]) -> Cell:
    return Cell(label=rows.message(raw["label"]), value=rows.message(raw["value"]), tall=raw["tall"])
