"""The people of the long day: they answer every card, ask, report and write, each at their own pace, and do not give up
at the first press that comes to nothing.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sandbox import Button, Message, Sandbox, SandboxError, Unanswered

LIN, HE, SU, LUO, FANG, GU = 11, 12, 13, 14, 15, 16
TEAM = (LIN, HE, SU, LUO, FANG, GU)
CONTACTS = {"市政科": HE, "物业科": SU, "质安站": LUO}
#: seconds of the machine between two looks at the phone, and for which a press is waited for
GLANCE, PATIENCE = 0.1, 8.0
#: minutes of the day after which somebody gives up looking for something, and how often it is tried
GIVEN_UP, TRIES = 45.0, 4
Look = Callable[[], Message | None]


@dataclass(slots=True, kw_only=True)
class People:
    """All of them before their phones. `waiting`: how many wait for the answer to a press now."""

    sandbox: Sandbox
    group: int
    luck: Random
    done: Counter[str] = field(default_factory=Counter)
    waiting: int = 0

    async def minutes(self, many: float) -> None:
        """Let so much of the day pass."""
        until = self.sandbox.clock() + 60 * many
        while self.sandbox.clock() < until:  # noqa: ASYNC110 - a clock has no event
            await asyncio.sleep(GLANCE)

    async def see(self, look: Look) -> Message | None:
        """The message, as soon as it stands there; None for somebody who gave up."""
        until = self.sandbox.clock() + 60 * GIVEN_UP
        while (found := look()) is None and self.sandbox.clock() < until:  # noqa: ASYNC110 - nor has a card
            await asyncio.sleep(GLANCE)
        return found

    def standing(self, chat: int, message: int) -> Message | None:
        """One message as it is now."""
        return self.sandbox.world.chat(chat).messages.get(message)

    def newest(self, chat: int, *words: str, after: int = 0, keys: bool = True) -> Message | None:
        """The newest message that holds these words in text or buttons."""
        for number, message in reversed(self.sandbox.world.chat(chat).messages.items()):
            if number <= after:
                return None
            seen = "\n".join((message.text, *(button.label for button in message.buttons)))
            if (message.buttons or not keys) and all(word in seen for word in words):
                return message
        return None

    async def press(self, person: int, look: Look, *labels: str) -> bool:
        """Find a button with one of these labels and press it, once more where that is asked; was anything done?"""
        for _ in range(TRIES):
            message = await self.see(lambda: _with(look(), labels))
            if message is None:
                self.done[f"not seen: {labels[0]}"] += 1
                return False
            try:
                said = await self._pressed(person, message, labels)
                if "再按一次" in said:
                    await self.minutes(0.2)
                    said = await self._pressed(person, _with(look(), labels) or message, labels)
            except (SandboxError, Unanswered) as error:
                # the card has changed, or the line is down: once more in a while
                self.done[type(error).__name__] += 1
                await self.minutes(self.luck.uniform(1, 4))
                continue
            self.done[labels[0]] += 1
            return True
        return False

    async def choose(self, person: int, look: Look, label: str, *choices: str) -> bool:
        """Press what opens a picker, and then in it: it folds in minutes, so the day hardly goes on meanwhile."""
        for _ in range(TRIES):
            if not await self.press(person, look, label):
                return False
            until = time.monotonic() + PATIENCE
            self.waiting += 1
            try:
                while _with(look(), choices) is None and time.monotonic() < until:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(GLANCE)
            finally:
                self.waiting -= 1
            if _with(look(), choices) is not None:
                return await self.press(person, look, *choices)
        self.done[f"not offered: {choices[0]}"] += 1
        return False

    async def _pressed(self, person: int, message: Message, labels: tuple[str, ...]) -> str:
        button = _button(message, labels)
        if button is None:
            return ""
        self.waiting += 1
        try:
            answer = await self.sandbox.press(
                person, message.chat_id, message.message_id, button.data or button.label, timeout=PATIENCE
            )
        finally:
            self.waiting -= 1
        return answer.text or ""

    async def answer(self, person: int, chat: int, words: str, reply: str, *, after: int) -> bool:
        """Reply to a question that was asked of this person behind that message."""

        def asked() -> Message | None:
            for number, message in reversed(self.sandbox.world.chat(chat).messages.items()):
                if number <= after:
                    return None
                if person in message.force_reply_for and words in message.text:
                    return message
            return None

        question = await self.see(asked)
        if question is None:
            self.done[f"not asked: {words}"] += 1
            return False
        self.say(person, chat, reply, reply_to=question.message_id)
        return True

    def say(self, person: int, chat: int, words: str, reply_to: int | None = None, photo: bytes | None = None) -> None:
        """Write; to a message that is gone nobody can."""
        try:
            self.sandbox.say(person, chat, words, reply_to=reply_to, photo=photo)
            self.done["said"] += 1
        except SandboxError:
            self.done["could not say"] += 1

    def last(self, chat: int) -> int:
        """The newest message of a chat."""
        return max(self.sandbox.world.chat(chat).messages, default=0)


def _button(message: Message, labels: tuple[str, ...]) -> Button | None:
    return next((b for label in labels for b in message.buttons if label in b.label), None)


def _with(message: Message | None, labels: tuple[str, ...]) -> Message | None:
    return message if message is not None and _button(message, labels) else None
