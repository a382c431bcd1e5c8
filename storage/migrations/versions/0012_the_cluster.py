"""Several processes on one database: the lease, and what workers found."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("beat", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "finds",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("source", BIG, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_finds"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_finds_source", "finds", ["source"], unique=False)


def downgrade() -> None:
    """Bring the schema back."""
    for name in ("finds", "leases"):
        op.drop_table(name)
