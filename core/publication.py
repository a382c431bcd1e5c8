"""What of an incident is public, and what that answers: the one place that knows what a reopening makes void."""

from core.incident import Incident, Verdict
from core.statement import Kind, Stand, Statement


def publications(incident: Incident) -> tuple[Statement, ...]:
    """What was published since it was found, or reopened; what was withdrawn later is among it."""
    since = incident.reopened_at
    return tuple(
        one
        for one in incident.statements
        if one.is_public and one.published_at is not None and (since is None or one.published_at >= since)
    )


def still_public(incident: Incident) -> tuple[Statement, ...]:
    """Of these, what stands in public now."""
    return tuple(one for one in publications(incident) if one.stand is Stand.PUBLISHED)


def is_final(incident: Incident, statement: Statement) -> bool:
    """Would it end the matter? With verdict 不实 a correction does too."""
    kinds = {Kind.FINAL} | ({Kind.CORRECTION} if incident.verdict is Verdict.FALSE else set())
    return bool(kinds & set(statement.kinds))
