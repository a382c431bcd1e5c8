"""What is known of sources: whose voice a post is, and platforms, regions and kinds of which nothing was seen."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(length=27)
BEFORE = "ix_posts_seen_at_source_incident_tone"
AFTER = "ix_posts_seen_at_source_incident_tone_voice"


def upgrade() -> None:
    """Bring the schema forward. Every post until now was somebody else's."""
    op.create_table(
        "blind_spots",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_blind_spots"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_blind_spots_ended_at", "blind_spots", ["ended_at"], unique=False)
    op.add_column("posts", sa.Column("voice", sa.String(length=8), server_default="", nullable=False))
    op.drop_index(BEFORE, table_name="posts")
    op.create_index(AFTER, "posts", ["seen_at", "source", "incident", "tone", "voice"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(AFTER, table_name="posts")
    op.create_index(BEFORE, "posts", ["seen_at", "source", "incident", "tone"], unique=False)
    op.drop_column("posts", "voice")
    op.drop_index("ix_blind_spots_ended_at", table_name="blind_spots")
    op.drop_table("blind_spots")
