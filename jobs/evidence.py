"""Evidence is fetched: waiting pieces → bytes from Telegram → a file named by its hash → the audit names the hash.

A file is written whole or not at all, and under its own hash: dying in between costs one more download.
"""

import asyncio
import logging
from datetime import timedelta

from core.attachments import LARGEST, TOO_BIG, Piece
from core.errors import FileError
from core.numbers import spoken
from core.outgoing import Lane, Notice
from core.texts import N_, Message
from jobs.keeping import kept
from jobs.tools import Job, Tools

#: after the first failure; twice as long after each further one
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
#: then it is given up: about a day and a half
TRIES = 14

log = logging.getLogger(__name__)


async def evidence(tools: Tools) -> None:
    """Fetch what waits, one after the other: photos are small, and cards go first on the line."""
    for piece in await tools.store.waiting_evidence(tools.clock()):
        await _kept(piece, tools)


async def _kept(piece: Piece, tools: Tools) -> None:
    try:
        content = await _fetched(piece, tools)
        # nothing is pruned between a file and its row
        async with tools.keeping:
            digest = await asyncio.to_thread(kept, tools.files, content)
            await tools.store.evidence_kept(piece, digest, len(content), tools.clock())
    except FileError as error:
        await _not_kept(piece, error.message, tools, final=error.final)
    except OSError as error:
        log.error("evidence %d cannot be written: %s", piece.id, error.strerror)
        # never given up: a disk that is full over the holidays is mended, and Telegram has the file
        await _later(piece, Message(N_("文件存不下来，请检查磁盘")), tools)


async def _fetched(piece: Piece, tools: Tools) -> bytes:
    try:
        content = await tools.fetch_file(piece.file_id)
    except FileError:
        raise
    except Exception:
        # one whose coming nobody understands holds up no other
        log.exception("evidence %d could not be fetched", piece.id)
        raise FileError(N_("内部错误，详见日志")) from None
    if len(content) > LARGEST:
        raise FileError(TOO_BIG, final=True)
    return content


async def _not_kept(piece: Piece, why: Message, tools: Tools, *, final: bool) -> None:
    log.info("evidence %d: %s (attempt %d)", piece.id, why.plain(), piece.attempts + 1)
    if not final and piece.attempts + 1 < TRIES:
        await _later(piece, why, tools)
        return
    await tools.store.evidence_failed(piece, why.plain(), await _lost(piece, why, tools), tools.clock())
    tools.ring.set()


async def _later(piece: Piece, why: Message, tools: Tools) -> None:
    # a pause grows no further after that many tries, nor does its number
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(piece.attempts, TRIES))
    await tools.store.evidence_not_kept(piece, why.plain(), retry_at=tools.clock() + pause)


async def _lost(piece: Piece, why: Message, tools: Tools) -> Notice:
    """Whoever sent it is told: privately, or by name in the group where nothing reaches them."""
    policy = await tools.store.policy()
    private = not policy.group or await tools.store.hears_us(piece.person)
    return Notice(
        key=f"evidence:{piece.id}",
        chat=piece.person if private else policy.group,
        text=Message(N_("{number} 的证据没有存下来：{why}"), {"number": spoken(piece.incident), "why": why}),
        lane=Lane.PROMPT,
        incident=piece.incident,
        mentions=() if private else (piece.person,),
    )


JOB = Job(name="evidence", every=timedelta(seconds=2), run=evidence)
