"""A summary that somebody asked for: the lead message or one theme, with keys to the others and to other periods."""

from datetime import date

from core.digest.asking import Wanted, encode_wanted, is_over
from core.digest.details import THEMES, detail
from core.digest.figures import Summary
from core.digest.periods import Period, Span, after, before
from core.digest.telling import lead, title
from core.lists.incidents import Answer, plain
from core.outgoing import Key
from core.policy import Policy
from core.texts import N_, Message, Texts

_BEFORE = {Span.WEEK: N_("‹ 上一周"), Span.MONTH: N_("‹ 上个月"), Span.YEAR: N_("‹ 上一年")}
_AFTER = {Span.WEEK: N_("下一周 ›"), Span.MONTH: N_("下个月 ›"), Span.YEAR: N_("下一年 ›")}


def answer(
    wanted: Wanted,
    summary: Summary,
    earlier: Summary | None,
    policy: Policy,
    texts: Texts,
    *,
    began: date,
    today: date,
) -> Answer:
    """The page. `began`: the day from which on there is anything to look at."""
    if wanted.page:
        shown = detail(THEMES[wanted.page - 1], summary, policy, texts)
        shown = Answer(text=plain("\n".join((title(summary, texts), texts.say(shown.text)))), keys=shown.keys)
    else:
        shown = lead(summary, earlier, policy, texts)
    return Answer(text=shown.text, keys=(*shown.keys, _pages(wanted), *_turning(wanted, began, today)))


def _pages(wanted: Wanted) -> tuple[Key, ...]:
    """The themes, and back to the whole; not the one that is looked at."""
    labels = (N_("总览"), *(theme.label for theme in THEMES))
    return tuple(_key(label, wanted.period, page) for page, label in enumerate(labels) if page != wanted.page)


def _turning(wanted: Wanted, began: date, today: date) -> tuple[tuple[Key, ...], ...]:
    """‹ and ›: not to where nothing was watched yet, not to where no day is over."""
    period, row = wanted.period, []
    if period.begin > began:
        row.append(_key(_BEFORE[period.span], before(period), wanted.page))
    if is_over(period.end, today):
        row.append(_key(_AFTER[period.span], after(period), wanted.page))
    return (tuple(row),) if row else ()


def _key(label: str, period: Period, page: int) -> Key:
    return Key(label=Message(label), data=encode_wanted(Wanted(period=period, page=page)))
