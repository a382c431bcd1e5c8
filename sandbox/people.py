"""What people do in their clients: write, press, open links, block. Refuses what a real client would not offer."""

import asyncio
import re
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from sandbox.cast import Cast
from sandbox.model import Answer, Button, Chat, Media, Message, Query, SandboxError, Unanswered
from sandbox.wire import chat_wire, message_wire, user_wire
from sandbox.world import World

T = TypeVar("T")
_DEEP_LINK = re.compile(r"https?://t\.me/(\w+)(?:\?start=([A-Za-z0-9_-]{0,64}))?")


class People(Cast):
    """Acts in the name of the people of a world."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._query_ids = count(4_000_000_000_000_000_001)

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
    ) -> Message:
        """Send a text, a forwarded text or a file with a caption; SandboxError where the person cannot write.

        In a private chat `chat_id` is the person's own id; `forwarded_from` names an author who hides the account.
        """
        chat = self._joined(user_id, chat_id)
        if reply_to is not None and reply_to not in chat.messages:
            raise SandboxError(f"message {reply_to} is not in chat {chat_id}; there are {sorted(chat.messages)}")
        hidden = anonymous or user_id in chat.anonymous
        if hidden and chat.members[user_id] == "member":
            raise SandboxError(f"user {user_id} is no admin of {chat_id} and cannot write anonymously")
        if file:
            self.world.files[file.file_id] = file
        text = text.encode("utf-8", "replace").decode()
        message = self.world.post(
            chat,
            sender=self.world.user(user_id),
            sender_chat=chat.id if hidden or chat.type == "channel" else None,
            text=text,
            entities=self.world.marked(text),
            reply_to=reply_to,
            thread=chat.messages[reply_to].thread if reply_to else None,
            forwarded_from=forwarded_from,
            media=file,
        )
        self._arrive(chat, message)
        return message

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

    async def press(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        label_or_data: str,
        timeout: float = 10,  # noqa: ASYNC109 - how tests say it
    ) -> Answer:
        """Press a shown button by its label (or a unique part of it) or its data; what the presser is shown.

        Links to the bot are opened, texts copied, data goes to the bot, whose answer is waited for.
        """
        button = self._shown(self._joined(user_id, chat_id), message_id, label_or_data)
        if button.copy:
            return Answer(copied=button.copy)
        answer = Answer(url=button.url)
        if not button.url:
            answer = await self.answer_of(self.press_raw(user_id, chat_id, message_id, button.data), timeout)
        if _DEEP_LINK.fullmatch(answer.url):
            self.open_link(user_id, answer.url)
        return answer

    def _shown(self, chat: Chat, message_id: int, wanted: str) -> Button:
        message = chat.messages.get(message_id)
        if message is None:
            raise SandboxError(f"message {message_id} is not in chat {chat.id}; there are {sorted(chat.messages)}")
        found = [button for button in message.buttons if wanted in (button.label, button.data)]
        found = found or [button for button in message.buttons if wanted in button.label]
        if len(found) != 1:
            raise SandboxError(
                f"{len(found)} buttons «{wanted}» on message {message_id}, which shows {message.keyboard}"
            )
        return found[0]

    def press_raw(self, user_id: int, chat_id: int, message_id: int, data: str) -> str:
        """Send any callback data for any message, as a forged client may; the query's id."""
        query = Query(
            id=str(next(self._query_ids)),
            user_id=user_id,
            chat_id=chat_id,
            message_id=message_id,
            data=data,
            asked_at=self.world.clock(),
        )
        self.world.queries[query.id] = query
        chat = self.world.chat(chat_id)
        message = chat.messages.get(message_id)
        gone = {"chat": chat_wire(chat), "message_id": message_id, "date": 0}
        body = {"id": query.id, "from": user_wire(self.world.user(user_id)), "data": data}
        body |= {"chat_instance": str(-7 * chat_id), "message": message_wire(chat, message) if message else gone}
        self.world.updates.put("callback_query", body)
        return query.id

    async def answer_of(self, query_id: str, timeout: float = 10) -> Answer:  # noqa: ASYNC109 - how tests say it
        """Wait for the answer of a press; Unanswered after so many seconds."""
        query = self.world.queries[query_id]
        late = Unanswered(f"nobody answered the press {query.data!r} within {timeout} s")
        return await self.watch(lambda: query.answer, timeout, lambda: late) or Answer()

    async def watch(self, look: Callable[[], T], seconds: float, otherwise: Callable[[], Exception]) -> T:
        """The first truthy value of `look()`; looked at whenever the sandbox changes."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := look()):
                    await self.world.pulse.wait()
        except TimeoutError:
            raise otherwise() from None
        return found

    def open_link(self, user_id: int, url: str) -> Message:
        """Tap t.me/<bot>?start=PAYLOAD: the private chat opens and sends /start PAYLOAD."""
        link = _DEEP_LINK.fullmatch(url)
        if link is None or link[1].lower() != self.world.bot.username.lower():
            raise SandboxError(f"{url!r} is no link to @{self.world.bot.username} that Telegram would open")
        return self.say(user_id, user_id, f"/start {link[2] or ''}".strip())

    def send_photo(
        self, user_id: int, chat_id: int, png: bytes, caption: str = "", reply_to: int | None = None
    ) -> Message:
        """Send a picture; the bot downloads it with getFile."""
        file_id = f"P{len(self.world.files) + 1}"
        photo = Media(kind="photo", file_id=file_id, name="photo.png", mime="image/png", data=png)
        return self.say(user_id, chat_id, caption, reply_to=reply_to, file=photo)

    def replay(self, update_id: int) -> None:
        """Serve an already acknowledged update once more."""
        self.world.updates.replay(update_id)

    def block(self, user_id: int) -> None:
        """The person blocks the bot; writing to it again unblocks it."""
        user = self.world.user(user_id)
        self.world.bot_became(self.world.chat(user_id), "kicked", user)

    def kick_bot(self, chat_id: int) -> None:
        """An admin removes the bot from a group."""
        chat = self.world.chat(chat_id)
        by = next((who for who, status in chat.members.items() if status != "member"), self.world.bot.id)
        self.world.bot_became(chat, "kicked", self.world.users.get(by, self.world.bot))

    def delete(self, chat_id: int, message_id: int) -> None:
        """Somebody deletes a message; bots are not told."""
        self.world.chat(chat_id).messages.pop(message_id)
        self.world.pulse.fire()

    def migrate(self, chat_id: int, new_id: int) -> Chat:
        """A group becomes a supergroup with a new id; both sides get their service message."""
        old = self.world.chat(chat_id)
        new = Chat(id=new_id, type="supergroup", title=old.title, members=dict(old.members))
        new.anonymous, new.bot_status = set(old.anonymous), old.bot_status
        self.world.chats[new_id] = new
        sender = self.world.users[next(iter(old.members))] if old.members else self.world.bot
        self.world.tell(old, self.world.post(old, sender=sender, service={"migrate_to_chat_id": new_id}))
        old.migrated_to = new_id
        self.world.tell(new, self.world.post(new, sender=sender, service={"migrate_from_chat_id": chat_id}))
        return new
