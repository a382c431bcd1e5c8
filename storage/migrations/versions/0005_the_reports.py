"""What the reports need: figures as they were told, sources' blind spells, the tone of posts, messages in a row."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)
COUNTED = "ix_posts_seen_at_source_incident_tone"
#: as they were called when this was written
BLIND = ("silent", "changed", "failing")
SOURCES = sa.table(
    "sources",
    sa.column("id", sa.BigInteger),
    sa.column("active", sa.Boolean),
    sa.column("health", sa.String),
    sa.column("since", INSTANT),
)
OUTAGES = sa.table(
    "outages",
    sa.column("source", sa.BigInteger),
    sa.column("health", sa.String),
    sa.column("began_at", INSTANT),
)


def upgrade() -> None:
    """Bring the schema forward. What is blind now has been so since it says."""
    op.create_table(
        "digests",
        sa.Column("span", sa.String(length=8), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("span", "period", name="pk_digests"),
    )
    op.create_table(
        "outages",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("source", BIG, nullable=False),
        sa.Column("health", sa.String(length=8), nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_outages_source"),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outages_source", "outages", ["source"], unique=False)
    op.create_index("ix_incidents_detected_at", "incidents", ["detected_at"], unique=False)
    op.add_column("outbox", sa.Column("after", sa.String(length=120), nullable=True))
    op.add_column("posts", sa.Column("tone", sa.Integer(), nullable=True))
    op.drop_index("ix_posts_seen_at", table_name="posts")
    op.create_index(COUNTED, "posts", ["seen_at", "source", "incident", "tone"], unique=False)
    op.create_index("ix_deadlines_state_due_at", "deadlines", ["state", "due_at"], unique=False)
    blind = sa.select(SOURCES.c.id, SOURCES.c.health, SOURCES.c.since).where(
        SOURCES.c.active, SOURCES.c.health.in_(BLIND), SOURCES.c.since.is_not(None)
    )
    op.get_bind().execute(OUTAGES.insert().from_select(["source", "health", "began_at"], blind))


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_deadlines_state_due_at", table_name="deadlines")
    op.drop_index(COUNTED, table_name="posts")
    op.create_index("ix_posts_seen_at", "posts", ["seen_at"], unique=False)
    op.drop_column("posts", "tone")
    op.drop_column("outbox", "after")
    op.drop_index("ix_incidents_detected_at", table_name="incidents")
    op.drop_index("ix_outages_source", table_name="outages")
    op.drop_table("outages")
    op.drop_table("digests")
