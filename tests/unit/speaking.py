"""Statements to bring before acts: where each act begins, with the text that its hash is of."""

from dataclasses import replace
from typing import Any

from core.statement import Kind, Signature, Stage, Stand, Statement, Version, digest
from core.statements.standing import arg_of
from tests.conftest import FANG, GU, LIN, NOON, SU

TEXT = (
    "感谢大家对“望江西路改建拖延”一事的关注和监督。因管线迁改，工期推迟。\n"
    "海棠县住建局市政科将于12月15日前完成路面铺装。如有疑问请致电0551-65551234。"
)
STAGE = Stage(names=("lead",), people=(FANG, GU), standin_names=("苏敏",), standin=(SU,), timebox=30)
#: the channel of the tests
CHANNEL = -1009


def version(number: int = 1, at: int = 1, text: str = TEXT, by: int = LIN) -> Version:
    """A text."""
    return Version(statement=number, version=at, text=text, hash=digest(text), by=by, at=NOON)


def statement(stand: Stand = Stand.DRAFT, text: str = TEXT, **changes: Any) -> Statement:
    """林晓's final answer, with what it must have to stand there."""
    base = Statement(
        number=1, kinds=(Kind.FINAL,), stand=stand, hash=digest(text), author=LIN, editor=LIN, edited_at=NOON
    )
    if stand not in (Stand.DRAFT, Stand.DISCARDED):
        base = replace(base, submitted=1, round=1, stages=(STAGE,), asked_at=NOON)
    if stand not in (Stand.DRAFT, Stand.DISCARDED, Stand.RETURNED, Stand.SUBMITTED):
        mark = Signature(stage=0, by=FANG, at=NOON, hash=base.hash)
        base = replace(base, signed=(mark,), approved_at=NOON)
    if stand in (Stand.PUBLISHED, Stand.WITHDRAWN):
        base = replace(base, published_at=NOON, published_by=LIN, link="https://weibo.com/1/a", platform="微博")
    return replace(base, **changes)


#: where each act on a statement begins
BEGINS = {
    "ed": Stand.SUBMITTED,
    "dc": Stand.DRAFT,
    "sb": Stand.DRAFT,
    "ap": Stand.SUBMITTED,
    "rt": Stand.SUBMITTED,
    "si": Stand.SUBMITTED,
    "by": Stand.DRAFT,
    "wa": Stand.APPROVED,
    "pb": Stand.APPROVED,
    "sd": Stand.APPROVED,
    "sy": Stand.UNKNOWN,
    "sx": Stand.UNKNOWN,
    "wd": Stand.PUBLISHED,
}
#: its argument there
NAMES = {code: arg_of(statement(stand), stage=code in ("ap", "rt", "si")) for code, stand in BEGINS.items()}
NAMES["dr"] = "first"
#: what is written where a line will not do
WORDS = {"dr": TEXT, "ed": TEXT + "\n特此说明。", "pb": "https://weibo.com/2803301701/Nabc"}
