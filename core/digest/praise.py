"""正面报道 and our own accounts in a digest: a short section of its own, and never an alarm."""

from collections.abc import Iterator

from core.digest.figures import Summary
from core.showing import mask, shown
from core.texts import N_, Texts

_TITLE, _SOURCE = 30, 16


def praise_lines(summary: Summary, texts: Texts) -> Iterator[str]:
    """How many, and the best of them with who printed it; nothing where there was none."""
    if summary.praised:
        yield texts(N_("👍 媒体正面报道 {count} 条："), count=summary.praised)
    for one in summary.best:
        title, source = shown(mask(one.title), _TITLE), shown(one.source, _SOURCE)
        yield texts(N_("· {title}（{source}）"), title=title, source=source)
    if summary.own:
        yield texts(N_("官方账号的内容 {count} 条（另计）"), count=summary.own)
