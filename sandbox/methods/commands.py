"""The bot's command lists: one per scope and language."""

import json

from sandbox.model import Chat, Wire
from sandbox.params import Params
from sandbox.refusals import bad
from sandbox.world import World

_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
MOST_COMMANDS = 100


def set_my_commands(world: World, params: Params) -> bool:
    """The command list of one scope and language."""
    commands = params.json("commands")
    if not isinstance(commands, list) or not all(_is_command(command) for command in commands):
        raise bad("Bad Request: BOT_COMMAND_INVALID")
    if len(commands) > MOST_COMMANDS:
        raise bad("Bad Request: BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope(world, params)] = commands
    world.pulse.fire()
    return True


def get_my_commands(world: World, params: Params) -> list[Wire]:
    """The list as it was set for this very scope and language."""
    return world.commands.get(_scope(world, params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """Back to what the wider scopes say."""
    world.commands.pop(_scope(world, params), None)
    world.pulse.fire()
    return True


def _scope(world: World, params: Params) -> str:
    scope = params.record("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad("Bad Request: can't parse BotCommandScope: unsupported type specified")
    if _SCOPES[kind]:
        chat = world.known(Params(scope).chat())
        scope = scope | {"chat_id": chat.id}
    return scope_key(
        kind, *(Params(scope).integer(name) for name in _SCOPES[kind]), language=params.text("language_code")
    )


def scope_key(kind: str, *ids: int, language: str = "") -> str:
    """Under what name the world keeps a scope's list."""
    return json.dumps([kind, *ids, language])


def shown_commands(world: World, chat: Chat, viewer: int) -> list[Wire]:
    """What "/" offers one person in one chat: the narrowest scope that has a list, Chinese before the default."""
    admin = chat.members.get(viewer, "member") != "member"
    scopes: list[tuple[str, tuple[int, ...]]] = [("chat_member", (chat.id, viewer))]
    if chat.is_private:
        scopes = [("chat", (chat.id,)), ("all_private_chats", ())]
    else:
        scopes += [("chat_administrators", (chat.id,))] if admin else []
        scopes += [("chat", (chat.id,))]
        scopes += [("all_chat_administrators", ())] if admin else []
        scopes += [("all_group_chats", ())]
    for kind, ids in [*scopes, ("default", ())]:
        for language in ("zh", ""):
            listed = world.commands.get(scope_key(kind, *ids, language=language))
            if listed:
                return listed
    return []


def _is_command(command: object) -> bool:
    if not isinstance(command, dict):
        return False
    name, about = str(command.get("command", "")), str(command.get("description", ""))
    plain = name.isascii() and name.replace("_", "").isalnum() and name == name.lower()
    return plain and len(name) <= 32 and 1 <= len(about) <= 256
