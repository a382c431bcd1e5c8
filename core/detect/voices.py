"""Our own voice and a medium's praise: told apart before the gate, because neither ever alarms."""

from core.detect.gate import Gate, Organisation, named
from core.posts import Post, Source
from core.rules import Document, Matched
from core.severity import Risk
from core.texts import N_, Message
from core.tone import Tone
from core.voice import Voice, is_own, is_praise


def heard(
    post: Post,
    source: Source,
    document: Document,
    matched: Matched,
    organisation: Organisation | None,
    risk: Risk,
    tone: Tone | None,
) -> Voice:
    """Our own, a medium's praise of us, or one of the others, who alone can alarm."""
    if is_own(post, source, organisation.accounts if organisation else frozenset()):
        return Voice.OWN
    if organisation and is_praise(source, risk, tone, matched.level) and named(document, matched, organisation):
        return Voice.PRAISE
    return Voice.OTHERS


def quiet(voice: Voice) -> Gate | None:
    """None for a voice that may alarm."""
    said = _QUIET.get(voice)
    return Gate(passed=False, reasons=(Message(said),)) if said else None


_QUIET = {
    Voice.OWN: N_("官方账号发布，只作留存，不作提醒"),
    Voice.PRAISE: N_("媒体正面报道，计入汇总，不作提醒"),
}
