"""The lead message of a digest (周报, 月报, 年报): at most 15 lines, what matters most first."""

from collections.abc import Iterator

from core.digest.figures import Summary
from core.digest.lines import foremost, head_line, is_empty, late_keys, late_line
from core.digest.periods import Span
from core.digest.praise import praise_lines
from core.digest.words import (
    count_arrow,
    decimal,
    rate_arrow,
    rate_said,
    several_said,
    spread_arrow,
    spread_said,
)
from core.grouping import number_of
from core.lists.incidents import Answer, plain
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.texts import N_, Message, Texts, several

#: what a phone shows at a glance
LINES = 15
#: late things with a line of their own; all of them stand in the details
LISTED = 3
#: bypasses whose numbers are named, and people who cannot be reached
NAMED = 4
_NAME = 12

_TITLES = {
    # without brackets it stays on one line of a phone
    Span.WEEK: N_("📊 {year}年第{week}周周报 {begin} 至 {last}{late}"),
    Span.MONTH: N_("📊 月报 {period}{late}"),
    Span.YEAR: N_("📊 年报 {period}{late}"),
}
_DUE_NEXT = {
    Span.WEEK: N_("一周内到期 {count} 项"),
    Span.MONTH: N_("一个月内到期 {count} 项"),
    Span.YEAR: N_("一年内到期 {count} 项"),
}


def lead(summary: Summary, before: Summary | None, policy: Policy, texts: Texts, *, late: bool = False) -> Answer:
    """The message and its keys. `before`: the period before it as it was told; `late`: sent after its time."""
    told = _Lead(summary, before, policy, texts)
    lines = [title(summary, texts, late=late), *(told.quiet() if is_empty(summary) else told.lines())]
    return Answer(text=plain("\n".join(lines)), keys=late_keys(foremost(summary.late)[:LISTED], policy))


def title(summary: Summary, texts: Texts, *, late: bool = False) -> str:
    """Which period, and whether it is told late."""
    period = summary.period
    if period.span not in _TITLES:
        return texts(N_("📊 {period}（只算已过完的日子）"), period=period.label)
    year, week, _ = period.begin.isocalendar()
    return texts(
        _TITLES[period.span],
        period=period.label,
        year=str(year),
        week=week,
        begin=f"{period.begin:%m-%d}",
        last=f"{period.last:%m-%d}",
        late=texts(N_("（补发）")) if late else "",
    )


