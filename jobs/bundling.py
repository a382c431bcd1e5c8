"""A whole incident as one ZIP: read in parts, written off the event loop, so that a great one holds up nobody."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.bundle.contents import kept_path, masked, text_path
from core.bundle.manifest import VERSION, Absent, Manifest
from core.bundle.wanted import MOST, TOO_BIG, Bundle
from core.errors import FileError
from core.grouping import number_of
from core.ledger.cells import cells
from core.ledger.columns import COLUMNS
from core.ledger.entry import Entry
from core.originals.page import Original
from core.policy import Policy
from core.statement import Version
from core.texts import N_, Texts
from jobs.bundle_clocks import HEAD, clock_row
from jobs.drawing.sheets import table_bytes
from jobs.drawing.zips import Zip
from storage import Store
from storage.bundle_files import KeptFile
from storage.rows import plain

Progress = Callable[[int, int], None]


def _silent(_done: int, _of: int) -> None:
    """Nobody waits for it before a screen."""


def _made_by() -> str:
    """Name and version of the installed package; the name alone where it is run from a folder."""
    try:
        return f"tingfeng {version('tingfeng')}"
    except PackageNotFoundError:
        return "tingfeng"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A bundle that is whole: its list, and the hash of that."""

    manifest: Manifest
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundler:
    """Makes bundles. `kept`: the folder of the files that people sent."""

    store: Store
    kept: Path
    texts: Texts
    #: told after each kept file how many are done, and how many there are
    progress: Progress = _silent

    async def write(self, ident: int, path: Path, now: datetime) -> Written | None:
        """Write the file; None where there is no such incident."""
        entry = await self.store.ledger_entry(ident)
        if entry is None:
            return None
        # before everything else: what comes in meanwhile is no part of the state that the list names
        head, policy = await self.store.audit_head(), await self.store.policy()
        made = await asyncio.to_thread(Zip, path, policy.local(now))
        try:
            await self._state(made, entry, policy, now)
            await _lines(made, "timeline.jsonl", self.store.bundle_events(ident))
            await _lines(made, "posts.jsonl", self.store.bundle_posts(ident))
            await asyncio.to_thread(_texts, made, await self.store.all_versions(ident))
            looks = b"".join(_line(_looked_at(one)) for one in await self.store.originals_of(ident))
            await asyncio.to_thread(made.put, "originals.jsonl", [looks])
            absent = await asyncio.to_thread(self._files, made, await self.store.kept_files(ident))
            manifest = Manifest(
                version=VERSION,
                incident=ident,
                organisation=policy.figures.organisation,
                made_at=policy.local(now),
                audit_seq=head.seq,
                audit_hash=head.hash,
                files=tuple(made.files),
                absent=absent,
                made_by=_made_by(),
            )
            return Written(manifest=manifest, seal=await asyncio.to_thread(made.sealed, manifest))
        except BaseException:
            made.given_up()
            raise

    async def file(self, bundle: Bundle, now: datetime) -> bytes:
        """The whole file, to be sent. FileError where it is too large for that."""
        too_big = FileError(TOO_BIG, final=True, number=f"{bundle.incident:04d}")
        # before any of it is packed: what was photographed gets no smaller
        if await self.store.kept_bytes(bundle.incident) > MOST:
            raise too_big
        with TemporaryDirectory(prefix="tingfeng-") as folder:
            path = Path(folder) / bundle.file
            if await self.write(bundle.incident, path, now) is None:
                raise FileError(N_("找不到 {number}，请核对编号"), final=True, number=number_of(bundle.incident))
            content = await asyncio.to_thread(path.read_bytes)
        if len(content) > MOST:
            raise too_big
        return content

    async def _state(self, made: Zip, entry: Entry, policy: Policy, now: datetime) -> None:
        """What stands in the row and in the tables beside it."""
        people = {str(person): member.name for person, member in sorted(policy.members.items())}
        whole = {"incident": plain(entry.incident), "people": people}
        timers = await self.store.deadlines(entry.incident.id)
        clocks = [clock_row(one, policy, self.texts) for one in timers]
        ledger = [cells(entry, policy, self.texts, now)]

        def put() -> None:
            made.put("incident.json", [_json(masked(whole), indent=1)])
            made.put("ledger.csv", [table_bytes([self.texts(column.name) for column in COLUMNS], ledger)])
            made.put("deadlines.csv", [table_bytes([self.texts(name) for name in HEAD], clocks)])

        await asyncio.to_thread(put)

    def _files(self, made: Zip, files: Sequence[KeptFile]) -> tuple[Absent, ...]:
        """Copies what is kept; what is not, or not as it was, is named."""
        absent = []
        for done, one in enumerate(files, 1):
            path = kept_path(one.folder, one.number, one.sha256, one.name)
            why = one.state
            if one.state == "kept":
                content = self.kept / one.sha256[:2] / one.sha256
                why = made.copied(path, content, one.sha256, address=one.address, fetched_at=one.at)
            if why:
                absent.append(Absent(name=path, sha256=one.sha256, why=why, source=one.address, fetched_at=one.at))
            self.progress(done, len(files))
        return tuple(absent)


async def _lines(made: Zip, path: str, parts: AsyncIterator[list[dict[str, Any]]]) -> None:
    """JSON, one a line."""
    growing = await asyncio.to_thread(made.grown, path)
    try:
        async for part in parts:
            await asyncio.to_thread(lambda: growing.add(b"".join(_line(one) for one in part)))  # noqa: B023 - awaited
    finally:
        await asyncio.to_thread(growing.done)


def _looked_at(page: Original) -> dict[str, Any]:
    """How a page stands; of its source the name alone, for its headers may be somebody's key."""
    return {**plain(page), "source": page.source.name, "platform": page.source.platform}


def _line(one: Mapping[str, Any]) -> bytes:
    return _json(masked(one)) + b"\n"


def _json(value: object, *, indent: int | None = None) -> bytes:
    # half a surrogate pair has no UTF-8
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace")


def _texts(made: Zip, versions: Sequence[Version]) -> None:
    """Every text exactly as it was signed: the hash in the list is the hash that the approval names."""
    for one in versions:
        content = one.text.encode("utf-8", "backslashreplace")
        made.put(text_path(one.statement, one.version), [content])
