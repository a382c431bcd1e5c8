"""A longer document as plain values: headings, paragraphs, tables, pictures. All text is ready to be read."""

from dataclasses import dataclass
from datetime import datetime

from core.pictures.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading, then paragraphs, then a table (its first row is its head), then a picture; each may be missing."""

    heading: str
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    picture: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """To be drawn as a DOCX of the name `file` (with .docx)."""

    title: str
    organisation: str
    sections: tuple[Section, ...]
    file: str
    made_at: datetime
