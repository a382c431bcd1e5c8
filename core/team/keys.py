"""Callback data about people, `m1:<code>:<person36>[:<arg>]`, at most 64 bytes and with no authority in it."""

import re
from dataclasses import dataclass

from core.callback import LIMIT, to_36
from core.errors import InputError
from core.outgoing import Key
from core.texts import N_, Message

#: what begins every such data
PREFIX = "m1:"
#: choosing a department as an applicant; agreeing, declining
CHOOSE, AGREE, DECLINE = "jd", "ok", "no"
#: the list, one member, the department picker, the question before a deactivation
LIST, MEMBER, PICKER, LEAVING = "ls", "mb", "dl", "oc"
#: a role, the department, the mark of its head; off and on again
ROLE, DEPARTMENT, HEAD, OFF, ON = "rt", "ds", "hd", "of", "on"

_FORM = re.compile(r"m1:(?P<code>[a-z]{2}):(?P<person>[0-9a-z]{1,11})(?::(?P<arg>[A-Za-z0-9]{1,20}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPress:
    """What a button about a person says: the act, the person's Telegram id, an argument."""

    code: str
    person: int = 0
    arg: str = ""


def encode_member(press: MemberPress) -> str:
    """The data of a button. Our own arguments always fit; anything else is a bug and raises ValueError."""
    data = f"{PREFIX}{press.code}:{to_36(press.person)}" + (f":{press.arg}" if press.arg else "")
    if not _FORM.fullmatch(data):
        raise ValueError(f"not a callback: {data!r}")
    return data


def decode_member(data: str) -> MemberPress:
    """Read a button's data; anybody can send anything, so whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    person = int(found["person"], 36) if found else 0
    if found is None or person >= 2**63:
        raise InputError(N_("按钮已失效，请重新打开"))
    return MemberPress(code=found["code"], person=person, arg=found["arg"] or "")


def key(label: Message, code: str, person: int = 0, arg: str = "") -> Key:
    """One key under a panel."""
    return Key(label=label, data=encode_member(MemberPress(code=code, person=person, arg=arg)))


def join_link(username: str) -> str:
    """The link by which a person asks to join."""
    return f"https://t.me/{username}?start=join"
