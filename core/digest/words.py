"""How figures are said: lengths of time, rates, spreads, and arrows against the period before."""

from core.digest.figures import ENOUGH, Rate, Spread
from core.texts import N_, Message, Texts

#: seconds
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
#: from so many hours on a length on the wall clock is said in days
_HOURS = 48


def length(seconds: float, *, working: bool = False) -> Message:
    """A length of time. Working time has no days: nobody works for 24 hours of one."""
    minutes = round(seconds / _MINUTE)
    if minutes < 1:
        return Message(N_("不到 1 分钟"))
    if minutes < 60:
        return Message(N_("{count} 分钟"), {"count": minutes})
    if working or seconds < _HOURS * _HOUR:
        return Message(N_("{count} 小时"), {"count": decimal(seconds / _HOUR)})
    return Message(N_("{count} 天"), {"count": decimal(seconds / _DAY)})


def decimal(value: float) -> str:
    """One place, and none where it is a zero."""
    return f"{value:.1f}".removesuffix(".0")


def percent(rate: Rate) -> int:
    """Whole per cent. All and nothing are said only of all and of nothing."""
    if not 0 < rate.part < rate.whole:
        return 100 if rate.part else 0
    return min(99, max(1, round(100 * rate.part / rate.whole)))


def rate_said(rate: Rate) -> Message:
    """`92%（23/25）`; of few only how many."""
    if not rate.whole:
        return Message("—")
    if rate.few:
        return Message(N_("{part}/{whole}"), {"part": rate.part, "whole": rate.whole})
    return Message(
        N_("{percent}%（{part}/{whole}）"), {"percent": percent(rate), "part": rate.part, "whole": rate.whole}
    )


def spread_said(spread: Spread, texts: Texts, *, working: bool = False, arrow: str = "") -> str:
    """Median and P90 with how many they rest on; few are listed one by one."""
    if not spread.count:
        return "—"
    left = texts(N_("，{open} 件未完"), open=spread.open) if spread.open else ""
    if spread.median is None or spread.p90 is None or spread.listed:
        pairs = zip(spread.listed, spread.listed_open, strict=True)
        listed = texts(N_("、")).join(texts.say(_more(value, more=more, working=working)) for value, more in pairs)
        return texts(N_("{listed}（{count} 件{left}）"), listed=listed, count=spread.count, left=left)
    return texts(
        N_("中位 {median}{arrow}，P90 {p90}（{count} 件{left}）"),
        median=_more(spread.median, more=spread.median_more, working=working),
        arrow=arrow,
        p90=_more(spread.p90, more=spread.p90_more, working=working),
        count=spread.count,
        left=left,
    )


def _more(seconds: float, *, more: bool, working: bool) -> Message:
    said = length(seconds, working=working)
    if not more:
        return said
    # "more than less than a minute" is nothing that one can say
    least = Message(N_("{count} 分钟"), {"count": 0}) if round(seconds / _MINUTE) < 1 else said
    return Message(N_("> {length}"), {"length": least})


def count_arrow(now: int, before: int | None) -> str:
    """Against the count of the period before."""
    return "" if before is None or min(now, before) < ENOUGH else _arrow(now, before)


def rate_arrow(now: Rate, before: Rate | None) -> str:
    """Against the rate of the period before: what reads the same is the same."""
    if before is None or min(now.whole, before.whole) < ENOUGH:
        return ""
    return _arrow(percent(now), percent(before))


def spread_arrow(now: Spread, before: Spread | None) -> str:
    """Against the median of the period before, to the minute; where one is only known to be more there is none."""
    if before is None or min(now.count, before.count) < ENOUGH or now.median_more or before.median_more:
        return ""
    return _arrow(round((now.median or 0) / _MINUTE), round((before.median or 0) / _MINUTE))


def _arrow(now: int, before: int) -> str:
    return "↑" if now > before else "↓" if now < before else "→"


def counts_said(pairs: tuple[tuple[str, int], ...], texts: Texts) -> str:
    """Sentences that take a `{count}`, beside each other; what is nought is not said."""
    return texts(N_(" · ")).join(texts(text, count=count) for text, count in pairs if count)


def several_said(pairs: tuple[tuple[str, int], ...], texts: Texts) -> str:
    """Names of the catalogue with their counts, beside each other."""
    said = (texts(N_("{name} {count}"), name=Message(name), count=count) for name, count in pairs if count)
    return texts(N_(" · ")).join(said)
