"""Whose voice a post is (谁在说): others', our own, or a medium's praise of us. The latter two never alarm."""

from dataclasses import dataclass
from enum import StrEnum

from core.normalise import compatible, fold
from core.posts import Post, Source, Tier
from core.severity import Risk, Severity
from core.tone import Tone

#: those who print what others read; a forum's or a person's praise is one voice among many
MEDIA = frozenset({Tier.CENTRAL, Tier.PROVINCIAL, Tier.CITY})


class Voice(StrEnum):
    """The judgement, as it is stored."""

    #: 他人
    OTHERS = ""
    #: 官方账号
    OWN = "own"
    #: 正面报道
    PRAISE = "praise"


@dataclass(frozen=True, slots=True)
class Account:
    """One of our own accounts (官方账号), on one platform or, where none is named, on all."""

    name: str
    platform: str = ""

    @classmethod
    def read(cls, written: str) -> "Account":
        """From `名称` or `平台：名称`."""
        platform, colon, name = written.replace("：", ":").partition(":")
        return cls(_plain(name), _plain(platform)) if colon else cls(_plain(written))


def is_own(post: Post, source: Source, accounts: frozenset[Account]) -> bool:
    """Did we write it ourselves?"""
    author = _plain(post.author)
    mine = Account(author) in accounts or Account(author, _plain(source.platform)) in accounts
    return source.own or (bool(author) and mine)


def is_praise(source: Source, risk: Risk, tone: Tone | None, level: Severity | None) -> bool:
    """Does a medium speak well of us, with nothing in it that must be looked at? A rule's `level` says that it must."""
    if tone is not Tone.POSITIVE or source.tier not in MEDIA or source.watched:
        return False
    return not (risk.casualties or risk.class_a or level)


def _plain(name: str) -> str:
    """Letter by letter, but for width and case: 某县_发布 and 某縣發布 are names that anybody may register."""
    return fold(compatible(name)).strip().removeprefix("@")
