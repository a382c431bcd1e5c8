"""What a card says: at most eight short lines of Telegram HTML, within a budget of characters."""

import re
from html import escape, unescape

from core.cards.details import of_kind
from core.cards.heat import heat_line, spread_line
from core.cards.playbook import promise_line
from core.cards.statement_lines import response_line
from core.cards.times import times_line
from core.channels import CHANNEL_LABELS
from core.incident import PHASE_LABELS, VERDICT_LABELS, Incident, Status, Verdict, phase
from core.policy import Policy
from core.showing import link, shown, utf16
from core.texts import N_, Message, Texts

#: what a card is long at most, in UTF-16 units, and what it is long when it is comfortable to read
LONGEST, COMFORTABLE = 420, 350
#: what the parts that give way are long: the title, the post's own words, the last line (what it cannot hold
#: stands in 详情)
_TITLE, _WORDS, _FURTHER = (30, 60), (20, 90), (62, 110)
_TAG = re.compile(r"<[^>]*>")


def card_text(incident: Incident, policy: Policy, texts: Texts) -> str:
    """At most eight short lines; the state as a word, times absolute, everything from outside escaped.

    What says the state stands whole. The last line, the title and the post's words share the room that is left.
    """
    above, below = (
        (head(incident, texts), _provenance(incident, policy, texts)),
        (times_line(incident, policy, texts), _team(incident, policy, texts), _links(incident, policy, texts)),
    )
    room = LONGEST - _long(*above, *below)
    further = _further(incident, policy, texts, _within(room - _TITLE[0], _FURTHER))
    room -= _long(further)
    title = texts.html("<b>{title}</b>", title=shown(incident.title, _within(room - 1, _TITLE)))
    room -= _long(title)
    excerpt = _excerpt(incident, room, texts)
    lines = (above[0], title, above[1], excerpt, *below, further)
    return "\n".join(line for line in lines if line)


def _within(room: int, least_most: tuple[int, int]) -> int:
    least, most = least_most
    return max(least, min(most, room))


def _further(incident: Incident, policy: Policy, texts: Texts, room: int) -> str:
    """The answer, whom it went to, what was told upward, what was promised, the heat since: what one line holds."""
    parts = (
        escape(response_line(incident, policy, texts), quote=False),
        _handed_on(incident, texts),
        _reported(incident, policy, texts),
        promise_line(incident, policy, texts),
        heat_line(incident, texts),
    )
    kept, between = [part for part in parts if part], texts.html(N_(" · "))
    while len(kept) > 1 and _visible(between.join(kept)) > room:
        kept.pop()
    return between.join(kept)


def _long(*lines: str) -> int:
    """What these lines take, each with its end."""
    return sum(_visible(line) + 1 for line in lines if line)


def _visible(line: str) -> int:
    """How long a line of HTML is on the screen, in UTF-16 units."""
    return utf16(unescape(_TAG.sub("", line)))


def _excerpt(incident: Incident, room: int, texts: Texts) -> str:
    """The post's own words, a few at least where there is room for any; they are the first to give way."""
    comfortable = _within(room - (LONGEST - COMFORTABLE), _WORDS)
    words = min(comfortable, room - len("「」") - 1)
    if not incident.excerpt or words <= 0:
        return ""
    return texts.html(N_("「{excerpt}」"), excerpt=shown(incident.excerpt, words))


def _team(incident: Incident, policy: Policy, texts: Texts) -> str:
    line = texts.html(
        N_("👤 {owner} · 部门 {department} · 核实 {verdict}"),
        owner=shown(policy.name(incident.owner), 20),
        department=shown(incident.department or "—", 20),
        verdict=_verdict(incident),
    )
    kind = of_kind(incident, texts)
    return f"{line} · {kind}" if kind else line


def _handed_on(incident: Incident, texts: Texts) -> str:
    """Whose matter it is now, and whether they have signed for it."""
    if incident.status is not Status.TRANSFERRED or incident.transfer is None:
        return ""
    signed = incident.transfer.received_at is not None
    words = N_("📮 已转{unit} · 对方已签收") if signed else N_("📮 已转{unit} · 待对方签收")
    return texts.html(words, unit=shown(incident.transfer.unit, 20))


def _reported(incident: Incident, policy: Policy, texts: Texts) -> str:
    """The newest report upward; how many there were stands in 详情 and 时间线."""
    if not incident.reports:
        return ""
    last = incident.reports[-1]
    time = policy.clock(last.at, beside=incident.detected_at)
    return texts.html(N_("📤 已上报 {to} {time}"), to=shown(last.to, 20), time=time)


def _verdict(incident: Incident) -> object:
    return "—" if incident.verdict is Verdict.UNVERIFIED else Message(VERDICT_LABELS[incident.verdict])


def head(incident: Incident, texts: Texts) -> str:
    drill = texts.html(N_("【演练】")) if incident.drill else ""
    again = texts.html(N_(" · 第 {count} 次重开"), count=incident.reopened) if incident.reopened else ""
    waived = texts.html(N_(" · 无需回应")) if incident.no_response else ""
    return (
        drill
        + texts.html(
            N_("{symbol} {number} {severity} · {phase}"),
            symbol=incident.severity.symbol,
            number=incident.number,
            severity=Message(incident.severity.label),
            phase=Message(PHASE_LABELS[phase(incident)]),
        )
        + again
        + waived
    )


def _provenance(incident: Incident, policy: Policy, texts: Texts) -> str:
    when = (
        texts(N_("时间未知"))
        if incident.published_at is None
        else policy.local(incident.published_at).strftime("%m-%d %H:%M")
    )
    beside = incident.published_at or incident.detected_at
    line = texts.html(
        N_("{platform} {source} {published} · 发现 {detected}"),
        platform=shown(incident.platform, 10),
        source=_told_by(incident, policy, texts),
        published=when,
        detected=policy.clock(incident.detected_at, beside=beside),
    ).strip()
    return line + spread_line(incident, texts)


def _told_by(incident: Incident, policy: Policy, texts: Texts) -> str:
    """The source; of a report by hand who reported it: the watch had missed it (漏报, W6)."""
    if incident.reported_by is None:
        return shown(incident.source, 16)
    how = CHANNEL_LABELS.get(incident.channel, "")
    source = texts(N_("人工报送（{channel}）"), channel=Message(how)) if how else texts(N_("人工报送"))
    return f"{source} · {shown(policy.name(incident.reported_by), 12)}"


def _original(incident: Incident, policy: Policy, texts: Texts) -> str:
    """What the link is called: the post may be gone while its page is kept."""
    gone = next((one.at for one in incident.gone if one.first), None)
    if gone is None:
        return texts(N_("原帖"))
    return texts(N_("原帖已删 {date}"), date=policy.local(gone).strftime("%m-%d"))


def _links(incident: Incident, policy: Policy, texts: Texts) -> str:
    absent = not incident.url and (incident.drill or incident.reported_by is not None)
    original = "🔗 " + (texts(N_("无链接")) if absent else link(incident.url, _original(incident, policy, texts)))
    if kept := incident.evidence + incident.pages:
        original += texts.html(N_(" · 存证 {count}"), count=kept)
    if not incident.assistants:
        return original
    names = texts(N_("、")).join(policy.name(p) for p in incident.assistants[:3])
    more = texts(N_("等 {count} 人"), count=len(incident.assistants)) if len(incident.assistants) > 3 else ""
    return original + texts.html(N_(" · 协助 {names}{more}"), names=shown(names, 30), more=more)
