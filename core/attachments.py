"""Photos and files that people add to an incident as evidence (存证)."""

from dataclasses import dataclass
from datetime import datetime

from core.texts import N_

#: Telegram hands no larger file to a bot, in bytes
LARGEST = 20 * 1024 * 1024
#: what a photo says where nothing is written under it
WORDLESS = N_("见附件")
TOO_BIG = N_("文件超过 20 MB，机器人取不到；请压缩后再发，或改发链接")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file as Telegram describes it; `size` in bytes, 0 where it does not say."""

    #: photo | file
    kind: str
    name: str
    file_id: str
    mime: str = ""
    caption: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One photo or file that somebody added. `size` in bytes, None and `sha256` "" until it is kept."""

    id: int
    incident: int
    #: photo | file
    kind: str
    name: str
    caption: str
    person: int
    at: datetime
    file_id: str
    #: waiting | kept | failed | pruned
    state: str
    size: int | None
    sha256: str
    attempts: int


KIND_LABELS = {"photo": N_("照片"), "file": N_("文件")}
