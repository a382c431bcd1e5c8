"""The report as one message: at most fifteen lines, the finding first."""

from collections.abc import Iterator

from core.analysis.curve import headline, outbreak, span
from core.analysis.findings import Findings
from core.analysis.phases import ENOUGH, Stage
from core.analysis.shares import TONE_LABELS, Voice, percent
from core.analysis.story import Kept, first_answer
from core.incident import PHASE_LABELS, VERDICT_LABELS, Verdict, phase
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS

#: so many platforms, media, words, views are told here; the file has the rest
_PLATFORMS, _MEDIA, _WORDS, _VIEWS, _LATE = 4, 3, 8, 3, 3


def message(found: Findings, policy: Policy, texts: Texts) -> str:
    """Plain text."""
    return "\n".join(line for line in _lines(found, policy, texts) if line)


def _lines(found: Findings, policy: Policy, texts: Texts) -> Iterator[str]:
    incident = found.matter.incident
    drill = texts(N_("【演练】")) if incident.drill else ""
    title = shown(incident.title, 60)
    yield drill + texts(N_("📊 {number} 事件分析报告：{title}"), number=incident.number, title=title)
    told = incident.verdict is not Verdict.UNVERIFIED
    yield texts(
        N_("{symbol} {level} · {verdict} · {phase}") if told else N_("{symbol} {level} · {phase}"),
        symbol=incident.severity.symbol,
        level=Message(incident.severity.label),
        verdict=Message(VERDICT_LABELS[incident.verdict]),
        phase=Message(PHASE_LABELS[phase(incident)]),
    )
    if found.steps is None:
        yield texts(N_("没有可以分析的帖文"))
    else:
        yield from _public(found, policy, texts)
    yield from _ours(found, texts)


def _public(found: Findings, policy: Policy, texts: Texts) -> Iterator[str]:
    posts = found.matter.posts
    begin = policy.local(posts[0].at).strftime("%m-%d %H:%M")
    end = policy.clock(posts[-1].at, beside=posts[0].at)
    text = N_("📝 {begin} 至 {end}，共 {count} 帖") if begin[6:] != end else N_("📝 {begin}，共 {count} 帖")
    yield texts(text, begin=begin, end=end, count=found.posts)
    if found.steps and found.stretches:
        yield texts(N_("📈 {headline}"), headline=headline(found, found.steps))
    else:
        yield texts(N_("📈 未形成高峰，不划分阶段"))
    yield _phases(found, texts)
    yield texts(N_("📍 {platforms}"), platforms=_counted(found.platforms[:_PLATFORMS]))
    own = found.posts - found.passed_on
    yield texts(N_("🔁 原发 {own} 帖，转载转发 {other} 帖"), own=own, other=found.passed_on)
    yield _tones(found, texts)
    yield _voices(found, texts)
    if found.words:
        yield texts(N_("🔥 热词：{words}"), words=_counted(found.words[:_WORDS]))
    for view in found.views[:_VIEWS]:
        yield texts(N_("💬 {count} 帖：「{quote}」"), count=view.posts, quote=view.quote)


def _counted(pairs: tuple[tuple[str, int], ...]) -> Message:
    return several(Message(N_("{name} {count}"), {"name": name, "count": count}) for name, count in pairs)


def _phases(found: Findings, texts: Texts) -> str:
    worst = outbreak(found)
    if worst is None:
        return ""
    begin, end = (f"{at:%m-%d %H:%M}" for at in worst)
    last = Message(found.stretches[-1].stage.value)
    if found.stretches[-1].stage is Stage.OUTBREAK:
        return texts(N_("🌊 爆发期自 {begin} 起，尚未回落"), begin=begin)
    return texts(N_("🌊 爆发期 {begin} 至 {end}，现为{last}"), begin=begin, end=end, last=last)


def _tones(found: Findings, texts: Texts) -> str:
    mood = found.mood
    parts = (
        Message(N_("{tone} {percent}%"), {"tone": Message(TONE_LABELS[tone]), "percent": percent(count, mood.whole)})
        for tone, count in mood.counts
    )
    if found.posts < ENOUGH:
        parts = (
            Message(N_("{name} {count}"), {"name": Message(TONE_LABELS[tone]), "count": count})
            for tone, count in mood.counts
        )
    return texts(N_("🎭 情绪：{parts}（词表初判）"), parts=several(parts))


def _voices(found: Findings, texts: Texts) -> str:
    parts = (
        Message(N_("{voice} {count} 帖"), {"voice": Message(one.voice.value), "count": one.posts})
        for one in found.voices
        if one.posts
    )
    if not found.media:
        return texts(N_("🗣 发声：{parts}"), parts=several(parts))
    names = several(name for name, _ in found.media[:_MEDIA])
    media = Message(Voice.MEDIA.value)
    return texts(N_("🗣 发声：{parts}；{media}有 {names}"), parts=several(parts), media=media, names=names)


def _ours(found: Findings, texts: Texts) -> Iterator[str]:
    answered, detected = first_answer(found.matter), found.matter.incident.detected_at
    late = [one.timer.clock for one in found.clocks if one.kept is Kept.LATE]
    met = sum(one.kept is Kept.ON_TIME for one in found.clocks)
    if answered is not None:
        yield texts(N_("📣 发现后 {span}首次回应"), span=span(max(0, (answered - detected).total_seconds())))
    elif found.matter.incident.no_response:
        yield texts(N_("📣 已定为无需公开回应"))
    else:
        yield texts(N_("📣 尚未公开回应"))
    if late:
        names = several(Message(CLOCK_LABELS[clock]) for clock in list(dict.fromkeys(late))[:_LATE])
        yield texts(N_("⏰ 时限按时 {met} 项，超时 {late} 项：{names}"), met=met, late=len(late), names=names)
    elif met:
        yield texts(N_("⏰ 时限按时 {met} 项，没有超时"), met=met)
