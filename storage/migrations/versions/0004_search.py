"""The index of full-text search, filled with what there is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import OperationalError

from core.errors import StoreError
from core.pairs import document, entries
from core.searching import LAST_STATEMENT
from core.texts import N_

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = "search_index"
#: a word is what stands between blanks, as it stands there: what an entry is was decided before
FTS5 = f"CREATE VIRTUAL TABLE {NAME} USING fts5(entries, detail=none, columnsize=0, tokenize=\"ascii tokenchars '^'\")"
#: signed replies, as they were called when this was written
SIGNED = ("approved", "sending", "unknown", "published", "withdrawn")
INCIDENTS = sa.table(
    "incidents",
    sa.column("id", sa.BigInteger),
    sa.column("status", sa.String),
    sa.column("topic", sa.Text),
    sa.column("department", sa.Text),
    sa.column("body", sa.JSON),
)
VERSIONS = sa.table(
    "versions",
    sa.column("incident", sa.BigInteger),
    sa.column("statement", sa.Integer),
    sa.column("version", sa.Integer),
    sa.column("text", sa.Text),
)
INDEX = sa.table(NAME, sa.column("rowid"), sa.column("entries"))
#: incidents read at once
AT_ONCE = 500


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_context().dialect.name == "sqlite":
        _virtual_table()
    else:
        op.create_table(
            NAME,
            sa.Column("rowid", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("entries", postgresql.ARRAY(sa.Text()), nullable=False),
            sa.PrimaryKeyConstraint("rowid", name="pk_search_index"),
        )
        op.create_index("ix_search_index_entries", NAME, ["entries"], unique=False, postgresql_using="gin")
    last = -1
    while found := _incidents_after(last):
        rows = [row for incident in found for row in _texts(incident)]
        if rows:
            op.get_bind().execute(INDEX.insert(), rows)
        last = found[-1]["id"]


def _virtual_table() -> None:
    try:
        op.execute(FTS5)
    except OperationalError as error:
        raise StoreError(
            N_("这里的 SQLite 没有全文检索（FTS5），请换用带 FTS5 的 Python，或改用 PostgreSQL：{error}"),
            error=error.orig,
        ) from error


def _incidents_after(last: int) -> Sequence[Mapping[Any, Any]]:
    query = sa.select(INCIDENTS).where(INCIDENTS.c.id > last).order_by(INCIDENTS.c.id).limit(AT_ONCE)
    return op.get_bind().execute(query).mappings().all()


def _texts(incident: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    """The rows of an incident: its own, and one for each signed reply."""
    if incident["status"] == "merged":
        return
    body, first = incident["body"], incident["id"] * (LAST_STATEMENT + 1)
    others = (body.get("excerpt"), incident["department"], incident["topic"], body.get("basis"), body.get("outcome"))
    yield _row(first, document(body.get("title") or "", (text or "" for text in others)))
    for statement in body.get("statements", ()):
        if statement["stand"] in SIGNED and statement["number"] <= LAST_STATEMENT:
            yield _row(first + statement["number"], entries(_text(incident["id"], statement)))


def _text(incident: int, statement: Mapping[str, Any]) -> str:
    this = sa.and_(
        VERSIONS.c.incident == incident,
        VERSIONS.c.statement == statement["number"],
        VERSIONS.c.version == statement["version"],
    )
    return op.get_bind().scalar(sa.select(VERSIONS.c.text).where(this)) or ""


def _row(place: int, found: Sequence[str]) -> dict[str, Any]:
    array = op.get_context().dialect.name == "postgresql"
    return {"rowid": place, "entries": list(found) if array else " ".join(found)}


def downgrade() -> None:
    """Take it back: what it held can be read out of the incidents again."""
    op.drop_table(NAME)
