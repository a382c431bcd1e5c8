"""A backup: rows of one moment, the kept files, and a manifest with their hashes, in one archive or one folder.

dump (a read transaction: nobody waits) → manifest → archive beside its place → moved there, whole or not at all
"""

import io
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from bot.manifest import FILES, NAME, ROWS, Manifest, manifest_of
from bot.replacing import replacing
from core.backups import name_at
from core.errors import InputError, StoreError
from core.texts import N_
from jobs.keeping import kept_file
from storage import schema
from storage.dump import Progress, dump
from storage.engine import Address
from storage.refill import is_empty

#: an output named so is one archive, any other a folder
ARCHIVE = (".tar.gz", ".tgz")
#: photos are packed already; stronger packing would only take longer
_STRENGTH = 3


def backup(url: Address, files: Path, output: Path, now: datetime, told: Progress) -> tuple[Path, Manifest]:
    """Make one, in a folder that is there under a name of its own: where it is, and what is in it."""
    if is_empty(url) or schema.present(url) is None:
        raise StoreError(N_("数据库还是空的，没有可备份的内容；请检查 [storage] url"))
    output = output / name_at(now) if output.is_dir() else output
    with _beside(output) as folder:
        rows = folder / ROWS
        rows.mkdir()
        snapshot = dump(url, rows, told)
        # what was pruned since that moment is missing too: the rows still name it
        sizes, missing = {}, []
        for number, digest in enumerate(sorted(snapshot.files), 1):
            content = kept_file(files, digest)
            if content is None:
                missing.append(digest)
            else:
                sizes[digest] = len(content)
            told(FILES, number)
        manifest = manifest_of(snapshot, rows, now.isoformat(), sizes, tuple(missing))
        if output.name.endswith(ARCHIVE):
            _archive(folder, files, manifest, output, told)
        else:
            _folder(folder, files, manifest, output)
    return output, manifest


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """A folder on the same disk, gone at the end."""
    try:
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=".backup-", ignore_cleanup_errors=True) as name:
            yield Path(name)
    except OSError as error:
        text = N_("{path} 写不进去（{error}）；请检查文件夹、权限和磁盘空间")
        raise InputError(text, path=output, error=error.strerror or error) from None


def _archive(folder: Path, files: Path, manifest: Manifest, output: Path, told: Progress) -> None:
    with replacing(output) as draft, tarfile.open(draft, "w:gz", compresslevel=_STRENGTH) as archive:
        _put(archive, NAME, msgspec.json.encode(manifest))
        for name in manifest.tables:
            archive.add(folder / ROWS / f"{name}.jsonl", f"{ROWS}/{name}.jsonl")
        for number, digest in enumerate(manifest.files, 1):
            # gone or changed since a moment ago: a restore will say so
            if content := kept_file(files, digest):
                _put(archive, f"{FILES}/{digest}", content)
            told(FILES, number)
    output.chmod(0o600)


def _put(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(content), 0o600
    archive.addfile(about, io.BytesIO(content))


def _folder(folder: Path, files: Path, manifest: Manifest, output: Path) -> None:
    (folder / NAME).write_bytes(msgspec.json.encode(manifest))
    (folder / FILES).mkdir()
    for digest in manifest.files:
        if content := kept_file(files, digest):
            (folder / FILES / digest).write_bytes(content)
    folder.rename(output)
