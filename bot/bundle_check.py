"""Is a bundle what was packed? Every file against the list, without a database or a network."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - its own name is no name for an exception

import msgspec

from core.bundle.manifest import MANIFEST, VERSION, Inside, Manifest
from core.errors import InputError
from core.showing import printed
from core.texts import N_, Message

#: bytes of a list: more is no list
LARGEST = 50 * 1024 * 1024
#: bytes of all files that are never too much, and how many times its own size a larger bundle may come to
MOST, _SWELLS = 500_000_000, 50
_PIECE = 1024 * 1024
#: what a damaged archive may raise while it is read
_DAMAGED = (BadZipFile, ZlibError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def check(path: Path) -> tuple[Manifest, str, tuple[Message, ...]]:
    """The list, its hash, and everything that does not agree with it. InputError: it cannot be read as a bundle."""
    try:
        archive = ZipFile(path)
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(
            N_("{path} 不是完整的导出包（{error}）；请重新导出或重新拷贝"), path=path, error=error
        ) from None
    with archive:
        _no_bomb(path, archive)
        manifest, seal = _list(path, archive)
        return manifest, seal, tuple(_problems(archive, manifest))


def _no_bomb(path: Path, archive: ZipFile) -> None:
    """What would fill a disk is not even read: evidence is mostly pictures, and packs badly."""
    size = sum(info.file_size for info in archive.infolist())
    if size > MOST and size > _SWELLS * path.stat().st_size:
        raise InputError(N_("{path} 解压后有 {size} MB，不像导出包，没有读取"), path=path, size=size // 1_000_000)


def _list(path: Path, archive: ZipFile) -> tuple[Manifest, str]:
    try:
        with archive.open(MANIFEST) as file:
            raw = file.read(LARGEST + 1)
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (KeyError, msgspec.MsgspecError, *_DAMAGED):
        raise InputError(N_("{path} 里没有可读的清单 {name}；请重新导出"), path=path, name=MANIFEST) from None
    if manifest.version != VERSION:
        text = N_("{path} 的清单是第 {version} 版，这里只认第 {known} 版；请用导出它的版本核对")
        raise InputError(text, path=path, version=manifest.version, known=VERSION)
    return manifest, hashlib.sha256(raw).hexdigest()


def _problems(archive: ZipFile, manifest: Manifest) -> Iterator[Message]:
    listed = {one.path: one for one in manifest.files}
    there = Counter(info.filename for info in archive.infolist())
    for name, times in there.items():
        if not _safe(name):
            yield _about(N_("{name}：路径不安全，请不要解压"), name)
        if times > 1:
            yield _about(N_("{name}：出现了不止一次"), name)
        if name not in listed and name != MANIFEST:
            yield _about(N_("{name}：不在清单里（后来加进去的）"), name)
    for one in manifest.files:
        if one.path not in there:
            yield _about(N_("{name}：缺少（被删除）"), one.path)
        elif not _same(archive, archive.getinfo(one.path), one):
            yield _about(N_("{name}：与清单不符（被修改）"), one.path)


def _about(text: str, name: str) -> Message:
    return Message(text, {"name": printed(name, 120)})


def _safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name)


def _same(archive: ZipFile, info: ZipInfo, listed: Inside) -> bool:
    """Read no further than the list says it goes: what swells while it is unpacked is not what was packed."""
    found, size = hashlib.sha256(), 0
    try:
        with archive.open(info) as file:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > listed.size:
                    return False
                found.update(piece)
    except _DAMAGED:
        return False
    return size == listed.size and found.hexdigest() == listed.sha256
