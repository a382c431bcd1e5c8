"""One row of the ledger: what stands in each column. All text from outside is cleaned, and personal numbers masked."""

from collections.abc import Iterator
from datetime import datetime

from core.channels import CHANNEL_LABELS
from core.dossier import CATEGORY_LABELS
from core.grouping import number_of
from core.incident import PHASE_LABELS, VERDICT_LABELS, Incident, Status, phase
from core.ledger.entry import Entry, missed_clocks
from core.policy import Policy
from core.response import PROMISE_LABELS
from core.showing import clean, clip, printed
from core.statement import Stand, Statement
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS

#: a number, a text, a moment on the organisation's wall clock without its zone, or nothing
Value = int | str | datetime | None

#: UTF-16 units of a title, of what somebody wrote, of an address
_TITLE, _WORDS, _ADDRESS = 300, 2000, 2000
_NAME = 60


def cells(entry: Entry, policy: Policy, texts: Texts, now: datetime) -> tuple[Value, ...]:
    """A value for every column of `core.ledger.columns.COLUMNS`."""
    one = entry.incident
    public = [said for said in one.statements if said.is_public]
    told = (report.at for report in one.reports)
    answered = (said.published_at for said in public if said.published_at)
    category = CATEGORY_LABELS.get(one.category, "")
    return (
        one.id,
        _moment(one.detected_at, policy),
        _source(one, policy, texts),
        printed(one.title, _TITLE),
        _address(one.url),
        texts(one.severity.label),
        texts(category),
        texts(VERDICT_LABELS[one.verdict]),
        printed(one.department, _NAME),
        "" if one.owner is None else printed(policy.name(one.owner), _NAME),
        _moment(min(told, default=None), policy),
        _moment(min(answered, default=None), policy),
        "\n".join(dict.fromkeys(_public(said, texts) for said in public if said.link)),
        _moment(entry.closed_at, policy),
        _late(entry, texts, now),
        _result(one, texts),
        "\n".join(_promises(one, texts)),
        "\n".join(_notes(one, texts)),
    )


def _moment(at: datetime | None, policy: Policy) -> datetime | None:
    return None if at is None else policy.local(at).replace(tzinfo=None, microsecond=0)


def _address(url: str) -> str:
    """An address stays as it is: with a number masked it would lead nowhere."""
    return clip(clean(url), _ADDRESS)


def _public(said: Statement, texts: Texts) -> str:
    withdrawn = texts(N_("（已撤回）")) if said.stand is Stand.WITHDRAWN else ""
    return _address(said.link) + withdrawn


def _source(one: Incident, policy: Policy, texts: Texts) -> str:
    if one.reported_by is None:
        return " ".join(filter(None, (printed(one.platform, _NAME), printed(one.source, _NAME))))
    how, who = CHANNEL_LABELS.get(one.channel, ""), printed(policy.name(one.reported_by), _NAME)
    if how:
        return texts(N_("人工报送（{channel}，{who}）"), channel=Message(how), who=who)
    return texts(N_("人工报送（{who}）"), who=who)


def _late(entry: Entry, texts: Texts, now: datetime) -> str:
    late, apart = (missed_clocks(entry, now, overdue=overdue) for overdue in (False, True))
    lines = [texts.say(several(Message(CLOCK_LABELS[clock]) for clock in late)) if late else ""]
    told = [texts(N_("是：{clocks}"), clocks=lines[0]) if late else texts(N_("否"))]
    if apart:
        told.append(texts(N_("起算已过期：{clocks}"), clocks=several(Message(CLOCK_LABELS[one]) for one in apart)))
    return "\n".join(told)


def _result(one: Incident, texts: Texts) -> str:
    if one.status is Status.MERGED and one.merged_into is not None:
        return texts(N_("并入 {number}"), number=number_of(one.merged_into))
    if one.status is Status.INVALID:
        return texts(N_("无效：{reason}"), reason=Message(one.invalid_reason) if one.invalid_reason else "—")
    if one.status is Status.TRANSFERRED and one.transfer is not None:
        return texts(N_("转出至 {unit}"), unit=printed(one.transfer.unit, _NAME))
    state = texts(PHASE_LABELS[phase(one)])
    if one.status is Status.CLOSED and one.outcome:
        return texts(N_("{state}：{outcome}"), state=state, outcome=printed(one.outcome, _WORDS))
    return state


def _promises(one: Incident, texts: Texts) -> Iterator[str]:
    for promise in one.promises:
        yield texts(
            N_("{text}（期限 {due}，{state}）"),
            text=printed(promise.text, _WORDS),
            due=promise.due.isoformat(),
            state=Message(PROMISE_LABELS[promise.state]),
        )


def _notes(one: Incident, texts: Texts) -> Iterator[str]:
    """What stays visible for ever comes first."""
    for said in one.statements:
        if said.bypass:
            yield texts(N_("回应{number} 特批签发：{reason}"), number=said.number, reason=printed(said.bypass, _WORDS))
        if said.solo:
            yield texts(N_("回应{number} 单人签发"), number=said.number)
    if one.no_response:
        yield texts(N_("无需回应：{reason}"), reason=printed(one.no_response, _WORDS))
    if one.extended_to is not None:
        yield texts(N_("答复延期至 {day}"), day=one.extended_to.isoformat())
    if one.reopened:
        yield texts(N_("重开 {count} 次"), count=one.reopened)
    if one.children:
        yield texts(N_("并入的事件：{numbers}"), numbers=several(number_of(child.id) for child in one.children))
