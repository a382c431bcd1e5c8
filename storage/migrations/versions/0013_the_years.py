"""What years of rows would slow down: restless cards and sleeping incidents are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RESTLESS = sa.text("(shown < reached OR picker <> '' OR drawn <> '')")


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("cards", sa.Column("reached", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.execute("UPDATE cards SET reached = (SELECT revision FROM incidents WHERE incidents.id = cards.incident)")
    op.create_index("ix_cards_until", "cards", ["until"], sqlite_where=RESTLESS, postgresql_where=RESTLESS)
    op.create_index("ix_incidents_snoozed_until", "incidents", ["snoozed_until"], unique=False)


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index("ix_incidents_snoozed_until", "incidents")
    op.drop_index("ix_cards_until", "cards")
    op.drop_column("cards", "reached")
