"""What a post says by itself, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.borders import Border
from core.detect import hotlist
from core.detect.gate import NAME_ONLY, NO_RULE, Organisation, candidate, gate
from core.detect.impression import impression
from core.detect.likeness import features
from core.detect.mentions import Burst, held
from core.detect.riskwords import RiskWords, common
from core.detect.topics import department, heaviest_first
from core.detect.voices import heard, quiet
from core.events import Cut, Events
from core.learning.model import Model
from core.posts import TIER_LABELS, Post, Source
from core.rules import Hit, RuleSet
from core.severity import Risk, Severity
from core.similar import Features, Similar
from core.texts import N_, Message
from core.tone import Tone
from core.voice import Voice

#: of a source whose lessons nobody knows
_NOBODYS = Border()


class Action(StrEnum):
    """What becomes of a post."""

    #: a new incident
    OPEN = "open"
    #: one more post of an open incident
    ATTACH = "attach"
    #: the text of a remembered post
    DUPLICATE = "duplicate"
    #: stored and counted, no card
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A post with all that can be said of it alone. `features.words` is empty unless it passed the gate or names us."""

    post: Post
    source: Source
    features: Features
    hits: tuple[Hit, ...]
    risk: Risk
    passed: bool
    reasons: tuple[Message, ...]
    topic: str = ""
    department: str = ""
    rule_level: Severity | None = None
    #: None where it could not be looked into
    tone: Tone | None = None
    voice: Voice = Voice.OTHERS
    #: where it names us although the gate holds it back: a burst of such posts is a matter
    named: Message | None = None

    @property
    def topics(self) -> frozenset[str]:
        """Every rule group that it is about; it may tell of an incident of each."""
        return frozenset({self.topic, *(hit.group for hit in self.hits)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`incident` is the one to attach to (None where it is new, unknown or none); `duplicate_of` a remembered post."""

    action: Action
    duplicate_of: int | None = None
    incident: int | None = None
    #: it opens an incident only because our name comes in a burst: what is said of that
    burst: Message | None = None
    reasons: tuple[Message, ...]
    #: of a text that quotes another: where it would go if it were no copy
    own: "Decision | None" = None


def prepare(
    post: Post,
    source: Source,
    *,
    rules: RuleSet,
    organisation: Organisation | None,
    cut: Cut,
    at: datetime,
    words: RiskWords | None = None,
    model: Model | None = None,
) -> Prepared:
    """What the post says by itself. `at` is in the organisation's zone; without an organisation the gate is off.

    `words`: what alarms this office, None = what alarms every one; `model`: what its marks taught, None = nothing.
    """
    document = rules.document(post, source)
    matched = rules.match_document(document, source, at)
    felt = impression(document.readable, words or common(), model)
    voice = heard(post, source, document, matched, organisation, felt.risk, felt.tone)
    judged = quiet(voice) or (None if source.drill else candidate(rules, matched))
    opened = judged or gate(document, source, matched, organisation, felt.risk, felt.line)
    name = held(opened, voice, document, organisation, rules)
    topic = next((hit.group for hit in heaviest_first(matched.hits)), "")
    hits = (*(hit.message for hit in matched.hits), *matched.excluded)
    return Prepared(
        post=post,
        source=source,
        features=features(post, document, matched.hits, cut, voice, words=opened.passed or name is not None),
        hits=matched.hits,
        risk=felt.risk,
        passed=opened.passed,
        reasons=(*hits, *opened.reasons, *felt.reasons, _where(source)),
        topic=topic,
        department=department(topic, matched.hits),
        rule_level=matched.level,
        tone=felt.tone,
        voice=voice,
        named=name,
    )


def decide(
    prepared: Prepared,
    *,
    similar: Similar,
    events: Events,
    since: datetime,
    incident_of: Callable[[int], int | None] | None = None,
    burst: Burst | None = None,
    border: Border = _NOBODYS,
    window: datetime | None = None,
) -> Decision:
    """What becomes of the post, compared with what was seen at or after `since`.

    `incident_of` gives the incident of a remembered post. Where it is given, a copy of a post that was ignored may
    still join or open an incident by its own strength; its `duplicate_of` then says whose copy it is.
    In a `burst` of our name a post that only names us passes the gate too; one of them opens an incident.
    `border`: how like an incident a post of this source must be to join it; `window`: since when that must have had its
    newest post, if that is another time than `since`.
    """
    lifted = burst if prepared.named else None
    passed = prepared.passed or lifted is not None
    likeness = similar.closest(prepared.features, since)
    original = likeness.post if likeness else None
    incident = incident_of(original) if incident_of and original is not None else None
    if likeness and not likeness.exact and events.elsewhere(incident, prepared.features):
        likeness = original = incident = None
    said = prepared.reasons if lifted is None else _lifted(prepared, lifted)
    reasons = (likeness.message, *said) if likeness else said
    here = _Here(events=events, since=window or since, border=border, lifted=lifted)
    if original is not None and not (incident_of and incident is None and passed):
        own = _alone(prepared, here, said) if passed and likeness and not likeness.exact else None
        return Decision(action=Action.DUPLICATE, duplicate_of=original, incident=incident, reasons=reasons, own=own)
    if not passed:
        return Decision(action=Action.IGNORE, reasons=reasons)
    return replace(_alone(prepared, here, reasons), duplicate_of=original)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """What a post is compared with beside the texts."""

    events: Events
    since: datetime
    border: Border
    lifted: Burst | None


def _alone(prepared: Prepared, here: _Here, reasons: tuple[Message, ...]) -> Decision:
    """What becomes of a post that may be a matter, whosever copy it is."""
    needed = here.border.within(prepared.topic)
    if same := here.events.find(prepared.topics, prepared.features, here.since, needed):
        why = here.border.why(same.cosine, prepared.topic)
        return Decision(action=Action.ATTACH, incident=same.incident, reasons=(why, *reasons))
    if why_not := _stays(prepared, here.lifted):
        return Decision(action=Action.IGNORE, reasons=(Message(why_not), *reasons))
    return Decision(action=Action.OPEN, burst=here.lifted.reason if here.lifted else None, reasons=reasons)


def _lifted(prepared: Prepared, burst: Burst) -> tuple[Message, ...]:
    """What is said of a post that only the burst lets through: no more that it is held back."""
    others = tuple(one for one in prepared.reasons if one != prepared.named and one.text not in (NO_RULE, NAME_ONLY))
    return (*((prepared.named,) if prepared.named else ()), burst.reason, *others)


def _stays(prepared: Prepared, burst: Burst | None) -> str:
    """Why a post that belongs to nothing known opens nothing, "" where it does."""
    if burst and not burst.opens:
        return N_("集中提及已经提醒过，冷却期内不再单独成卡")
    return "" if hotlist.may_open(prepared.source, prepared.hits) else hotlist.WHY


def _where(source: Source) -> Message:
    tier = Message(TIER_LABELS[source.tier])
    if not (name := source.name or source.platform):
        return Message(N_("来源未注明（按{tier}计）"), {"tier": tier})
    return Message(N_("来源：{source}（{tier}）"), {"source": name, "tier": tier})
