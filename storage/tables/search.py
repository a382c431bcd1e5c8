"""The index of full-text search: the entries of each text, one row a text, found by any of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Dialect, Index, Table, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from storage.tables.base import Big, metadata

NAME = "search_index"


class Entries(TypeDecorator[Sequence[str]]):
    """The entries of a text: an array on PostgreSQL, words between blanks on SQLite. Written, never read back."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How it lies in this database."""
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """No entry holds a blank."""
        return list(value or ()) if dialect.name == "postgresql" else " ".join(value or ())


#: a virtual table of FTS5 on SQLite, which can only be made by hand and names its key `rowid`
search = Table(
    NAME,
    metadata,
    #: the incident's number and its statement's, 0 = the incident itself; see storage.search.place
    Column("rowid", Big, primary_key=True, autoincrement=False),
    Column("entries", Entries, nullable=False),
    Index("ix_search_index_entries", "entries", postgresql_using="gin"),
)
