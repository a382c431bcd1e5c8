"""Files that were sent: what picture it is, where it is fetched, how the Bot API describes it."""

from pathlib import PurePosixPath
from typing import Any

from sandbox.model import Media, Wire

#: getFile hands out no more than that
LARGEST_DOWNLOAD = 20 * 1024 * 1024
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
)
#: what a browser may show in place. HTML, SVG and XML are not among them: they run scripts.
HARMLESS = frozenset({mime for _, mime, _ in _SIGNS} | {"image/webp"})


def picture_type(data: bytes) -> str:
    """The content type told by the first bytes, "" for no picture."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for sign, mime, _ in _SIGNS if data.startswith(sign)), "")


def file_path(media: Media) -> str:
    """The path below /file/bot<token>/ as Telegram builds it: photos/file_3.jpg."""
    kind = picture_type(media.data)
    known = {mime: suffix for _, mime, suffix in _SIGNS} | {"image/webp": ".webp"}
    given = PurePosixPath(media.name).suffix
    plain = given if given[1:].isalnum() and given.isascii() and len(given) <= 8 else ""
    number = "".join(c for c in media.file_id if c.isdigit())
    return f"{media.kind}s/file_{number}{known.get(kind, '.jpg') if media.kind == 'photo' else plain}"


def media_wire(media: Media) -> Wire:
    """`photo` (sizes) or `document` of a Message."""
    file: dict[str, Any] = {"file_id": media.file_id, "file_unique_id": f"u{media.file_id}"}
    file["file_size"] = len(media.data)
    if media.kind == "photo":
        width, height = picture_size(media.data)
        return {"photo": [file | {"width": width, "height": height}]}
    return {"document": file | {"file_name": media.name, "mime_type": media.mime}}


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; 1 × 1 for what cannot be read."""
    kind = picture_type(data)
    if kind == "image/png" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if kind == "image/gif" and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return _jpeg_size(data) if kind == "image/jpeg" else (1, 1)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        # C0 to CF are the frames, but for C4, C8 and CC, which are tables
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = data[place + 5 : place + 7], data[place + 7 : place + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        place += 2 + max(length, 2)
    return 1, 1
