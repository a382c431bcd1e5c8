"""The card of an incident: pure text and buttons, the same for the same state, within every limit of the Bot API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.actions import ACTIONS
from core.callback import Press, deep_link, encode
from core.changes import Entry, Origin, Turn
from core.incident import PHASE_LABELS, VERDICT_LABELS, Incident, Verdict, phase
from core.keys import PER_ROW, Button, Keyboard, picker_keys
from core.people import SYSTEM, Actor
from core.policy import Policy
from core.showing import link, shown
from core.texts import N_, Message, Texts
from core.views import VIEWS, View
from core.workflow import Action, Refused, permit


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands in a chat: Telegram HTML and its keys."""

    html: str
    keyboard: Keyboard = ()


def shared_card(incident: Incident, policy: Policy, texts: Texts, *, now: datetime, picker: str = "") -> Card:
    """The card of a group: the union of everybody's buttons, judged at the press."""
    keys = picker_keys(incident, policy, texts, picker) or _rows(incident, policy, texts, now)
    return Card(html=card_text(incident, policy, texts), keyboard=keys)


def menu_card(
    incident: Incident, actor: Actor, policy: Policy, texts: Texts, *, now: datetime, picker: str = ""
) -> Card:
    """The ⋯ menu in a private chat: everything this person may do now, and what can be shown."""
    keys = picker_keys(incident, policy, texts, picker) or _menu(incident, actor, policy, texts, now)
    return Card(html=card_text(incident, policy, texts), keyboard=keys)


def card_text(incident: Incident, policy: Policy, texts: Texts) -> str:
    """At most eight short lines; the state as a word, times absolute, everything from outside escaped."""
    lines = [
        _head(incident, texts),
        texts.html("<b>{title}</b>", title=shown(incident.title, 60)),
        _provenance(incident, policy, texts),
    ]
    if incident.excerpt:
        lines.append(texts.html(N_("「{excerpt}」"), excerpt=shown(incident.excerpt, 90)))
    lines.append(
        texts.html(
            N_("👤 {owner} · 部门 {department} · 核实 {verdict}"),
            owner=shown(policy.name(incident.owner), 20),
            department=shown(incident.department or "—", 20),
            verdict=_verdict(incident),
        )
    )
    lines.append(_links(incident, policy, texts))
    return "\n".join(lines)


def _verdict(incident: Incident) -> object:
    return "—" if incident.verdict is Verdict.UNVERIFIED else Message(VERDICT_LABELS[incident.verdict])


def _head(incident: Incident, texts: Texts) -> str:
    drill = texts.html(N_("【演练】")) if incident.drill else ""
    again = texts.html(N_(" · 第{count}次重开"), count=incident.reopened) if incident.reopened else ""
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
        source=shown(incident.source, 16),
        published=when,
        detected=policy.clock(incident.detected_at, beside=beside),
    ).strip()
    return line + _spread(incident, texts)


def _spread(incident: Incident, texts: Texts) -> str:
    """How far it has come; a single post needs no count."""
    platforms = max(1, len(incident.platforms))
    counts = texts.html(N_(" · {posts} 帖 {platforms} 平台"), posts=incident.posts, platforms=platforms)
    reposts = texts.html(N_(" · 转发 {count}"), count=incident.reposts) if incident.reposts else ""
    return (counts if incident.posts > 1 else "") + reposts


def _links(incident: Incident, policy: Policy, texts: Texts) -> str:
    original = "🔗 " + link(incident.url, texts(N_("原帖")))
    if not incident.assistants:
        return original
    names = texts(N_("、")).join(policy.name(p) for p in incident.assistants[:3])
    more = texts(N_("等{count}人"), count=len(incident.assistants)) if len(incident.assistants) > 3 else ""
    return original + texts.html(N_(" · 协助 {names}{more}"), names=shown(names, 30), more=more)


def _rows(incident: Incident, policy: Policy, texts: Texts, now: datetime) -> Keyboard:
    """Rows 1 to 3 from the places that actions and views name, row 4 leads to the private menu."""
    here, turn = phase(incident), _looking(SYSTEM, policy, now)
    rows: list[tuple[Button, ...]] = []
    for number in (1, 2, 3):
        views = [v for v in VIEWS if v.places.get(here) == number]
        actions = [a for a in ACTIONS if a.places.get(here) == number and a.offered(incident, turn)]
        keys = tuple(_key(entry, incident, texts) for entry in _both(views, actions))
        rows.extend(keys[at : at + PER_ROW] for at in range(0, len(keys), PER_ROW))
    more = Button(label=texts(N_("⋯ 更多")), url=deep_link(policy.username, incident.id))
    return (*rows, (more,))


def _menu(incident: Incident, actor: Actor, policy: Policy, texts: Texts, now: datetime) -> Keyboard:
    turn = _looking(actor, policy, now)
    actions = [a for a in ACTIONS if a.offered(incident, turn) and _may(a, incident, turn)]
    keys = tuple(_key(entry, incident, texts) for entry in _both(actions, VIEWS))
    return tuple(keys[at : at + PER_ROW] for at in range(0, len(keys), PER_ROW))


def _both(first: Sequence[Action | View], second: Sequence[Action | View]) -> tuple[Action | View, ...]:
    return (*first, *second)


def _may(action: Action, incident: Incident, turn: Turn) -> bool:
    try:
        permit(action, incident, turn)
    except Refused as refused:
        return bool(refused.ask)  # only words are missing: the press will ask for them
    return True


def _looking(actor: Actor, policy: Policy, now: datetime) -> Turn:
    return Turn(actor=actor, now=now, policy=policy, origin=Origin(entry=Entry.JOB))


def _key(entry: Action | View, incident: Incident, texts: Texts) -> Button:
    press = Press(action=entry.code, incident=incident.id, seen=incident.decision)
    return Button(label=texts(entry.label), data=encode(press))
