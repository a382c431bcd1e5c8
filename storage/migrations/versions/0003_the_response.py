"""What the answer needs: due times, texts of statements, published pages, the roster."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)
ZERO = sa.text("0")
#: table → the columns of its indexes
INDEXES = {"deadlines": ("next_at", "due_at"), "pages": ("state", "incident"), "swaps": ("state",)}


def upgrade() -> None:
    """Bring the schema forward. Clocks of open incidents begin at the next start."""
    _deadlines()
    _statements()
    _roster()
    for table, columns in INDEXES.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def _deadlines() -> None:
    op.create_table(
        "deadlines",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("incident", BIG, nullable=False),
        sa.Column("clock", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=16), server_default="", nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("called", sa.Integer(), server_default=ZERO, nullable=False),
        sa.Column("overdue", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("calendar", sa.String(length=40), server_default="", nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_deadlines_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
        sa.UniqueConstraint(
            "incident", "clock", "about", "generation", name="uq_deadlines_incident_clock_about_generation"
        ),
        sqlite_autoincrement=True,
    )


def _statements() -> None:
    op.create_table(
        "versions",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("incident", BIG, nullable=False),
        sa.Column("statement", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_versions_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("incident", "statement", "version", name="uq_versions_incident_statement_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pages",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("incident", BIG, nullable=False),
        sa.Column("statement", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=ZERO, nullable=False),
        sa.Column("sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("found", sa.Boolean(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_pages_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sqlite_autoincrement=True,
    )


def _roster() -> None:
    op.create_table(
        "shifts",
        sa.Column("shift", sa.String(length=8), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("seeded", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("shift", "day", name="pk_shifts"),
    )
    op.create_table(
        "swaps",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("shift", sa.String(length=8), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("asked", BIG, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_swaps"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take it back: due times, texts of statements and the roster are lost."""
    for table, columns in INDEXES.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table)
    for table in ("swaps", "shifts", "pages", "versions", "deadlines"):
        op.drop_table(table)
