"""What people say: texts, pictures, files, forwards, reactions. Refuses what a real client would not offer."""

import re

from sandbox.cast import Cast
from sandbox.files import picture_type
from sandbox.model import Chat, Media, Message, SandboxError, Wire
from sandbox.reactions import EMOJI, react
from sandbox.wire import chat_wire, user_wire

DEEP_LINK = re.compile(r"https?://t\.me/(\w+)(?:\?start=([A-Za-z0-9_-]{0,64}))?")


class Talk(Cast):
    """Speaks in the name of the people of a world."""

    def say(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        reply_to: int | None = None,
        anonymous: bool = False,
        *,
        forwarded_from: str = "",
        file: Media | None = None,
        photo: bytes | None = None,
        document: tuple[str, bytes, str] | None = None,
        media_group_id: str = "",
        thread: int | None = None,
    ) -> Message:
        """Send a text, or a picture or `document` (name, bytes, content type) with it as the caption.

        SandboxError where the person cannot write. In a private chat `chat_id` is the person's own id;
        `forwarded_from` names an author who hides the account; messages of one `media_group_id` are an album;
        `thread` is a forum topic, which a reply inherits.
        """
        chat = self._joined(user_id, chat_id)
        self._check_reply(chat, reply_to)
        sender_chat = self._sender_chat(chat, user_id, anonymous)
        thread = self._thread(chat, user_id, thread or (chat.messages[reply_to].thread if reply_to else None))
        text = text.encode("utf-8", "replace").decode()
        message = self.world.post(
            chat,
            sender=self.world.user(user_id),
            sender_chat=sender_chat,
            text=text,
            entities=self.world.marked(text),
            reply_to=reply_to,
            thread=thread,
            forwarded_from=forwarded_from,
            media=self._kept(file, photo, document),
            media_group_id=media_group_id,
        )
        self._arrive(chat, message)
        return message

    def _sender_chat(self, chat: Chat, user_id: int, anonymous: bool) -> int | None:
        hidden = anonymous or user_id in chat.anonymous
        if hidden and chat.members[user_id] == "member":
            raise SandboxError(f"user {user_id} is no admin of {chat.id} and cannot write anonymously")
        return chat.id if hidden or chat.type == "channel" else None

    def _kept(self, file: Media | None, photo: bytes | None, document: tuple[str, bytes, str] | None) -> Media | None:
        if file:
            self.world.files[file.file_id] = file
        elif photo is not None:
            mime = picture_type(photo) or "image/jpeg"
            return self.world.keep("photo", f"photo.{mime.partition('/')[2]}", mime, photo)
        elif document is not None:
            name, data, mime = document
            return self.world.keep("document", name, mime, data)
        return file

    def _check_reply(self, chat: Chat, reply_to: int | None) -> None:
        if reply_to is not None and reply_to not in chat.messages:
            raise SandboxError(f"message {reply_to} is not in chat {chat.id}; there are {sorted(chat.messages)}")

    def _thread(self, chat: Chat, user_id: int, thread: int | None) -> int | None:
        if thread is not None and thread not in chat.topics:
            raise SandboxError(f"no topic {thread} in chat {chat.id}; there are {chat.topics}")
        if thread in chat.closed_topics and chat.members[user_id] == "member":
            raise SandboxError(f"topic {thread} of chat {chat.id} is closed")
        return thread

    def forward(self, user_id: int, chat_id: int, from_chat: int, message_id: int) -> Message:
        """Forward somebody's message with its text and file; `forward_origin` tells the first author."""
        source, chat = self._joined(user_id, from_chat), self._joined(user_id, chat_id)
        self._check_reply(source, message_id)
        given = source.messages[message_id]
        if given.service:
            raise SandboxError(f"message {message_id} of chat {from_chat} is a service message")
        message = self.world.post(
            chat,
            sender=self.world.user(user_id),
            text=given.text,
            entities=given.entities,
            media=given.media,
            forwarded_from=given.forwarded_from,
            origin=given.origin or (None if given.forwarded_from else _origin(source, given)),
        )
        self._arrive(chat, message)
        return message

    def send_photo(
        self, user_id: int, chat_id: int, png: bytes, caption: str = "", reply_to: int | None = None
    ) -> Message:
        """Send a picture; the bot downloads it with getFile."""
        return self.say(user_id, chat_id, caption, reply_to=reply_to, photo=png)

    def react(self, user_id: int, chat_id: int, message_id: int, emoji: str) -> None:
        """Set one's reaction, "" takes it back; an administrator bot that asked for message_reaction is told."""
        chat = self._joined(user_id, chat_id)
        self._check_reply(chat, message_id)
        if emoji and emoji not in EMOJI:
            raise SandboxError(f"{emoji!r} is no reaction of Telegram's")
        body = react(self.world, chat, chat.messages[message_id], self.world.user(user_id), emoji)
        if chat.bot_status == "administrator":
            self.world.updates.put("message_reaction", body)

    def open_link(self, user_id: int, url: str) -> Message:
        """Tap t.me/<bot>?start=PAYLOAD: the private chat opens and sends /start PAYLOAD."""
        link = DEEP_LINK.fullmatch(url)
        if link is None or link[1].lower() != self.world.bot.username.lower():
            raise SandboxError(f"{url!r} is no link to @{self.world.bot.username} that Telegram would open")
        return self.say(user_id, user_id, f"/start {link[2] or ''}".strip())

    def _arrive(self, chat: Chat, message: Message) -> None:
        if chat.is_private:
            chat.started = True
            self.world.bot_became(chat, "member", self.world.user(chat.id))
        self.world.tell(chat, message)

    def _joined(self, user_id: int, chat_id: int) -> Chat:
        self.world.user(user_id)
        chat = self.world.chat(chat_id)
        if user_id not in chat.members:
            raise SandboxError(f"user {user_id} is not in chat {chat_id}")
        if chat.migrated_to is not None:
            raise SandboxError(f"chat {chat_id} was upgraded: people write in {chat.migrated_to} now")
        return chat


def _origin(chat: Chat, message: Message) -> Wire:
    date = {"date": int(message.date)}
    if chat.type == "channel":
        return {"type": "channel", "chat": chat_wire(chat), "message_id": message.message_id} | date
    if message.sender_chat is not None or message.sender is None:
        return {"type": "chat", "sender_chat": chat_wire(chat)} | date
    return {"type": "user", "sender_user": user_wire(message.sender)} | date


def origin_name(message: Message) -> str:
    """Whose message was forwarded, "" for none."""
    origin = message.origin or {}
    who = origin.get("sender_user") or origin.get("sender_chat") or origin.get("chat") or {}
    return message.forwarded_from or str(who.get("first_name") or who.get("title") or "")