class _Lead:
    """The lines."""

    def __init__(self, summary: Summary, before: Summary | None, policy: Policy, texts: Texts) -> None:
        self._of, self._before, self._policy, self._texts = summary, before, policy, texts

    def lines(self) -> Iterator[str]:
        """The most important first."""
        yield self._volume()
        yield from self._levels()
        yield from self._late()
        yield self._signed()
        yield from self._rates()
        yield from self._promises()
        yield self._sources()
        yield from self._unreachable()
        yield self._head()

    def quiet(self) -> Iterator[str]:
        """An empty period is told too: silence would look like an outage."""
        summary, texts = self._of, self._texts
        yield texts(N_("没有新增，也没有在办的舆情"))
        seen = N_("{count} 条提及未作提醒，其中正面 {positive} 条")
        yield texts(seen, count=summary.mentions, positive=summary.positive)
        yield from praise_lines(summary, texts)
        yield self._sources()
        if summary.blind_hours > 0:
            yield texts(N_("⚠️ 有监测源没读到，安静不等于没事，请看 /sources"))
        yield self._signed()
        yield from self._unreachable()
        yield self._head()

    def _volume(self) -> str:
        summary, before = self._of, self._before
        return self._texts(
            N_("新增 {new} 件{arrow} · 办结 {closed} 件{other} · 在办 {open} 件"),
            new=summary.new,
            arrow=count_arrow(summary.new, before.new if before else None),
            closed=summary.closed,
            other=count_arrow(summary.closed, before.closed if before else None),
            open=summary.open_count,
        )

    def _levels(self) -> Iterator[str]:
        counts = dict(self._of.levels)
        serious = tuple((one.label, counts.get(one, 0)) for one in reversed(Severity) if one is not Severity.GENERAL)
        if any(count for _, count in serious):
            yield self._texts(N_("新增里：{levels}"), levels=several_said(serious, self._texts))

    def _late(self) -> Iterator[str]:
        late, texts = foremost(self._of.late), self._texts
        if not late:
            yield texts(N_("✅ 没有超时，也没有久未处理的"))
            return
        more = texts(N_("，先看前 {listed} 项"), listed=LISTED) if len(late) > LISTED else ""
        yield texts(N_("❗ 超时或久未处理 {count} 项{more}："), count=len(late), more=more)
        for one in late[:LISTED]:
            yield late_line(one, self._of.as_of, self._policy, texts)

    def _signed(self) -> str:
        texts, bypasses = self._texts, self._of.bypasses
        named = [f"{number_of(one.incident)} {shown(self._policy.name(one.by), _NAME)}" for one in bypasses[:NAMED]]
        named += ["…"] if len(bypasses) > NAMED else []
        which = texts(N_("：{list}"), list=several(named)) if named else ""
        solo = texts(N_(" · 单人签发 {count} 次"), count=self._of.solo) if self._of.solo else ""
        sign = "⚠️ " if named else ""
        return texts(
            N_("{sign}特批签发 {count} 次{which}{solo}"), sign=sign, count=len(bypasses), which=which, solo=solo
        )

    def _rates(self) -> Iterator[str]:
        summary, before, texts = self._of, self._before, self._texts
        yield texts(
            N_("及时率 {rate}{arrow} · 误报率 {alarms}{other}"),
            rate=rate_said(summary.on_time),
            arrow=rate_arrow(summary.on_time, before.on_time if before else None),
            alarms=rate_said(summary.false_alarms),
            other=rate_arrow(summary.false_alarms, before.false_alarms if before else None),
        )
        arrow = spread_arrow(summary.claim, before.claim if before else None)
        yield texts(N_("认领用时 {spread}"), spread=spread_said(summary.claim, texts, arrow=arrow))
        arrow = spread_arrow(summary.response, before.response if before else None)
        spread = spread_said(summary.response, texts, working=True, arrow=arrow)
        yield texts(N_("首次回应（工作时间）{spread}"), spread=spread)

    def _promises(self) -> Iterator[str]:
        summary, texts = self._of, self._texts
        if not summary.promises:
            return
        due = texts(_DUE_NEXT.get(summary.period.span, N_("随后到期 {count} 项")), count=summary.promises_due)
        text = N_("📅 承诺 {count} 项，{due}，逾期 {late} 项")
        yield texts(text, count=summary.promises, due=due, late=summary.promises_late)

    def _sources(self) -> str:
        summary, texts = self._of, self._texts
        sick = summary.silent + summary.failing
        hours = decimal(summary.blind_hours)
        blind = N_("没有盲区") if hours == "0" else N_("盲区 {hours} 小时")
        text = N_("📡 监测源 {healthy}/{sources} 正常，{blind}")
        said = texts(text, healthy=summary.healthy, sources=summary.sources, blind=Message(blind, {"hours": hours}))
        if not sick:
            return said
        text = N_("{said}（静默 {silent}，失败 {failing}）")
        return texts(text, said=said, silent=summary.silent, failing=summary.failing)

    def _unreachable(self) -> Iterator[str]:
        people = self._of.unreachable
        if people:
            named = [shown(one, _NAME) for one in people[:NAMED]] + (["…"] if len(people) > NAMED else [])
            yield self._texts(N_("🔕 收不到私信：{people}"), people=several(named))

    def _head(self) -> str:
        return head_line(self._of.seq, self._of.hash, self._texts)
