"""Keys under what is said about rules: `u1:<code>:<id36>[:<arg36>]`, with no authority in them."""

import re
from dataclasses import dataclass

from core.callback import LIMIT, from_36, to_36
from core.errors import InputError
from core.outgoing import Key
from core.texts import N_, Message

#: another page of the list; one rule; its dry run; rest, go on; other words for it; a new one
LIST, OPEN, TEST, PAUSE, RESUME, EDIT, ADD = "ls", "op", "ts", "of", "on", "ed", "ad"
#: of a draft: save it, leave it; let a word cancel the rule, or leave it
SAVE, DROP, EXCLUDE, KEEP = "sv", "dr", "ex", "kp"
CODES = frozenset({LIST, OPEN, TEST, PAUSE, RESUME, EDIT, ADD, SAVE, DROP, EXCLUDE, KEEP})
PATTERN = r"^u1:"

_FORM = re.compile(r"u1:(?P<code>[a-z]{2}):(?P<id>[0-9a-z]{1,11})(?::(?P<arg>[0-9a-z]{1,4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePress:
    """What a key says: the act, the rule or draft, a page or the place of a word."""

    code: str
    ident: int = 0
    arg: int = 0


def encode_rule(press: RulePress) -> str:
    """A key's data."""
    data = f"u1:{press.code}:{to_36(press.ident)}"
    return f"{data}:{to_36(press.arg)}" if press.arg else data


def decode_rule(data: str) -> RulePress:
    """Read a key's data; whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    ident = from_36(found["id"]) if found else 0
    if found is None or found["code"] not in CODES or ident >= 2**63:
        raise InputError(N_("按钮已失效，请重新发送 /rule"))
    return RulePress(code=found["code"], ident=ident, arg=from_36(found["arg"] or ""))


def key(label: Message, code: str, ident: int = 0, arg: int = 0) -> Key:
    """One key."""
    return Key(label=label, data=encode_rule(RulePress(code=code, ident=ident, arg=arg)))
