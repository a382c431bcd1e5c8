"""What the bot may ask about chats and their members."""

from sandbox.model import Chat, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.wire import full_chat_wire, member_wire
from sandbox.world import World


def get_chat(world: World, params: Params) -> Wire:
    """A ChatFullInfo."""
    return full_chat_wire(world.known(params.chat()))


def get_chat_member(world: World, params: Params) -> Wire:
    """One person's place in a chat; somebody else's is "left"."""
    chat = world.known(params.chat())
    user_id = params.integer("user_id")
    if user_id == world.bot.id:
        return _bot(world, chat)
    if user_id not in world.users:
        raise bad("Bad Request: user not found")
    return _member(world, chat, user_id)


def get_chat_administrators(world: World, params: Params) -> list[Wire]:
    """The admins, and the bot if it is one."""
    chat = world.known(params.chat())
    if chat.is_private:
        raise bad("Bad Request: there are no administrators in the private chat")
    people = [_member(world, chat, who) for who, status in chat.members.items() if status != "member"]
    return people + ([_bot(world, chat)] if chat.bot_status == "administrator" else [])


def _member(world: World, chat: Chat, user_id: int) -> Wire:
    status = chat.members.get(user_id, "left")
    return member_wire(world.users[user_id], status, anonymous=user_id in chat.anonymous, forum=chat.forum)


def _bot(world: World, chat: Chat) -> Wire:
    return member_wire(world.bot, chat.bot_status, lacks=chat.bot_lacks, forum=chat.forum)
