"""What people do in their clients besides talking: press, block, put the bot out and let it in again."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from sandbox.model import Answer, Button, Chat, Query, SandboxError, Unanswered
from sandbox.talk import DEEP_LINK, Talk
from sandbox.wire import chat_wire, message_wire, user_wire
from sandbox.world import World

T = TypeVar("T")


class People(Talk):
    """Acts in the name of the people of a world."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._query_ids = count(4_000_000_000_000_000_001)

    async def press(
        self,
        user_id: int,
        chat_id: int,
        message_id: int,
        label_or_data: str,
        timeout: float = 60,  # noqa: ASYNC109 - how tests say it
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
        # a client that shows words opens no link
        if DEEP_LINK.fullmatch(answer.url) and not answer.text:
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

    async def answer_of(self, query_id: str, timeout: float = 60) -> Answer:  # noqa: ASYNC109 - how tests say it
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

    def replay(self, update_id: int) -> None:
        """Serve an already acknowledged update once more."""
        self.world.updates.replay(update_id)

    def block(self, user_id: int) -> None:
        """The person blocks the bot; writing to it again unblocks it."""
        user = self.world.user(user_id)
        self.world.bot_became(self.world.chat(user_id), "kicked", user)

    def unblock(self, user_id: int) -> None:
        """The person lets the bot write again."""
        self.world.bot_became(self.world.chat(user_id), "member", self.world.user(user_id))

    def kick_bot(self, chat_id: int) -> None:
        """An admin removes the bot from a group."""
        self._change_bot(chat_id, "kicked")

    def let_bot_in(self, chat_id: int, status: str = "member") -> None:
        """An admin adds the bot (again), as a member or as an administrator."""
        self._change_bot(chat_id, status)

    def _change_bot(self, chat_id: int, status: str) -> None:
        chat = self.world.chat(chat_id)
        if chat.is_private:
            raise SandboxError(f"chat {chat_id} is a private chat: people block the bot there")
        by = next((who for who, rank in chat.members.items() if rank != "member"), self.world.bot.id)
        self.world.bot_became(chat, status, self.world.users.get(by, self.world.bot))

    def delete(self, chat_id: int, message_id: int) -> None:
        """Somebody deletes a message; bots are not told."""
        self.world.chat(chat_id).messages.pop(message_id)
        self.world.pulse.fire()

    def migrate(self, chat_id: int, new_id: int) -> Chat:
        """A group becomes a supergroup with a new id; both sides get their service message."""
        old = self.world.chat(chat_id)
        if old.is_private or old.type == "channel" or old.migrated_to is not None or new_id in self.world.chats:
            raise SandboxError(f"chat {chat_id} cannot become {new_id}")
        new = Chat(id=new_id, type="supergroup", title=old.title, members=dict(old.members))
        new.anonymous, new.bot_status, new.bot_lacks = set(old.anonymous), old.bot_status, old.bot_lacks
        self.world.chats[new_id] = new
        sender = self.world.users[next(iter(old.members))] if old.members else self.world.bot
        self.world.tell(old, self.world.post(old, sender=sender, service={"migrate_to_chat_id": new_id}))
        old.migrated_to = new_id
        self.world.tell(new, self.world.post(new, sender=sender, service={"migrate_from_chat_id": chat_id}))
        return new
