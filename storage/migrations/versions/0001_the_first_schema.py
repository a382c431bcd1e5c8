"""The first schema, and the triggers that make the audit append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: events never change; their side text may only vanish as a whole (erasure)
REFUSED = (("events", "UPDATE"), ("events", "DELETE"), ("event_texts", "UPDATE"))
#: on SQLite, REPLACE deletes the row of the same number, hash or link without firing a DELETE trigger
UNIQUE = (("events", "seq = NEW.seq OR prev = NEW.prev OR hash = NEW.hash"), ("event_texts", "seq = NEW.seq"))


def guard_sqlite(table: str, what: str) -> None:
    """A trigger that refuses."""
    op.execute(
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def guard_sqlite_replace(table: str, same: str) -> None:
    """Refuse a row that would take another's place."""
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - nothing but the constants above
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def guard_postgresql(table: str, what: str) -> None:
    """The same, for rows and for TRUNCATE, which fires no row trigger."""
    op.execute(
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION tingfeng_append_only()"
    )
    if what == "DELETE":
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION tingfeng_append_only()"
        )


def guard() -> None:
    """Install the triggers of the database at hand."""
    if op.get_bind().dialect.name == "sqlite":
        for table, what in REFUSED:
            guard_sqlite(table, what)
        for table, same in UNIQUE:
            guard_sqlite_replace(table, same)
        return
    op.execute(
        "CREATE FUNCTION tingfeng_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, what in REFUSED:
        guard_postgresql(table, what)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "bindings",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("seeded", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_bindings"),
    )
    op.create_table(
        "chats",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("paused_until", sa.String(length=27), nullable=True),
        sa.Column("unreachable", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chats"),
    )
    op.create_table(
        "confirmations",
        sa.Column("person", BIG, autoincrement=False, nullable=False),
        sa.Column("incident", BIG, autoincrement=False, nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("arg", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("person", "incident", "action", "arg", name="pk_confirmations"),
    )
    op.create_table(
        "departments",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("chat", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("seeded", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_departments"),
        sa.UniqueConstraint("name", name="uq_departments_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("hash", name="uq_events_hash"),
        sa.UniqueConstraint("prev", name="uq_events_prev"),
    )
    op.create_index("ix_events_subject_seq", "events", ["subject", "seq"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("update_id", BIG, autoincrement=False, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("done_at", sa.String(length=27), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_state_update_id", "inbox", ["state", "update_id"], unique=False)

    op.create_table(
        "incidents",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("owner", BIG, nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("detected_at", sa.String(length=27), nullable=False),
        sa.Column("last_post_at", sa.String(length=27), nullable=False),
        sa.Column("undo_by", BIG, nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incidents_status", "incidents", ["status"], unique=False)
    op.create_index("ix_incidents_undo_by", "incidents", ["undo_by"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("head", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("seeded", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("chat", BIG, nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("incident", BIG, nullable=True),
        sa.Column("loud", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("not_before", sa.String(length=27), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", BIG, nullable=True),
        sa.Column("action", sa.String(length=8), nullable=True),
        sa.Column("person", BIG, nullable=True),
        sa.Column("arg_seen", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_chat_message", "outbox", ["chat", "message"], unique=False)
    op.create_index("ix_outbox_state_chat", "outbox", ["state", "chat"], unique=False)

    op.create_table(
        "results",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_results"),
    )
    op.create_table(
        "sources",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("seeded", sa.JSON(), nullable=True),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("last_modified", sa.Text(), server_default="", nullable=False),
        sa.Column("next_at", sa.String(length=27), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("health", sa.String(length=8), server_default="new", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("since", sa.String(length=27), nullable=True),
        sa.Column("last_ok_at", sa.String(length=27), nullable=True),
        sa.Column("moved_to", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("name", name="uq_sources_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sources_next_at", "sources", ["next_at"], unique=False)

    op.create_table(
        "cards",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("incident", BIG, nullable=False),
        sa.Column("chat", BIG, nullable=False),
        sa.Column("person", BIG, server_default=sa.text("0"), nullable=False),
        sa.Column("message", BIG, nullable=True),
        sa.Column("shown", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("shown_acts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("picker", sa.String(length=16), server_default="", nullable=False),
        sa.Column("picker_until", sa.String(length=27), nullable=True),
        sa.Column("drawn", sa.String(length=16), server_default="", nullable=False),
        sa.Column("loud", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("edited_at", sa.String(length=27), nullable=True),
        sa.Column("sending", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("not_before", sa.String(length=27), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_cards_incident"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint("incident", "chat", name="uq_cards_incident_chat"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cards_chat_message", "cards", ["chat", "message"], unique=False)

    op.create_table(
        "event_texts",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["events.seq"], name="fk_event_texts_seq"),
        sa.PrimaryKeyConstraint("seq", name="pk_event_texts"),
    )
    op.create_table(
        "posts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("source", BIG, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("incident", BIG, nullable=True),
        sa.Column("duplicate_of", BIG, nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("simhash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name="fk_posts_incident"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_posts_source"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("source", "key", name="uq_posts_source_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_posts_incident", "posts", ["incident"], unique=False)
    op.create_index("ix_posts_seen_at", "posts", ["seen_at"], unique=False)
    guard()


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_posts_seen_at", "posts")
    op.drop_index("ix_posts_incident", "posts")

    op.drop_table("posts")
    op.drop_table("event_texts")
    op.drop_index("ix_cards_chat_message", "cards")

    op.drop_table("cards")
    op.drop_index("ix_sources_next_at", "sources")

    op.drop_table("sources")
    op.drop_table("results")
    op.drop_index("ix_outbox_state_chat", "outbox")
    op.drop_index("ix_outbox_chat_message", "outbox")

    op.drop_table("outbox")
    op.drop_table("members")
    op.drop_index("ix_incidents_undo_by", "incidents")
    op.drop_index("ix_incidents_status", "incidents")

    op.drop_table("incidents")
    op.drop_index("ix_inbox_state_update_id", "inbox")

    op.drop_table("inbox")
    op.drop_index("ix_events_subject_seq", "events")

    op.drop_table("events")
    op.drop_table("departments")
    op.drop_table("confirmations")
    op.drop_table("chats")
    op.drop_table("bindings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION tingfeng_append_only()")
