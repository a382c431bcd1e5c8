"""Watch rules as people change them in chat, what waits to be saved, and which posts hit which rule."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "rules",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="active", nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("person", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seeded", sa.Text(), nullable=True),
        sa.Column("listed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rules"),
        sa.UniqueConstraint("kind", "name", name="uq_rules_kind_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rule_drafts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("person", BIG, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="open", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_drafts"),
        sa.UniqueConstraint("key", name="uq_rule_drafts_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rule_drafts_at", "rule_drafts", ["at"], unique=False)
    op.create_table(
        "rule_hits",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("post", BIG, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name="fk_rule_hits_post", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_hits"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rule_hits_post", "rule_hits", ["post"], unique=False)
    op.create_index("ix_rule_hits_seen_at_rule", "rule_hits", ["seen_at", "rule"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_rule_hits_seen_at_rule", table_name="rule_hits")
    op.drop_index("ix_rule_hits_post", table_name="rule_hits")
    op.drop_table("rule_hits")
    op.drop_index("ix_rule_drafts_at", table_name="rule_drafts")
    op.drop_table("rule_drafts")
    op.drop_table("rules")
