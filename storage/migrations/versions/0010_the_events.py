"""How alike posts of one event must be, source by source; bursts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema forward."""
    _pace_up()
    _lessons_up()


def downgrade() -> None:
    """Bring the schema back."""
    _lessons_down()
    _pace_down()


def _pace_up() -> None:
    op.create_table(
        "mentions",
        sa.Column("slot", sa.String(length=27), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_mentions"),
    )
    op.create_table(
        "bursts",
        sa.Column("about", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("about", name="pk_bursts"),
    )
    op.add_column("posts", sa.Column("said_at", sa.String(length=27), nullable=True))
    op.add_column("incidents", sa.Column("score", sa.Integer(), server_default=sa.text("0"), nullable=False))


def _pace_down() -> None:
    op.drop_column("incidents", "score")
    op.drop_column("posts", "said_at")
    for name in ("bursts", "mentions"):
        op.drop_table(name)


def _lessons_up() -> None:
    op.create_table(
        "lessons",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("source", BIG, nullable=False),
        sa.Column("child", BIG, nullable=False),
        sa.Column("parent", BIG, nullable=False),
        sa.Column("post", BIG, nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("cosine", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_lessons_source"),
        sa.PrimaryKeyConstraint("id", name="pk_lessons"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lessons_source", "lessons", ["source"], unique=False)
    op.create_index("ix_lessons_child_parent", "lessons", ["child", "parent"], unique=False)


def _lessons_down() -> None:
    op.drop_table("lessons")
