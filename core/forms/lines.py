"""What the sheets have in common: the incident's own data as the words of an official text, cleaned and bounded."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from core.channels import CHANNEL_LABELS
from core.forms.facts import Fact
from core.incident import VERDICT_LABELS, Incident, Verdict
from core.policy import Policy
from core.showing import clean, clip, mask, shown
from core.statement import KIND_LABELS, Stand
from core.texts import N_, Message, several

#: so many of the newest reports, publications and promises
NEWEST = 3
NOT_YET = Message(N_("（待补充）"))


def tidy(text: str, limit: int) -> str:
    """Like `core.showing.shown`, but its lines stay lines."""
    lines = (clean(line) for line in text.splitlines())
    return clip(mask("\n".join(line for line in lines if line)), limit)


def plain(text: str) -> Message:
    """Words that are no sentence of ours."""
    return Message(N_("{text}"), {"text": text})


def joined(words: Iterable[Message]) -> Message:
    """Clauses of one text."""
    whole = None
    for word in words:
        whole = word if whole is None else Message(N_("{first}；{then}"), {"first": whole, "then": word})
    return whole or NOT_YET


def fact(incident: Incident, which: Fact, limit: int) -> Message:
    """What people filled in, or that it is still to come."""
    text = tidy(incident.facts.get(which, ""), limit)
    return plain(text) if text else NOT_YET


def stamp(instant: datetime, policy: Policy) -> str:
    """Date and time on the organisation's clock, as an official text gives them."""
    return policy.local(instant).strftime("%Y-%m-%d %H:%M")


def when(incident: Incident, policy: Policy) -> Message:
    """When it happened, as far as anybody knows, when it was written of, and when we found it."""
    happened = tidy(incident.facts.get(Fact.TIME, ""), 100)
    told = [plain(happened)] if happened else []
    if incident.published_at is not None:
        told.append(Message(N_("{time} 发帖"), {"time": stamp(incident.published_at, policy)}))
    return joined((*told, Message(N_("{time} 发现"), {"time": stamp(incident.detected_at, policy)})))


def origin(incident: Incident, policy: Policy) -> Message:
    """Where it was found, and its address."""
    platform, source = shown(incident.platform, 20), shown(incident.source, 40)
    if incident.reported_by is not None:
        channel = CHANNEL_LABELS.get(incident.channel)
        how = Message(N_("（{channel}）"), {"channel": Message(channel)}) if channel else ""
        name = shown(policy.name(incident.reported_by), 20)
        found = Message(N_("人工报送{how} {name}"), {"how": how, "name": name})
    else:
        found = plain(" ".join(word for word in (platform, source) if word) or "—")
    link = clip(clean(incident.url), 300) or Message(N_("无链接"))
    return Message(N_("{found}；{link}"), {"found": found, "link": link})


def spread(incident: Incident) -> Message:
    """How far it has come."""
    params = {
        "posts": incident.posts,
        "platforms": max(1, len(incident.platforms)),
        "reposts": incident.reposts,
    }
    return Message(N_("共 {posts} 帖，涉及 {platforms} 个平台，最高转发 {reposts} 次"), params)


def measures(incident: Incident, policy: Policy) -> Iterator[Message]:
    """What has been done, from the incident's file, a clause for each."""
    if incident.owner is not None and incident.claimed_at is not None:
        params = {"time": stamp(incident.claimed_at, policy), "name": shown(policy.name(incident.owner), 20)}
        yield Message(N_("{time} 由 {name} 负责"), params)
    if incident.verdict is not Verdict.UNVERIFIED:
        basis = Message(N_("（{reason}）"), {"reason": shown(incident.basis, 120)}) if incident.basis else ""
        yield Message(
            N_("经核实{verdict}{basis}"), {"verdict": Message(VERDICT_LABELS[incident.verdict]), "basis": basis}
        )
    if incident.department:
        yield Message(N_("已交{department}办理"), {"department": shown(incident.department, 40)})
    yield from (word for _, word in sorted((*_reported(incident, policy), *_published(incident, policy)), key=_first))
    for promise in incident.promises[-NEWEST:]:
        yield Message(N_("承诺 {day} 前：{text}"), {"day": promise.due.isoformat(), "text": shown(promise.text, 120)})


def _first(told: tuple[datetime, Message]) -> datetime:
    return told[0]


def _reported(incident: Incident, policy: Policy) -> Iterator[tuple[datetime, Message]]:
    for report in incident.reports[-NEWEST:]:
        params = {"time": stamp(report.at, policy), "to": shown(report.to, 40)}
        yield report.at, Message(N_("{time} 已上报{to}"), params)


def _published(incident: Incident, policy: Policy) -> Iterator[tuple[datetime, Message]]:
    public = [one for one in incident.statements if one.is_public and one.published_at is not None]
    for one in public[-NEWEST:]:
        kinds = several(Message(KIND_LABELS[kind]) for kind in one.kinds)
        at = one.published_at or one.edited_at
        words = N_("{time} 已发布{kinds}，后已撤回") if one.stand is Stand.WITHDRAWN else N_("{time} 已发布{kinds}")
        yield at, Message(words, {"time": stamp(at, policy), "kinds": kinds})


def signature(person: str, policy: Policy) -> Message:
    """Who sends it: the organisation, and the person."""
    house = shown(policy.figures.organisation, 60)
    return plain(" ".join(word for word in (house, shown(person, 20)) if word) or "—")
