"""A DOCX as PDF, where the machine has an office suite that can do it. Without one nobody misses anything."""

import asyncio
import logging
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

#: what the suite is called, here and there
PROGRAMS = ("soffice", "libreoffice")
#: seconds; the first start of a suite takes ten
WITHIN = 60.0
#: bytes of a PDF that Telegram takes from a bot
_LARGEST = 50_000_000

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Converter:
    """One per sender. A suite that failed once is left alone until the next start: the chat would wait each time."""

    within: float = WITHIN
    _told: bool = False
    _broken: bool = False

    @property
    def program(self) -> str | None:
        """The suite, None where there is none that works."""
        if self._broken:
            return None
        found = next(filter(None, map(shutil.which, PROGRAMS)), None)
        if found is None and not self._told:
            self._told = True
            log.info("neither %s is installed: reports come as DOCX only", " nor ".join(PROGRAMS))
        return found

    async def pdf(self, docx: bytes) -> bytes | None:
        """The same document; None where it could not be made."""
        program = self.program
        if program is None:
            return None
        folder = Path(await asyncio.to_thread(mkdtemp, prefix="tingfeng-pdf-"))
        try:
            made = await self._converted(program, docx, folder)
        except (OSError, TimeoutError) as error:
            log.warning("%s made no PDF: %r", program, error)
            made = None
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        if made is None or not made.startswith(b"%PDF") or len(made) > _LARGEST:
            self._broken = True
            log.warning("%s is not asked again until the next start", program)
            return None
        return made

    async def _converted(self, program: str, docx: bytes, folder: Path) -> bytes:
        source = folder / "report.docx"
        await asyncio.to_thread(source.write_bytes, docx)
        process = await asyncio.create_subprocess_exec(
            program,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(source),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            # our own surroundings hold secrets
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self.within):
                await process.wait()
        finally:
            await _ended(process)
        return await asyncio.to_thread(source.with_suffix(".pdf").read_bytes)


async def _ended(process: Process) -> None:
    """It starts others: all of its session go."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        await process.wait()
