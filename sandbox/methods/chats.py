"""What the bot may ask about chats and their members, and its command list."""

import json

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
        return member_wire(world.bot, chat.bot_status)
    if user_id not in world.users:
        raise bad("Bad Request: user not found")
    return _member(world, chat, user_id)


def get_chat_administrators(world: World, params: Params) -> list[Wire]:
    """The admins, and the bot if it is one."""
    chat = world.known(params.chat())
    if chat.is_private:
        raise bad("Bad Request: there are no administrators in the private chat")
    people = [_member(world, chat, who) for who, status in chat.members.items() if status != "member"]
    return people + ([member_wire(world.bot, "administrator")] if chat.bot_status == "administrator" else [])


def _member(world: World, chat: Chat, user_id: int) -> Wire:
    status = chat.members.get(user_id, "left")
    return member_wire(world.users[user_id], status, anonymous=user_id in chat.anonymous)


def set_my_commands(world: World, params: Params) -> bool:
    """The command list of one scope and language."""
    commands = params.json("commands")
    if not isinstance(commands, list) or not all(_is_command(command) for command in commands):
        raise bad("Bad Request: BOT_COMMAND_INVALID")
    world.commands[_scope(params)] = commands
    world.pulse.fire()
    return True


def get_my_commands(world: World, params: Params) -> list[Wire]:
    """The list as it was set for this very scope and language."""
    return world.commands.get(_scope(params), [])


def _scope(params: Params) -> str:
    scope = params.record("scope") or {"type": "default"}
    return json.dumps([scope, params.text("language_code")], sort_keys=True)


def _is_command(command: object) -> bool:
    if not isinstance(command, dict):
        return False
    name, about = str(command.get("command", "")), str(command.get("description", ""))
    plain = name.isascii() and name.replace("_", "").isalnum() and name == name.lower()
    return plain and len(name) <= 32 and 1 <= len(about) <= 256
