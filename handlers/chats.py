"""What happens to chats themselves: a group gets a new id, a person lets the bot write again."""

from telegram import ChatMember, Update

from handlers.context import Context

_INSIDE = {ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER, ChatMember.RESTRICTED}


async def migrated(update: Update, context: Context) -> None:
    """The group became a supergroup: follow it, and post the open cards there."""
    written, store = update.message, context.bot_data.store
    if written is None or written.migrate_to_chat_id is None:
        return
    await store.move_chat(written.chat.id, written.migrate_to_chat_id, context.bot_data.clock())
    context.bot_data.wake.set()


async def membership(update: Update, context: Context) -> None:
    """Unblocked or let in again: what was undeliverable may be tried."""
    changed = update.my_chat_member
    if changed is not None and changed.new_chat_member.status in _INSIDE:
        await context.bot_data.store.let_in(changed.chat.id)
        context.bot_data.wake.set()
