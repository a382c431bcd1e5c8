"""Pages looked at again: how the page of a post stands, and every version of it that was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "originals",
        sa.Column("post", BIG, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("missed_at", INSTANT, nullable=True),
        sa.Column("gone_at", INSTANT, nullable=True),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("last_modified", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name="fk_originals_post"),
        sa.PrimaryKeyConstraint("post", name="pk_originals"),
    )
    op.create_index("ix_originals_due_at", "originals", ["due_at"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("post", BIG, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("text_size", sa.Integer(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("added", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("removed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("kept", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("text_kept", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["originals.post"], name="fk_snapshots_post"),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_snapshots_post", "snapshots", ["post"], unique=False)
    op.create_index("ix_snapshots_kept_at", "snapshots", ["kept", "at"], unique=False)
    op.create_index("ix_snapshots_text_kept_at", "snapshots", ["text_kept", "at"], unique=False)
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"], unique=False)
    op.create_index("ix_snapshots_sha256", "snapshots", ["sha256"], unique=False)
    op.create_index("ix_snapshots_text_sha256", "snapshots", ["text_sha256"], unique=False)
    op.create_index("ix_pages_sha256", "pages", ["sha256"], unique=False)


def downgrade() -> None:
    """Bring the schema back; the kept files stay on the disk."""
    op.drop_index("ix_pages_sha256", table_name="pages")
    op.drop_index("ix_evidence_sha256", table_name="evidence")
    op.drop_table("snapshots")
    op.drop_table("originals")
