"""The report as a document: everything that was counted, with the rules it was counted by."""

from collections.abc import Iterable, Iterator

from core.analysis.curve import curve, headline
from core.analysis.findings import Findings
from core.analysis.phases import ENOUGH, FEW, RULE
from core.analysis.shares import TONE_LABELS, percent
from core.analysis.story import Judged, lessons
from core.forms.essay import Essay, Section
from core.forms.lines import measures, spread, stamp
from core.incident import PHASE_LABELS, VERDICT_LABELS, phase
from core.policy import Policy
from core.posts import TIER_LABELS
from core.showing import shown
from core.texts import N_, Message, Texts
from core.timer import CLOCK_LABELS

#: rows of the tables of platforms and media
_ROWS = 12


def essay(found: Findings, policy: Policy, texts: Texts) -> Essay:
    """All sections; one that has nothing to say, says so."""
    incident = found.matter.incident
    drill = texts(N_("【演练】")) if incident.drill else ""
    title = texts(N_("事件分析报告：{title}"), title=shown(incident.title, 80))
    made = found.matter.as_of
    return Essay(
        title=drill + title,
        organisation=shown(policy.figures.organisation, 60),
        sections=tuple(_Writer(found, policy, texts).sections()),
        file=drill
        + texts(
            N_("事件分析报告_{number}_{day}.docx"),
            number=incident.number.removeprefix("#"),
            day=policy.local(made).strftime("%Y%m%d"),
        ),
        made_at=made,
    )


