"""口径检查 (S2): advice on a draft, each piece with its place. It stops nobody; who signs decides."""

from collections.abc import Sequence

from core.incident import Incident
from core.wording.advice import Advice, Draft, DraftRule
from core.wording.rules import RULES

__all__ = ["MOST", "Advice", "DraftRule", "checked", "marked"]

#: more at a time nobody reads
MOST = 8
#: characters of a draft that are looked at
_FAR = 20_000


def checked(text: str, incident: Incident, earlier: Sequence[str]) -> tuple[Advice, ...]:
    """At most 8 pieces of advice, at most one of each rule, the gravest first.

    `earlier` holds the statements that were published before, the newest last.
    """
    draft = Draft(text=text[:_FAR], incident=incident, earlier=earlier)
    found = (rule(draft) for rule in RULES)
    return tuple(advice for advice in found if advice is not None)[:MOST]


def marked(text: str, advice: Sequence[Advice]) -> str:
    """The text for plain reading, each place of the advice between 【 and 】; places that overlap become one."""
    places: list[tuple[int, int]] = []
    for begin, end in sorted((one.begin, one.end) for one in advice if one.begin < one.end):
        if places and begin < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((begin, end))
    parts, at = [], 0
    for begin, end in places:
        parts += [text[at:begin], "【", text[begin:end], "】"]
        at = end
    return "".join([*parts, text[at:]])
