"""Marks of the team, the models learnt from them, and which department took what."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)


def upgrade() -> None:
    """Bring the schema forward. What happened before is looked at when the bot runs: it stands in the audit."""
    op.create_table(
        "marks",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("post", BIG, nullable=False),
        sa.Column("incident", BIG, nullable=False),
        sa.Column("label", sa.Boolean(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name="fk_marks_post"),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_marks_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_marks"),
        sa.UniqueConstraint("post", name="uq_marks_post"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_marks_incident", "marks", ["incident"], unique=False)
    op.create_index("ix_marks_at_id", "marks", ["at", "id"], unique=False)
    op.create_table(
        "models",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("exam", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_models_state", "models", ["state"], unique=False)
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("gathered", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("fresh", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tried_at", INSTANT, nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_learning"),
    )
    op.create_table(
        "assignments",
        sa.Column("incident", BIG, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("stand", sa.String(length=8), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_assignments_incident"),
        sa.PrimaryKeyConstraint("incident", "department", name="pk_assignments"),
    )
    op.create_index("ix_assignments_seq", "assignments", ["seq"], unique=False)


def downgrade() -> None:
    """Take it back."""
    for table in ("assignments", "learning", "models", "marks"):
        op.drop_table(table)
