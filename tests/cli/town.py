"""A town whose bot is a real process, and other processes of the command line beside it."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import URL

from sandbox import Message, Sandbox
from tests.chat.stage import Site, configuration, people
from tests.conftest import BAI, FANG, GROUP, LIN


@dataclass(slots=True)
class Town:
    """What stays when the bot moves: the chat, the forum, everybody who presses."""

    folder: Path
    sandbox: Sandbox = field(default_factory=Sandbox)
    site: Site = field(default_factory=Site)
    #: presses so far
    answered: int = 0

    def config(self, folder: Path, url: URL) -> Path:
        """Of the bot on one machine; it looks at the forum each second."""
        folder.mkdir(exist_ok=True)
        path = configuration(folder, self.sandbox, self.site, url)
        path.write_text(path.read_text("utf-8").replace('interval = "60s"', 'interval = "1s"'), "utf-8")
        return path

    @asynccontextmanager
    async def bot(self, path: Path, *, within: Sequence[str] = (), calm: bool = True) -> AsyncIterator[Process]:
        """`tingfeng run` until it is told to end. `within`: a command that runs it; not `calm`: it has much to log."""
        log = path.with_name("bot.log")
        with log.open("wb") as file:
            command = (*within, sys.executable, "-m", "bot", "run", "-c", str(path))
            child = await asyncio.create_subprocess_exec(*command, stderr=file)
            try:
                await self.logged(path, "listening as")
                yield child
                child.send_signal(signal.SIGTERM)
                async with asyncio.timeout(60):
                    assert await child.wait() == 0
            finally:
                if child.returncode is None:
                    child.kill()
                    await child.wait()
        assert not calm or "Traceback" not in log.read_text("utf-8")

    async def logged(self, path: Path, words: str) -> None:
        """The bot of this configuration logs it."""
        async with asyncio.timeout(60):
            while words not in path.with_name("bot.log").read_text("utf-8"):  # noqa: ASYNC110 - another process does
                await asyncio.sleep(0.05)

    async def card(self, words: str, *, but: tuple[int, ...] = ()) -> Message:
        """The newest in the group that says this."""
        found = await self.sandbox.wait_for(
            lambda: [
                m for m in self.sandbox.messages(GROUP) if words in m.text and m.buttons and m.message_id not in but
            ],
            timeout=60,
        )
        return found[-1]

    async def told(self, words: str) -> None:
        """The group hears this."""
        await self.sandbox.wait_for(lambda: any(words in m.text for m in self.sandbox.messages(GROUP)), timeout=60)

    async def shows(self, card: Message, *words: str) -> None:
        """It is edited until it says all these."""

        def seen() -> bool:
            now = next(m for m in self.sandbox.messages(GROUP) if m.message_id == card.message_id)
            text = now.text + str([button.label for button in now.buttons])
            return all(word in text for word in words)

        await self.sandbox.wait_for(seen, timeout=60)

    async def reacted(self, said: Message) -> None:
        """The bot has set its sign under what somebody said."""

        def seen() -> bool:
            return any(m.message_id == said.message_id and m.reactions for m in self.sandbox.messages(GROUP))

        await self.sandbox.wait_for(seen, timeout=60)

    def text_of(self, card: Message) -> str:
        """As it stands now."""
        return next(m.text for m in self.sandbox.messages(GROUP) if m.message_id == card.message_id)

    async def press(self, card: Message, data: str, *, by: int) -> str:
        """What is answered."""
        query = self.sandbox.press_raw(by, GROUP, card.message_id, data)
        return (await self.sandbox.answer_of(query)).text

    async def busy(self, card: Message, stop: asyncio.Event) -> None:
        """Posts flow and people press, one after the other has been answered, until it is enough."""
        while not stop.is_set():
            for person in (LIN, BAI, FANG):
                assert await self.press(card, "v1:cl:1:0", by=person)
                self.answered += 1
            self.site.publish("望江西路改建拖延", f"第 {self.answered} 次投诉，修了一年多还没修好，没人管")
            self.sandbox.say(BAI, GROUP, f"现场看过第 {self.answered} 次", reply_to=card.message_id)


@asynccontextmanager
async def towned(folder: Path) -> AsyncIterator[Town]:
    """Chat and forum stand; no bot runs."""
    made = Town(folder)
    people(made.sandbox)
    await made.site.server.start_server()
    await made.sandbox.start()
    try:
        yield made
    finally:
        await made.sandbox.stop()
        await made.site.server.close()


async def tingfeng(*words: object) -> tuple[int, str, str]:
    """Another process of the command line, and what it said."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "bot", *(str(word) for word in words))
    child = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    out, err = await child.communicate()
    sys.stdout.write(f"$ tingfeng {' '.join(command[3:])}\n{out.decode()}{err.decode()}exit {child.returncode}\n")
    return child.returncode or 0, out.decode(), err.decode()
