"""What somebody wants of an incident: everything in one file, or one piece of its evidence."""

from dataclasses import dataclass

from core.numbers import spoken
from core.texts import N_

#: bytes that a bot can send in one file
MOST = 50_000_000
TOO_BIG = N_("#{number} 的导出包超过 50 MB，发不出去；请在服务器上用命令导出：tingfeng evidence {number} -o bundle.zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The incident of this number, as it stands when the file is made."""

    incident: int

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"incident-{spoken(self.incident).removeprefix('#')}.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file that is kept under this hash. `words`: the words of a page, personal numbers masked."""

    sha256: str
    name: str
    words: bool = False
