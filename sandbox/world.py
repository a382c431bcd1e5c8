"""The state behind the stand-in: who is where and what was said. The bot's calls and the people change it."""

from collections.abc import Callable, Iterable
from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from sandbox import refusals
from sandbox.entities import find_entities
from sandbox.model import Chat, Media, Message, Query, SandboxError, User, Wire
from sandbox.pulse import Pulse
from sandbox.refusals import bad, forbidden
from sandbox.render import slice16
from sandbox.updates import UpdateQueue
from sandbox.wire import chat_wire, member_wire, message_wire, user_wire

if TYPE_CHECKING:
    from sandbox.webhook import Hook

_KINDS = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


class World:
    """People, chats, presses and the update queue of one bot."""

    def __init__(self, *, token: str, username: str, clock: Callable[[], float], privacy: bool) -> None:
        self.token = token
        self.clock = clock
        self.privacy = privacy
        #: tells one run of the sandbox from the next
        self.run = token_hex(4)
        self.bot = User(id=int(token.partition(":")[0]), name="听风", username=username, is_bot=True)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, Media] = {}
        self.commands: dict[str, list[Wire]] = {}
        #: set by setWebhook
        self.hook: Hook | None = None
        self.pulse = Pulse()
        self.updates = UpdateQueue(clock, self.pulse)

    def user(self, user_id: int) -> User:
        """The person; SandboxError names who there is."""
        if user_id not in self.users:
            raise SandboxError(f"no user {user_id} in the sandbox, only {sorted(self.users)}")
        return self.users[user_id]

    def chat(self, chat_id: int) -> Chat:
        """The chat as a person sees it; SandboxError names which there are."""
        if chat_id not in self.chats:
            raise SandboxError(f"no chat {chat_id} in the sandbox, only {sorted(self.chats)}")
        return self.chats[chat_id]

    def known(self, target: int | str) -> Chat:
        """The chat as the bot may know it: read access, 400 or 403 otherwise."""
        if isinstance(target, str):
            found = [chat for chat in self.chats.values() if f"@{chat.username}".lower() == target.lower()]
        else:
            found = [chat for chat in self.chats.values() if chat.id == target]
        if not found:
            raise bad(refusals.CHAT_NOT_FOUND)
        chat = found[0]
        if not chat.is_private and chat.bot_status in ("kicked", "left"):
            kind = _KINDS[chat.type]
            was = (
                f"bot was kicked from the {kind}"
                if chat.bot_status == "kicked"
                else f"bot is not a member of the {kind}"
            )
            raise forbidden(f"Forbidden: {was}")
        return chat

    def writable(self, target: int | str) -> Chat:
        """The chat where the bot may send something new."""
        chat = self.known(target)
        if chat.migrated_to is not None:
            raise bad(refusals.UPGRADED, migrate_to_chat_id=chat.migrated_to)
        if chat.is_private and chat.bot_status == "kicked":
            raise forbidden(refusals.BLOCKED)
        if chat.is_private and not chat.started:
            raise forbidden(refusals.CANNOT_INITIATE)
        if chat.type == "channel" and chat.bot_status != "administrator":
            raise bad("Bad Request: need administrator rights in the channel chat")
        return chat

    def post(self, chat: Chat, **fields: Any) -> Message:
        """Put a new message into a chat."""
        chat.last_id += 1
        return self.store(chat, Message(chat_id=chat.id, message_id=chat.last_id, date=self.clock(), **fields))

    def store(self, chat: Chat, message: Message) -> Message:
        """Keep a message as it is now and wake who waits."""
        chat.messages[message.message_id] = message
        self.pulse.fire()
        return message

    def keep(self, kind: str, name: str, mime: str, data: bytes) -> Media:
        """Store a new file."""
        media = Media(kind=kind, file_id=f"F{len(self.files) + 1}", name=name, mime=mime, data=data)
        self.files[media.file_id] = media
        return media

    def marked(self, text: str, entities: Iterable[Wire] = ()) -> tuple[Wire, ...]:
        """The given entities and those Telegram finds itself: links, commands, @names, #tags."""
        return tuple(self._named(entity) for entity in find_entities(text, list(entities)))

    def _named(self, entity: Wire) -> Wire:
        if entity["type"] != "text_mention":
            return entity
        user_id = entity["user"]["id"]
        user = self.users.get(user_id) or User(id=user_id, name=str(user_id))
        return entity | {"user": user_wire(user)}

    def mentioned(self, text: str, entities: Iterable[Wire]) -> set[int]:
        """Who is named in a text, by @name or by a link to the person."""
        names = {user.username.lower(): user.id for user in self.users.values() if user.username}
        found = set()
        for entity in entities:
            if entity["type"] == "text_mention":
                found.add(int(entity["user"]["id"]))
            elif entity["type"] == "mention":
                found.add(names.get(slice16(text, entity["offset"], entity["length"])[1:].lower(), 0))
        return found - {0}

    def tell(self, chat: Chat, message: Message) -> int | None:
        """Queue a message for the bot if it may hear it there; the update's id."""
        if chat.bot_status in ("kicked", "left") or chat.migrated_to is not None:
            return None
        if not self._hears(chat, message):
            return None
        kind = "channel_post" if chat.type == "channel" else "message"
        return self.updates.put(kind, message_wire(chat, message))

    def _hears(self, chat: Chat, message: Message) -> bool:
        if not self.privacy or chat.is_private or chat.bot_status == "administrator" or message.service:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        return self._is_command(message.text) or bool(replied and replied.sender == self.bot)

    def _is_command(self, text: str) -> bool:
        if not text.startswith("/"):
            return False
        _, _, addressee = text.split(maxsplit=1)[0].partition("@")
        return addressee.lower() in ("", self.bot.username.lower())

    def bot_became(self, chat: Chat, status: str, by: User) -> None:
        """The bot's own place in a chat changes; it is told by my_chat_member."""
        if chat.bot_status == status:
            return
        old, chat.bot_status = chat.bot_status, status
        body = {"chat": chat_wire(chat), "from": user_wire(by), "date": int(self.clock())}
        member = partial(member_wire, self.bot, lacks=chat.bot_lacks)
        body |= {"old_chat_member": member(old), "new_chat_member": member(status)}
        self.updates.put("my_chat_member", body)
        self.pulse.fire()