class _Writer:
    """Writes section by section."""

    def __init__(self, found: Findings, policy: Policy, texts: Texts) -> None:
        self.found, self.policy, self.texts = found, policy, texts

    def sections(self) -> Iterator[Section]:
        yield self._section(N_("一、概况"), self._summary())
        yield self._curve()
        yield self._course()
        yield self._places()
        yield self._tones()
        yield self._voices()
        yield self._words()
        yield self._views()
        yield self._section(N_("九、我方应对"), (self.texts.say(one) for one in self._measures()), self._clocks())
        told = lessons(self.found.matter, self.policy)
        yield self._section(N_("十、经验教训"), (self.texts.say(one) for one in told))

    def _section(self, heading: str, lines: Iterable[str], table: Iterable[tuple[str, ...]] = ()) -> Section:
        return Section(heading=self.texts(heading), lines=tuple(line for line in lines if line), table=tuple(table))

    def _summary(self) -> Iterator[str]:
        texts, incident = self.texts, self.found.matter.incident
        yield texts(
            N_("{number}，等级{level}，核实结论{verdict}，目前{phase}。"),
            number=incident.number,
            level=Message(incident.severity.label),
            verdict=Message(VERDICT_LABELS[incident.verdict]),
            phase=Message(PHASE_LABELS[phase(incident)]),
        )
        yield texts.say(spread(incident))
        if incident.excerpt:
            yield texts(N_("摘要：{text}"), text=shown(incident.excerpt, 300))
        if incident.basis:
            yield texts(N_("核实依据：{basis}"), basis=shown(incident.basis, 300))
        if incident.outcome:
            yield texts(N_("结果：{outcome}"), outcome=shown(incident.outcome, 300))
        if self.found.matter.unread:
            yield texts(N_("另有 {count} 帖因数量太多未计入"), count=self.found.matter.unread)
        yield texts(N_("统计截至 {time}"), time=stamp(self.found.matter.as_of, self.policy))

    def _curve(self) -> Section:
        texts, found = self.texts, self.found
        heading = texts(N_("二、传播走势与阶段"))
        if found.steps is None:
            return Section(heading=heading, lines=(texts(N_("没有可以分析的帖文")),))
        rule = texts(RULE) if found.stretches else texts(FEW, count=ENOUGH)
        head = tuple(texts(word) for word in (N_("阶段"), N_("起"), N_("止"), N_("帖文")))
        rows = (
            (texts(one.stage.value), f"{one.begin:%m-%d %H:%M}", f"{one.end:%m-%d %H:%M}", str(mood.whole))
            for one, (_, mood) in zip(found.stretches, found.moods, strict=True)
        )
        return Section(
            heading=heading,
            lines=(texts.say(headline(found, found.steps)), rule),
            table=(head, *rows) if found.stretches else (),
            picture=curve(found, self.policy, texts),
        )

    def _course(self) -> Section:
        """What happened when: our acts, with how many posts there were by then."""
        texts, posts = self.texts, self.found.matter.posts
        head = (texts(N_("时间")), texts(N_("事项")), texts(N_("当时已有帖文")))
        rows = (
            (stamp(step.at, self.policy), texts.say(step.said), str(sum(post.at <= step.at for post in posts)))
            for step in self.found.course
        )
        return self._section(N_("三、时间线"), (), (head, *rows))

    def _places(self) -> Section:
        texts, found = self.texts, self.found
        own = found.posts - found.passed_on
        lines = [texts(N_("原发 {own} 帖，转载转发 {other} 帖"), own=own, other=found.passed_on)]
        tiers = ((texts(N_("层级：{tier}"), tier=Message(TIER_LABELS[tier])), count) for tier, count in found.tiers)
        head = (texts(N_("平台或层级")), texts(N_("帖文")), texts(N_("占比")))
        rows = (*found.platforms[:_ROWS], *tiers)
        table = ((name, str(count), f"{percent(count, found.posts)}%") for name, count in rows)
        return self._section(N_("四、平台与层级分布"), lines, (head, *table) if rows else ())

    def _tones(self) -> Section:
        texts, found = self.texts, self.found
        labels = [texts(label) for label in TONE_LABELS.values()]
        whole = (texts(N_("全程")), *(f"{count}" for _, count in found.mood.counts))
        rows = ((texts(stage.value), *(f"{count}" for _, count in mood.counts)) for stage, mood in found.moods)
        rule = texts(N_("按词表初判：数负面、正面用词和风险词，计入否定和程度；看不出反语，仅供参考。"))
        return self._section(N_("五、情绪变化"), (rule,), ((texts(N_("阶段")), *labels), *rows, whole))

    def _voices(self) -> Section:
        texts, found = self.texts, self.found
        head = (texts(N_("发声者")), texts(N_("帖文")), texts(N_("账号数")))
        rows = ((texts(one.voice.value), str(one.posts), str(one.voices)) for one in found.voices)
        media = ((name, str(count), "") for name, count in found.media[:_ROWS])
        rule = texts(N_("媒体按监测源的层级认定，机构账号按名称认定；普通用户只计数，不列姓名。"))
        return self._section(N_("六、谁在发声"), (rule,), (head, *rows, *media))

    def _words(self) -> Section:
        texts, words = self.texts, self.found.words
        if not words:
            return self._section(N_("七、热词"), (texts(N_("帖文太少，没有热词")),))
        head = (texts(N_("热词")), texts(N_("帖文")))
        return self._section(N_("七、热词"), (), (head, *((word, str(count)) for word, count in words)))

    def _views(self) -> Section:
        texts, views = self.texts, self.found.views
        if not views:
            return self._section(N_("八、主要观点"), (texts(N_("没有可以归纳的观点")),))
        head = (texts(N_("观点（原文摘录）")), texts(N_("帖文")), texts(N_("情绪")))
        rows = ((view.quote, str(view.posts), texts(TONE_LABELS[view.tone])) for view in views)
        rule = texts(N_("用词相近的帖文归为一组，一组一条摘录，号码已遮盖。"))
        return self._section(N_("八、主要观点"), (rule,), (head, *rows))

    def _measures(self) -> Iterator[Message]:
        told = tuple(measures(self.found.matter.incident, self.policy))
        yield from told or (Message(N_("还没有处置记录")),)

    def _clocks(self) -> tuple[tuple[str, ...], ...]:
        texts = self.texts
        if not self.found.clocks:
            return ()
        head = tuple(texts(word) for word in (N_("时限"), N_("应于"), N_("实际"), N_("结果")))
        return (head, *(self._clock(one) for one in self.found.clocks))

    def _clock(self, one: Judged) -> tuple[str, ...]:
        texts, timer = self.texts, one.timer
        ended = stamp(timer.ended_at, self.policy) if timer.ended_at else texts(N_("—"))
        apart = texts(N_("（起算已过期）")) if timer.overdue else ""
        return texts(CLOCK_LABELS[timer.clock]), stamp(timer.due_at, self.policy), ended, texts(one.kept.value) + apart
