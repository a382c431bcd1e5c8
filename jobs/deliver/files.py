"""Files on their way out: drawn from plain values off the event loop, sent as a photo or a document."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from pathlib import Path

from telegram import Bot, InputFile, ReplyParameters
from telegram.constants import ParseMode

from core.bundle.wanted import Bundle, Saved
from core.errors import FileError
from core.forms.essay import Essay
from core.forms.paper import Paper
from core.ledger.wish import Wish
from core.ledger.words import file_name as ledger_name
from core.outgoing import Content, Enclosure, Lane
from core.showing import clip, mask
from core.texts import N_, Texts
from jobs.bundling import Bundler
from jobs.drawing import essays, forms, pictures
from jobs.drawing.pdf import Converter
from jobs.exports import ledger_file
from jobs.keeping import kept_file
from storage import Store
from storage.outbox import Waiting

#: UTF-16 units under a file; Telegram allows 1024
CAPTION = 1000
DOCX, PDF = ".docx", ".pdf"
#: nobody reads the name of a photo
PICTURE = "picture.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that is ready."""

    name: str
    content: bytes
    photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Makes them. One per sender."""

    store: Store
    texts: Texts
    clock: Callable[[], datetime]
    #: where the files are kept that people send
    kept: Path = Path("files")
    converter: Converter = field(default_factory=Converter)

    async def made(self, content: Content) -> Made | None:
        """Drawn in a thread: everybody's presses would wait for it."""
        if isinstance(content, Paper):
            drawn = await asyncio.to_thread(forms.drawn, content, self.texts)
            return Made(name=forms.file_name(self.texts.say(content.file)), content=drawn)
        if isinstance(content, Wish):
            drawn = await ledger_file(self.store, content, self.texts, self.clock())
            return Made(name=forms.file_name(self.texts.say(ledger_name(content))), content=drawn)
        if isinstance(content, Bundle):
            packed = await Bundler(store=self.store, kept=self.kept, texts=self.texts).file(content, self.clock())
            return Made(name=content.file, content=packed)
        if isinstance(content, Saved):
            return Made(name=content.name, content=await asyncio.to_thread(_saved, self.kept, content))
        if isinstance(content, Essay):
            return await self._essay(content)
        policy = await self.store.policy()
        drawn = await asyncio.to_thread(pictures.drawn, content, policy.figures.reports.pictures)
        return Made(name=PICTURE, content=drawn, photo=True)

    async def _essay(self, essay: Essay) -> Made | None:
        drawn: bytes | None = await asyncio.to_thread(essays.drawn, essay, pictures.drawn)
        if drawn is not None and essay.file.endswith(PDF):
            drawn = await self.converter.pdf(drawn)
        return Made(name=forms.file_name(essay.file), content=drawn) if drawn is not None else None

    async def also_as_pdf(self, item: Waiting, essay: Essay, sent: int) -> None:
        """Where a PDF can be made it comes next, as a message of its own: whatever becomes of it, the DOCX is there."""
        if essay.file.endswith(PDF) or self.converter.program is None:
            return
        content = replace(essay, file=essay.file.removesuffix(DOCX) + PDF)
        key, lane = f"pdf:{item.id}", Lane(item.lane)
        file = Enclosure(key=key, chat=item.chat, text=item.text, content=content, lane=lane, answers=sent)
        await self.store.enclose(file, self.clock())


def _saved(folder: Path, wanted: Saved) -> bytes:
    """FileError where it is not there, or not what was kept."""
    content = kept_file(folder, wanted.sha256)
    if content is None:
        raise FileError(N_("这份证据在磁盘上找不到，或与存证时不同"), final=True)
    # a viewer that knows no encoding of its own takes the mark for one
    return mask(content.decode("utf-8", "replace")).encode("utf-8-sig") if wanted.words else content


async def say_file(bot: Bot, item: Waiting, content: Content, files: Files) -> int | None:
    """Make the file and send it; returns the message id, None where it could not be made and is not missed."""
    answered = None
    if item.reply_to is not None:
        answered = ReplyParameters(message_id=item.reply_to, allow_sending_without_reply=True)
    try:
        made = await files.made(content)
    except FileError as error:
        # there will never be one: whoever waits for it reads why
        why, quiet = error.say(files.texts), not item.loud
        said = await bot.send_message(item.chat, why, disable_notification=quiet, reply_parameters=answered)
        return said.message_id
    if made is None:
        return None
    send = bot.send_photo if made.photo else bot.send_document
    sent = await send(
        item.chat,
        InputFile(made.content, filename=made.name),
        caption=escape(clip(files.texts.say(item.text), CAPTION), quote=False),
        parse_mode=ParseMode.HTML,
        disable_notification=not item.loud,
        reply_parameters=answered,
    )
    if isinstance(content, Essay):
        await files.also_as_pdf(item, content, sent.message_id)
    return sent.message_id
