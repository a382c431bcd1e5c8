"""A statement (回应): what the organisation says in public, its versions, who signs it, where it was published.

The texts themselves stand beside the incident, one row a version; here is what is decided about them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from core.texts import N_


class Kind(StrEnum):
    """What a publication is; one may be several."""

    #: 先期回应: before the facts are in
    HOLDING = "holding"
    #: 首次回应
    FIRST = "first"
    #: 权威发布
    AUTHORITATIVE = "authoritative"
    #: 办结答复
    FINAL = "final"
    #: 辟谣更正
    CORRECTION = "correction"


KIND_LABELS = {
    Kind.HOLDING: N_("先期回应"),
    Kind.FIRST: N_("首次回应"),
    Kind.AUTHORITATIVE: N_("权威发布"),
    Kind.FINAL: N_("办结答复"),
    Kind.CORRECTION: N_("辟谣更正"),
}


class Stand(StrEnum):
    """How far a statement has come (回应状态)."""

    #: 草稿
    DRAFT = "draft"
    #: 送审
    SUBMITTED = "submitted"
    #: 退回
    RETURNED = "returned"
    #: 已签发
    APPROVED = "approved"
    #: 发送中
    SENDING = "sending"
    #: 结果不明
    UNKNOWN = "unknown"
    #: 已发布
    PUBLISHED = "published"
    #: 已撤回
    WITHDRAWN = "withdrawn"
    #: 作废
    DISCARDED = "discarded"


STAND_LABELS = {
    Stand.DRAFT: N_("草稿"),
    Stand.SUBMITTED: N_("待审签"),
    Stand.RETURNED: N_("已退回"),
    Stand.APPROVED: N_("已签发"),
    Stand.SENDING: N_("发送中"),
    Stand.UNKNOWN: N_("结果不明"),
    Stand.PUBLISHED: N_("已发布"),
    Stand.WITHDRAWN: N_("已撤回"),
    Stand.DISCARDED: N_("已作废"),
}

#: its text may still be changed
EDITABLE = frozenset({Stand.DRAFT, Stand.RETURNED, Stand.SUBMITTED, Stand.APPROVED})
#: it was public at some time
PUBLIC = frozenset({Stand.PUBLISHED, Stand.WITHDRAWN})
#: signed, and not known to be public
WAITING = frozenset({Stand.APPROVED, Stand.SENDING, Stand.UNKNOWN})
#: work on it goes on
UNFINISHED = EDITABLE | {Stand.SENDING, Stand.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One text of a statement, kept for ever: what was signed can be read again."""

    statement: int
    version: int
    text: str
    hash: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of approval, as it was resolved at submit: any one of `people` decides it, on time or as stand-in.

    A name is a role, "head@市政科" for the head of that department, or a person's name.
    """

    names: tuple[str, ...] = ()
    people: tuple[int, ...]
    #: 备用审签人: asked too when the time-box ends
    standin_names: tuple[str, ...] = ()
    standin: tuple[int, ...] = ()
    #: minutes
    timebox: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A decision on one stage: of which text, by whom, in which role."""

    stage: int
    by: int
    at: datetime
    hash: str
    standin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of an incident; `number` counts within it from 1."""

    number: int
    kinds: tuple[Kind, ...]
    stand: Stand = Stand.DRAFT
    version: int = 1
    #: SHA-256 of the present text, as `digest` gives it
    hash: str
    author: int
    #: who wrote the present version
    editor: int
    edited_at: datetime
    #: the version that the approvers of this submission were shown, 0 before the first
    submitted: int = 0
    #: the how-manieth submission
    round: int = 0
    stage: int = 0
    stages: tuple[Stage, ...] = ()
    #: the time-box of the stage is over: the stand-ins were asked too
    standin_asked: bool = False
    signed: tuple[Signature, ...] = ()
    asked_at: datetime | None = None
    approved_at: datetime | None = None
    #: 单人签发: author and approver were the same person, as the settings allow
    solo: bool = False
    #: 特批签发: why the chief went past the stages; it never goes away
    bypass: str = ""
    #: why it came back, or was taken back, or withdrawn; who said so, and when
    reason: str = ""
    ruled_by: int | None = None
    ruled_at: datetime | None = None
    link: str = ""
    platform: str = ""
    published_at: datetime | None = None
    published_by: int | None = None
    #: posts and reposts of the incident when it was published: what came after is the heat since
    posts: int = 0
    reposts: int = 0
    #: the incident it came from, where a merge brought it
    came_from: int | None = None

    @property
    def label(self) -> str:
        """How people tell it from others: s1."""
        return f"s{self.number}"

    @property
    def is_public(self) -> bool:
        """Was it published, whatever came after?"""
        return self.stand in PUBLIC


def digest(text: str) -> str:
    """What an approval is bound to: SHA-256 of the text's UTF-8 bytes, in hex."""
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
