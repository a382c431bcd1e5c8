"""体检: what was found, each finding with the way to mend it; on the terminal whole, in the chat short."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.lists.incidents import cut
from core.texts import N_, Message, Texts


class Level(StrEnum):
    """How much a finding matters."""

    #: 正常
    FINE = "fine"
    #: 供参考，不影响使用
    NOTE = "note"
    #: 须处理
    BAD = "bad"


_SIGNS = {Level.FINE: "✓", Level.NOTE: "ℹ️", Level.BAD: "❌"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found, where it is in the words; `mend`: what to do about it, None where nothing need be done."""

    level: Level
    what: Message
    mend: Message | None = None


def fine(text: str, **params: object) -> Finding:
    """All is well with it."""
    return Finding(level=Level.FINE, what=Message(text, params))


def note(what: Message, mend: Message | None = None) -> Finding:
    """Nothing breaks, but one should know."""
    return Finding(level=Level.NOTE, what=what, mend=mend)


def bad(what: Message, mend: Message) -> Finding:
    """Something does not work."""
    return Finding(level=Level.BAD, what=what, mend=mend)


def is_well(findings: Sequence[Finding]) -> bool:
    """Is there nothing that must be mended?"""
    return all(one.level is not Level.BAD for one in findings)


def line(one: Finding, texts: Texts) -> str:
    """One finding on one line."""
    said = texts.say(one.what)
    if one.mend is not None:
        said = texts(N_("{what} → {mend}"), what=said, mend=one.mend)
    return texts(N_("{sign} {text}"), sign=_SIGNS[one.level], text=said)


def summary(findings: Sequence[Finding], texts: Texts) -> str:
    """The last line: what it comes to."""
    count = {level: sum(one.level is level for one in findings) for level in Level}
    if count[Level.BAD]:
        return texts(N_("{bad} 项须处理，{fine} 项正常"), bad=count[Level.BAD], fine=count[Level.FINE])
    return texts(N_("没有须处理的，{fine} 项正常"), fine=count[Level.FINE])


def chat_report(findings: Sequence[Finding], texts: Texts) -> str:
    """/doctor: what must be mended first, then what one should know; all that is well is a number."""
    return cut([*_report(findings, texts)], texts)


def _report(findings: Sequence[Finding], texts: Texts) -> Iterator[str]:
    told = [*_of(Level.BAD, findings), *_of(Level.NOTE, findings)]
    well = len(findings) - len(told)
    if not told:
        yield texts(N_("🩺 体检：{well} 项全部正常"), well=well)
        return
    yield texts(N_("🩺 体检：其余 {well} 项正常"), well=well)
    for one in told:
        yield texts(N_("{sign} {what}"), sign=_SIGNS[one.level], what=one.what)
        if one.mend is not None:
            yield texts(N_("　→ {mend}"), mend=one.mend)


def _of(level: Level, findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.level is level]
