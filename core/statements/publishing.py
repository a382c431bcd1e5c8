"""A signed text becomes public, or does not: by a person's word, or by what came of a release."""

from dataclasses import replace

from core.changes import Change, Turn
from core.incident import Incident
from core.outgoing import Look, Outgoing
from core.people import Role
from core.statement import Stand, Statement
from core.statements.rulings import ruled
from core.statements.standing import after_publishing, replaced
from core.statements.telling import line, unknown
from core.texts import N_


def published(
    incident: Incident, statement: Statement, turn: Turn, role: Role, *, link: str, platform: str, look: bool
) -> Change:
    """It is public now. `look`: the page is fetched later, to be kept and compared with the text."""
    done = replace(
        statement,
        stand=Stand.PUBLISHED,
        link=link,
        platform=platform,
        published_at=turn.now,
        published_by=turn.actor.id,
        posts=incident.posts,
        reposts=incident.reposts,
    )
    after = replace(incident, statements=replaced(incident, done))
    text = N_("📣 {number} 回应 {version}（{kind}）已发布")
    outgoing: tuple[Outgoing, ...] = (line(incident, done, turn.policy, "published", text),)
    # in a drill nothing stands anywhere: whoever the link names is left in peace
    if look and link and not incident.drill:
        outgoing = (*outgoing, Look(statement=done.number, url=link))
    return ruled(incident, turn, "publish", role, done, outgoing=outgoing, status=after_publishing(after, done))


def sent_nowhere(incident: Incident, statement: Statement, turn: Turn, role: Role, type_: str, text: str) -> Change:
    """It certainly does not stand in the channel: signed as before, to be published again. The group is told."""
    done = replace(statement, stand=Stand.APPROVED)
    told = line(incident, done, turn.policy, type_, text, mentions=(done.author,))
    return ruled(incident, turn, type_, role, done, outgoing=(told,))


def sent_perhaps(incident: Incident, statement: Statement, turn: Turn) -> Change:
    """The answer to a release was lost, or we died while it was under way: only a person can tell."""
    done = replace(statement, stand=Stand.UNKNOWN)
    told = unknown(incident, done, turn.policy)
    return ruled(incident, turn, "send_unknown", Role.SYSTEM, done, outgoing=told)
