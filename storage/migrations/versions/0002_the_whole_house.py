"""What the whole house needs: evidence, storms, arrivals, codes and applicants, and more to ask incidents for."""

import json
from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)
ZERO = sa.text("0")


def upgrade() -> None:
    """Bring the schema forward."""
    _new_tables()
    op.add_column("sources", sa.Column("last_new_at", INSTANT, nullable=True))
    op.add_column("sources", sa.Column("gap", sa.Integer(), nullable=True))
    op.add_column("posts", sa.Column("came_from", BIG, nullable=True))
    _pages()
    _incidents()
    # SQLite can neither widen a column nor change a constraint: the table is made anew there
    with op.batch_alter_table("cards", table_kwargs={"sqlite_autoincrement": True}) as cards:
        cards.add_column(sa.Column("about", sa.String(length=8), server_default="", nullable=False))
        cards.add_column(sa.Column("storm", BIG, nullable=True))
        for name in ("picker", "drawn"):
            cards.alter_column(name, type_=sa.String(length=40), existing_nullable=False, existing_server_default="")
        cards.drop_constraint("uq_cards_incident_chat", type_="unique")
        cards.create_unique_constraint("uq_cards_incident_chat_about", ["incident", "chat", "about"])
        cards.create_foreign_key("fk_cards_storm", "storms", ["storm"], ["id"])
    op.create_index("ix_cards_storm", "cards", ["storm"], unique=False)


def _incidents() -> None:
    """Columns that repeat what the body holds, so that people's questions need not read every body."""
    op.add_column("incidents", sa.Column("handler", BIG, nullable=True))
    op.add_column("incidents", sa.Column("department", sa.Text(), server_default="", nullable=False))
    op.add_column("incidents", sa.Column("snoozed_until", INSTANT, nullable=True))
    op.add_column("incidents", sa.Column("merged_into", BIG, nullable=True))
    op.create_index("ix_incidents_owner", "incidents", ["owner"], unique=False)
    op.create_index("ix_incidents_merged_into", "incidents", ["merged_into"], unique=False)
    table = sa.table("incidents", sa.column("id"), sa.column("body"), sa.column("handler"), sa.column("department"))
    bind = op.get_bind()
    for row in bind.execute(sa.select(table.c.id, table.c.body)).all():
        body = json.loads(row.body) if isinstance(row.body, str) else row.body
        values = {"handler": body.get("handler"), "department": body.get("department", "")}
        bind.execute(sa.update(table).where(table.c.id == row.id).values(**values))


def _pages() -> None:
    """Two findings of one page are known by its address."""
    op.add_column("posts", sa.Column("page", sa.String(length=32), server_default="", nullable=False))
    op.create_index("ix_posts_page", "posts", ["page"], unique=False)
    table = sa.table("posts", sa.column("id"), sa.column("body"), sa.column("page"))
    bind, last = op.get_bind(), 0
    while found := bind.execute(_next(table, last)).all():
        last = found[-1].id
        urls = {row.id: (json.loads(row.body) if isinstance(row.body, str) else row.body)["url"] for row in found}
        filled = [{"this": ident, "its": _short(url)} for ident, url in urls.items() if url]
        if filled:
            this = sa.update(table).where(table.c.id == sa.bindparam("this"))
            bind.execute(this.values(page=sa.bindparam("its")), filled)


def _next(table: sa.TableClause, last: int) -> sa.Select[tuple[int, object]]:
    return sa.select(table.c.id, table.c.body).where(table.c.id > last).order_by(table.c.id).limit(1000)


def _short(url: str) -> str:
    return blake2b(url.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _new_tables() -> None:
    op.create_table(
        "applicants",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by", BIG, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_applicants"),
    )
    op.create_table(
        "arrivals",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("person", BIG, server_default=ZERO, nullable=False),
        sa.Column("channel", sa.String(length=8), server_default="", nullable=False),
        sa.Column("entry", sa.String(length=8), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("incident", BIG, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=ZERO, nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.UniqueConstraint("key", name="uq_arrivals_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_arrivals_state_id", "arrivals", ["state", "id"], unique=False)
    op.create_table(
        "codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_codes"),
    )
    op.create_table(
        "storms",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("chat", BIG, nullable=False),
        sa.Column("message", BIG, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("edited_at", INSTANT, nullable=True),
        sa.Column("sending", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=ZERO, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_storms"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_storms_chat_last_at", "storms", ["chat", "last_at"], unique=False)
    _evidence()


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("incident", BIG, nullable=False),
        sa.Column("came_from", BIG, nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(length=80), server_default="", nullable=False),
        sa.Column("caption", sa.Text(), server_default="", nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=ZERO, nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_evidence_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_incident", "evidence", ["incident"], unique=False)
    op.create_index("ix_evidence_state", "evidence", ["state"], unique=False)


def downgrade() -> None:
    """Take it back: proposals' cards and what only the new tables hold are lost."""
    op.drop_index("ix_cards_storm", "cards")
    op.execute("DELETE FROM cards WHERE about <> ''")
    with op.batch_alter_table("cards", table_kwargs={"sqlite_autoincrement": True}) as cards:
        cards.drop_constraint("fk_cards_storm", type_="foreignkey")
        cards.drop_constraint("uq_cards_incident_chat_about", type_="unique")
        cards.create_unique_constraint("uq_cards_incident_chat", ["incident", "chat"])
        for name in ("picker", "drawn"):
            cards.alter_column(name, type_=sa.String(length=16), existing_nullable=False, existing_server_default="")
        for name in ("about", "storm"):
            cards.drop_column(name)
    for name in ("owner", "merged_into"):
        op.drop_index(f"ix_incidents_{name}", "incidents")
    op.drop_index("ix_posts_page", "posts")
    for table, columns in (
        ("incidents", ("handler", "department", "snoozed_until", "merged_into")),
        ("posts", ("came_from", "page")),
        ("sources", ("last_new_at", "gap")),
    ):
        for name in columns:
            op.drop_column(table, name)
    for name in ("state", "incident"):
        op.drop_index(f"ix_evidence_{name}", "evidence")
    op.drop_index("ix_storms_chat_last_at", "storms")
    op.drop_index("ix_arrivals_state_id", "arrivals")
    for table in ("evidence", "storms", "codes", "arrivals", "applicants"):
        op.drop_table(table)
