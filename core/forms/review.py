"""复盘 (A9): what happened, why, when each stage was reached, what is learnt; asked for once, reminded once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from core.callback import Press, encode
from core.forms.lines import spread, tidy
from core.incident import VERDICT_LABELS, Incident, Status
from core.outgoing import Key, Lane, Notice, rehearsed
from core.people import Role
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.statement import Kind
from core.texts import N_, Message, Texts
from core.timer import CLOCK_LABELS
from core.told import Told

#: UTF-16 units of the lessons
LONGEST = 1500
#: after so long without a review the leads are reminded, once
REMIND_AFTER = timedelta(days=3)
#: what ended longer ago is nobody's to ask about any more
ASK_WITHIN = timedelta(days=14)
_REASONS = 3


def wants_review(incident: Incident) -> bool:
    """Is it one that is looked back on?"""
    return incident.status is Status.CLOSED and incident.severity >= Severity.MAJOR


def review_record(incident: Incident, story: tuple[Told, ...], policy: Policy, texts: Texts) -> str:
    """The filled review: 发生了什么, 为什么, 各阶段用时, 经验教训."""
    drill = texts(N_("【演练】")) if incident.drill else ""
    lines = [drill + texts(N_("🔎 {number} 复盘：{title}"), number=incident.number, title=shown(incident.title, 60))]
    lines += _what(incident, texts)
    lines += (f"· {shown(texts.say(reason), 80)}" for reason in incident.reasons[:_REASONS])
    lines += _stages(incident, story, policy, texts)
    missed = [one.clock for one in incident.clocks if one.ended_at is not None and one.missed(one.ended_at)]
    if missed:
        names = texts(N_("、")).join(texts(CLOCK_LABELS[clock]) for clock in dict.fromkeys(missed))
        lines.append(texts(N_("❗ 超时：{names}"), names=names))
    return "\n".join((*lines, _lessons(incident, policy, texts)))


def _what(incident: Incident, texts: Texts) -> Iterator[str]:
    yield texts(
        N_("{symbol} {level} · {verdict} · {spread}"),
        symbol=incident.severity.symbol,
        level=Message(incident.severity.label),
        verdict=Message(VERDICT_LABELS[incident.verdict]),
        spread=spread(incident),
    )
    if incident.basis:
        yield texts(N_("核实依据：{basis}"), basis=shown(incident.basis, 200))
    if incident.outcome:
        yield texts(N_("结果：{outcome}"), outcome=shown(incident.outcome, 200))


def _stages(incident: Incident, story: tuple[Told, ...], policy: Policy, texts: Texts) -> Iterator[str]:
    """Each stage in the order of time, and how long after the detection it was reached."""
    reached = [(label, at) for label, at in moments(incident, story) if at is not None]
    for label, at in sorted(reached, key=lambda pair: pair[1]):
        time, since = policy.local(at).strftime("%m-%d %H:%M"), at - incident.detected_at
        if since > timedelta():
            yield texts(N_("{time} {stage}（发现后 {span}）"), time=time, stage=Message(label), span=_span(since))
        else:
            yield texts(N_("{time} {stage}"), time=time, stage=Message(label))


def moments(incident: Incident, story: tuple[Told, ...]) -> Iterator[tuple[str, datetime | None]]:
    """The first time of each stage: as its story tells; where that has grown too long, as its fields say."""
    first = {told.type: told.at for told in reversed(story)}
    public = [one.published_at for one in incident.statements if one.published_at is not None]
    yield N_("发帖"), incident.published_at
    yield N_("发现"), incident.detected_at
    yield N_("送达"), incident.delivered_at
    yield N_("认领"), first.get("claim", incident.claimed_at)
    yield N_("核实"), first.get("verdict", incident.judged_at)
    yield N_("交办"), first.get("assign")
    yield N_("签收"), first.get("accept")
    yield N_("上报"), incident.reports[0].at if incident.reports else None
    yield N_("抄告"), incident.forms[0].at if incident.forms else None
    yield N_("批示"), incident.instructions[0].at if incident.instructions else None
    yield N_("首次回应"), min(public, default=None)
    yield N_("权威发布"), min(_authoritative(incident), default=None)
    yield N_("已撤回发布"), first.get("withdraw")
    yield N_("全面通报"), incident.briefed_at
    if incident.status is Status.CLOSED:
        ends = [told.at for told in story if told.new.get("status") is Status.CLOSED]
        yield N_("办结"), max(ends, default=_last_decided(incident))


def _authoritative(incident: Incident) -> Iterator[datetime]:
    for one in incident.statements:
        if one.published_at is not None and Kind.AUTHORITATIVE in one.kinds:
            yield one.published_at


def _last_decided(incident: Incident) -> datetime | None:
    """Of a closed one this is its closing, or a proposal that was declined since."""
    return incident.last.at if incident.last else None


def _reviewed(incident: Incident) -> bool:
    """Was it looked back on since it was last open?"""
    written = incident.review
    return written is not None and (incident.reopened_at is None or written.at >= incident.reopened_at)


def _span(span: timedelta) -> Message:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return Message(N_("{count} 分钟"), {"count": minutes})
    hours, days = minutes // 60, minutes // (24 * 60)
    if hours < 48:
        return Message(N_("{hours} 小时 {minutes} 分"), {"hours": hours, "minutes": minutes % 60})
    return Message(N_("{count} 天"), {"count": days})


def _lessons(incident: Incident, policy: Policy, texts: Texts) -> str:
    if incident.review is None:
        return texts(N_("💡 还没有写经验教训"))
    return texts(
        N_("💡 {text}\n（{name} {time}）"),
        text=tidy(incident.review.text, LONGEST),
        name=shown(policy.name(incident.review.by), 20),
        time=policy.local(incident.review.at).strftime("%m-%d %H:%M"),
    )


def review_asked(incident: Incident, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """What the leads are to be told by now: that a review is wanted, and three days later that it still is.

    The keys are the same at every look, so each is said once for each time that it was closed.
    """
    closed = _last_decided(incident)
    if not wants_review(incident) or _reviewed(incident) or closed is None or now - closed > ASK_WITHIN:
        return ()
    late = now - closed >= REMIND_AFTER
    text = Message(
        N_("🔎 {number} 办结三天，还没有复盘：{title}") if late else N_("🔎 {number} 已办结，请写复盘：{title}"),
        {"number": incident.number, "title": shown(incident.title, 60)},
    )
    key = f"review{'-again' if late else ''}:{incident.id}:{incident.reopened}"
    asked = Notice(
        key=key,
        chat=0,
        text=rehearsed(text) if incident.drill else text,
        lane=Lane.PROMPT,
        loud=not policy.at_night(now),
        incident=incident.id,
        keys=(_keys(incident),),
    )
    return tuple(replace(asked, key=f"{key}:{lead.id}", chat=lead.id) for lead in policy.holders(Role.LEAD))


def _keys(incident: Incident) -> tuple[Key, ...]:
    """Write it at once, or look at what the log says first."""

    def key(label: str, code: str) -> Key:
        press = Press(action=code, incident=incident.id, seen=incident.decision)
        return Key(label=Message(label), data=encode(press))

    return key(N_("🔎 写复盘"), "rv"), key(N_("👀 看记录"), "rw")
