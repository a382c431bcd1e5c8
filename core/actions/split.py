"""拆分: posts that are about something else become an incident of their own."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from core.actions.common import is_open, lead_only
from core.callback import from_36
from core.changes import Change, Turn, decided, noted
from core.detect.risk import find_risk
from core.grouping import Kept, Move, counts, sightings, texts_of
from core.headline import headline
from core.incident import Incident
from core.intake import sounds
from core.normalise import readable
from core.numbering import NEW
from core.outgoing import Show
from core.people import Role
from core.rules import LONGEST
from core.sentiment import judge
from core.severity import Risk
from core.showing import shown
from core.spreading import graded
from core.texts import N_, Message
from core.workflow import Action, Around, Choice, Need, Refused

#: as many texts as ticks fit into a button; the first seen keep their places when more come in
MOST = 100


def guard(incident: Incident, turn: Turn) -> Role:
    """A lead; some of the texts, never all of them."""
    is_open(incident)
    role = lead_only(incident, turn)
    if turn.arg:
        _parted(incident, turn)
    return role


def _parted(incident: Incident, turn: Turn) -> tuple[list[Kept], list[Kept]]:
    """The posts that go and those that stay, the first seen first."""
    texts = texts_of([kept for kept in turn.posts if kept.incident == incident.id])
    ticked = from_36(turn.arg)
    if not ticked or ticked >> min(MOST, len(texts)):
        raise Refused("argument", N_("没有这个选项"))
    if ticked.bit_count() == len(texts):
        raise Refused("all", N_("至少要留下一条"))
    sides: tuple[list[Kept], list[Kept]] = [], []
    for place, text in enumerate(texts):
        sides[not ticked >> place & 1].extend(text)
    return sides


def split(incident: Incident, turn: Turn, role: Role) -> tuple[Change, ...]:
    """One event on each side: the posts leave, and a suspected incident is made of them."""
    going, staying = _parted(incident, turn)
    left = decided(
        incident,
        turn,
        "split",
        role,
        notes={"into": NEW, "posts": len(going)},
        moves=(Move(posts=tuple(kept.id for kept in going), to=NEW),),
        **counts(staying),
        **_shown_by(incident, going, staying),
    )
    return left, _made(incident, going, turn, role)


def _shown_by(incident: Incident, going: Sequence[Kept], staying: Sequence[Kept]) -> dict[str, Any]:
    """Where the post that the card shows goes away, the first of the others takes its place."""
    if incident.url not in {kept.post.url for kept in going} - {kept.post.url for kept in staying}:
        return {}
    return _face(staying[0])


def _face(kept: Kept) -> dict[str, Any]:
    title, excerpt = headline(kept.post)
    return {
        "title": title,
        "excerpt": excerpt,
        "url": kept.post.url,
        "source": kept.source.name,
        "platform": kept.source.platform,
        "published_at": kept.post.published_at,
    }


def _made(incident: Incident, going: Sequence[Kept], turn: Turn, role: Role) -> Change:
    level = graded(sightings(going), turn.now, turn.policy.figures.grading_at(turn.now), risk=_risk(going, turn))
    sound = sounds(level.severity, turn.policy, turn.now)
    return noted(
        Incident(id=NEW, detected_at=turn.now),
        turn,
        "split_off",
        role,
        notes={"out_of": incident.id},
        outgoing=(Show(chat=turn.policy.group, loud=sound),) if turn.policy.group else (),
        detected_at=going[0].seen_at,
        severity=level.severity,
        topic=incident.topic,
        suggested=incident.suggested,
        drill=incident.drill,
        pace=incident.pace,
        reasons=(Message(N_("由 {number} 拆出"), {"number": incident.number}), level.because),
        **counts(going),
        **_face(going[0]),
    )


def _risk(going: Sequence[Kept], turn: Turn) -> Risk:
    """What the words of each text say; copies say the same once more."""
    posts = (text[0].post for text in texts_of(going))
    whole = [readable(f"{post.title}\n{post.text}"[:LONGEST]) for post in posts]
    found = [find_risk(text, turn.policy.figures.risk, judge(text).negative) for text in whole]

    def all_of(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(getattr(risk, name) for risk in found)))

    return Risk(
        casualties=all_of("casualties"),
        class_a=all_of("class_a"),
        class_b=all_of("class_b"),
        negative=max(risk.negative or 0.0 for risk in found),
    )


def texts(incident: Incident, around: Around) -> tuple[Choice, ...]:
    """The texts of the incident, each with its copies, the first seen first."""
    return tuple(_choice(incident, text, around) for text in texts_of(around.posts)[:MOST])


def _choice(incident: Incident, text: Sequence[Kept], around: Around) -> Choice:
    first = text[0]
    params = {
        "platform": shown(first.source.platform or first.source.name, 8),
        "time": around.policy.clock(first.post.published_at or first.seen_at, beside=incident.detected_at),
        "title": shown(headline(first.post)[0], 14),
        "copies": Message(N_(" ×{count}"), {"count": len(text)}) if len(text) > 1 else "",
    }
    return Choice(arg="", label=Message(N_("{platform} {time} {title}{copies}"), params))


ACTION = Action(
    code="sp",
    label=N_("✂️ 拆分"),
    roles=frozenset({Role.LEAD}),
    offered=lambda i, t: i.is_open and i.posts > 1 and t.actor.may(Role.LEAD),
    guard=guard,
    decide=split,
    done=N_("已拆出新的一件，卡片马上就到"),
    choices=texts,
    several=True,
    columns=1,
    needs=Need.POSTS,
)
