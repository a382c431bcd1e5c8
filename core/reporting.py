"""人工报送: what a report by hand asks its reporter, what its buttons say, and what becomes of it.

Buttons: `r1:<act>:<report36>[:<arg>]`, with no authority in them; who presses and what still stands is looked at anew.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from core.arrivals import Arrival
from core.callback import to_36
from core.changes import Change, Origin, Turn, decided
from core.channels import CHANNEL_LABELS, Channel
from core.detect import Action, Decision, Prepared
from core.errors import InputError
from core.incident import PHASE_LABELS, Incident, phase
from core.outgoing import Key, Lane, Notice
from core.people import Actor, Role
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message

#: a report that nobody went on with for so long is forgotten
DRAFT_LIFE = timedelta(hours=1)
#: so many incidents near to it are offered
NEAR = 3
PATTERN = r"^r1:"
_FORM = re.compile(r"r1:(?P<act>[jncx]):(?P<draft>[0-9a-z]{1,11})(?::(?P<arg>[0-9a-z]{1,11}))?")
_LETTERS = {"l": Channel.LINK, "p": Channel.PHONE, "v": Channel.VISIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPress:
    """What a press says: join an incident, none of these, how it came in, or let it be."""

    draft: int
    incident: int | None = None
    new: bool = False
    channel: Channel | None = None
    cancelled: bool = False


def read_answer(data: str) -> ReportPress:
    """Read a button's data; anybody can send anything, so whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data)
    if found is None:
        raise _forged()
    act, draft, arg = found["act"], int(found["draft"], 36), found["arg"] or ""
    if max(draft, int(arg or "0", 36)) >= 2**63 or bool(arg) != (act in "jc") or (act == "c" and arg not in _LETTERS):
        raise _forged()
    return ReportPress(
        draft=draft,
        incident=int(arg, 36) if act == "j" else None,
        new=act == "n",
        channel=_LETTERS[arg] if act == "c" else None,
        cancelled=act == "x",
    )


def _forged() -> InputError:
    return InputError(N_("按钮已失效，请重新报送"))


def asks(draft: Arrival, near: Sequence[Incident]) -> Notice | None:
    """What the reporter must still say, None if nothing: first whether it is a known one, then how it came in."""
    if near and draft.incident is None and not draft.new:
        return _asked(draft, "near", N_("可能已经在办，是其中一件吗？"), _near_keys(draft, near))
    if not draft.channel and draft.incident is None:
        keys = tuple(_key(draft, CHANNEL_LABELS[channel], "c", letter) for letter, channel in _LETTERS.items())
        return _asked(draft, "channel", N_("这件事是怎么知道的？"), (keys, (_key(draft, N_("取消"), "x"),)))
    return None


def _near_keys(draft: Arrival, near: Sequence[Incident]) -> tuple[tuple[Key, ...], ...]:
    lines = [
        (_key(draft, N_("{number} {title} · 并入"), "j", to_36(one.id), number=one.number, title=shown(one.title, 24)),)
        for one in near[:NEAR]
    ]
    return (*lines, (_key(draft, N_("都不是，新建"), "n"), _key(draft, N_("取消"), "x")))


def _key(draft: Arrival, label: str, act: str, arg: str = "", **params: object) -> Key:
    data = f"r1:{act}:{to_36(draft.id)}" + (f":{arg}" if arg else "")
    return Key(label=Message(label, params), data=data)


def _asked(draft: Arrival, step: str, text: str, keys: tuple[tuple[Key, ...], ...]) -> Notice:
    about = {"title": _title(draft), "text": Message(text)}
    return said(draft, step, Message(N_("报送「{title}」：{text}"), about), keys)


def said(draft: Arrival, step: str, text: Message, keys: tuple[tuple[Key, ...], ...] = ()) -> Notice:
    """One line to the reporter, in the message that asked where there is one."""
    private = draft.chat == draft.person
    return Notice(
        key=f"report:{draft.id}:{step}",
        chat=draft.chat,
        text=text,
        lane=Lane.PROMPT,
        answers=0 if private else draft.message,
        mentions=() if private or not keys else (draft.person,),
        keys=keys,
        target=draft.dialogue,
    )


def cancelled(draft: Arrival) -> Notice:
    """The reporter let it be."""
    return said(draft, "end", Message(N_("报送「{title}」：已取消"), {"title": _title(draft)}))


def arrived(draft: Arrival, incident: Incident, *, opened: bool) -> Notice:
    """Where the report is now."""
    text = N_("✔ 已报送：{number} {title}") if opened else N_("✔ 已并入 {number} {title}（{phase}）")
    params = {
        "number": incident.number,
        "title": shown(incident.title, 40),
        "phase": Message(PHASE_LABELS[phase(incident)]),
    }
    return replace(said(draft, "end", Message(text, params)), incident=incident.id)


def _title(draft: Arrival) -> str:
    return shown(draft.post.title or draft.post.text or draft.post.url, 30)


def placed(decision: Decision, arrival: Arrival) -> Decision:
    """What a reporter says goes before what the rules say; a report always becomes, or joins, an incident."""
    if not arrival.by_hand:
        return decision
    if arrival.incident is not None:
        return replace(decision, action=Action.ATTACH, incident=arrival.incident, duplicate_of=None)
    if arrival.new:
        return replace(decision, action=Action.OPEN, incident=None, duplicate_of=None)
    if decision.incident is None:
        return replace(decision, action=Action.OPEN)
    return decision


def reported(prepared: Prepared, arrival: Arrival, policy: Policy) -> Prepared:
    """A report opens whatever the rules say of it: its first reason is who reported it, and no daily limit holds."""
    how = CHANNEL_LABELS[arrival.channel] if arrival.channel else "—"
    who = {"name": policy.name(arrival.person), "channel": Message(how)}
    because = Message(N_("{name} 人工报送（{channel}），监测此前没有报出"), who)
    hits = tuple(replace(hit, limit=None) for hit in prepared.hits)
    return replace(prepared, hits=hits, reasons=(because, *(hit.message for hit in hits)))


def entered(change: Change, arrival: Arrival, policy: Policy) -> Change:
    """The change with the door by which its post came, and where a person reported it, as that person's act."""
    origin = Origin(entry=arrival.entry, chat=arrival.chat, message=arrival.message)
    event = replace(change.event, origin=origin)
    member = policy.members.get(arrival.person)
    if member is None or event.type not in ("detect", "add_post"):
        return replace(change, event=event)
    actor = Actor.of(member)
    if event.type == "add_post":
        return replace(change, event=replace(event, actor=actor, role=Role.MEMBER))
    turn = Turn(actor=actor, now=event.at, policy=policy, origin=origin)
    blank = Incident(id=change.subject.id, detected_at=change.subject.detected_at)
    values: dict[str, Any] = {name: new for name, (_, new) in event.diffs.items()}
    told = decided(blank, turn, "report_manual", Role.MEMBER, reported_by=member.id, channel=arrival.channel, **values)
    return replace(told, outgoing=change.outgoing)
