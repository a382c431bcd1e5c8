"""What a post says by itself, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.detect import hotlist
from core.detect.gate import Organisation, candidate, gate
from core.detect.risk import find_risk
from core.events import Cut, Events, word_weights
from core.normalise import normalise
from core.posts import Post, Source, Tier
from core.rules import LONGEST, Document, Field, Hit, RuleSet
from core.severity import Risk, Severity
from core.similar import Features, Similar, fingerprint
from core.texts import N_, Message
from core.tone import Tone, tone

TIER_LABELS = {
    Tier.CENTRAL: N_("中央媒体"),
    Tier.PROVINCIAL: N_("省级媒体"),
    Tier.CITY: N_("市级媒体"),
    Tier.LOCAL: N_("本地论坛"),
    Tier.SELF: N_("自媒体"),
}


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
    """A post with all that can be said of it alone. `features.words` is empty unless it passed the gate."""

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
    #: None where nobody has judged it
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`incident` is the one to attach to (None where it is new, unknown or none); `duplicate_of` a remembered post."""

    action: Action
    duplicate_of: int | None = None
    incident: int | None = None
    reasons: tuple[Message, ...]


def prepare(
    post: Post,
    source: Source,
    *,
    rules: RuleSet,
    organisation: Organisation | None,
    cut: Cut,
    at: datetime,
    burst: bool = False,
    negative: float | None = None,
) -> Prepared:
    """What the post says by itself. `at` is in the organisation's zone; without an organisation the gate is off."""
    document = rules.document(post, source)
    matched = rules.match_document(document, source, at)
    risk = find_risk(document.readable, negative)
    opened = candidate(rules, matched) or gate(document, source, matched, organisation, risk, burst=burst)
    title, text = _plain(document, Field.TITLE, post.title), _plain(document, Field.TEXT, post.text)
    first = max(matched.hits, key=_weight, default=None)
    by_rule = [*([first] if first else []), *matched.hits]
    return Prepared(
        post=post,
        source=source,
        features=fingerprint(
            text if text.startswith(title) else f"{title}\n{text}",
            word_weights(post.title, post.text, cut, _names(matched.hits)) if opened.passed else {},
        ),
        hits=matched.hits,
        risk=risk,
        passed=opened.passed,
        reasons=(*(hit.message for hit in matched.hits), *matched.excluded, *opened.reasons, _where(source)),
        topic=first.group if first else "",
        department=next((hit.department for hit in by_rule if hit.department), ""),
        rule_level=max((hit.level for hit in matched.hits if hit.level), default=None),
        tone=tone(document.readable, risk),
    )


def decide(
    prepared: Prepared,
    *,
    similar: Similar,
    events: Events,
    since: datetime,
    incident_of: Callable[[int], int | None] | None = None,
) -> Decision:
    """What becomes of the post, compared with what was seen at or after `since`.

    `incident_of` gives the incident of a remembered post. Where it is given, a copy of a post that was ignored may
    still join or open an incident by its own strength; its `duplicate_of` then says whose copy it is.
    """
    likeness = similar.closest(prepared.features, since)
    original = likeness.post if likeness else None
    reasons = (likeness.message, *prepared.reasons) if likeness else prepared.reasons
    incident = incident_of(original) if incident_of and original is not None else None
    if original is not None and not (incident_of and incident is None and prepared.passed):
        return Decision(action=Action.DUPLICATE, duplicate_of=original, incident=incident, reasons=reasons)
    if not prepared.passed:
        return Decision(action=Action.IGNORE, reasons=reasons)
    if same := events.find(prepared.topic, prepared.features, since):
        why = Message(N_("与已有事件相近：相似度 {cosine}"), {"cosine": f"{same[1]:.2f}"})
        return Decision(action=Action.ATTACH, duplicate_of=original, incident=same[0], reasons=(why, *reasons))
    if not hotlist.may_open(prepared.source, prepared.hits):
        return Decision(action=Action.IGNORE, duplicate_of=original, reasons=(Message(hotlist.WHY), *reasons))
    return Decision(action=Action.OPEN, duplicate_of=original, reasons=reasons)


def _where(source: Source) -> Message:
    tier = Message(TIER_LABELS[source.tier])
    if not (name := source.name or source.platform):
        return Message(N_("来源未注明（按{tier}计）"), {"tier": tier})
    return Message(N_("来源：{source}（{tier}）"), {"source": name, "tier": tier})


def _plain(document: Document, field: Field, raw: str) -> str:
    """The comparing form. It differs from the matching form only where somebody is mentioned."""
    raw = raw[:LONGEST]
    return normalise(raw) if "@" in raw or "＠" in raw else document.folded.get(field, "")


def _names(hits: tuple[Hit, ...]) -> set[str]:
    """What rules of our own affairs found: streets, housing estates, stations."""
    return {found.term for hit in hits if hit.subject for found in hit.terms}


def _weight(hit: Hit) -> tuple[int, int]:
    """Which hit names the topic: the highest level, then the most terms; of equals the first of the file."""
    return (hit.level.rank if hit.level else -1, len(hit.terms))
