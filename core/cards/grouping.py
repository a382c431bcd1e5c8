"""The card of an incident that was merged into another: a pointer with one link, and nothing to press for."""

from core.callback import deep_link
from core.cards.keys import Button, Keyboard
from core.grouping import number_of
from core.incident import Incident, Status
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Texts


def is_pointer(incident: Incident) -> bool:
    """Does its card only say where it went?"""
    return incident.status is Status.MERGED and incident.merged_into is not None


def pointer(head: str, incident: Incident, policy: Policy, texts: Texts) -> tuple[str, Keyboard]:
    """The text under the card's own `head` line, as Telegram HTML, and the link to the menu of where it went."""
    number = number_of(incident.merged_into)
    lines = [head, texts.html("<b>{title}</b>", title=shown(incident.title, 60))]
    if incident.last is None or incident.merged_at is None:
        lines.append(texts.html(N_("🔗 已并入 {number}"), number=number))
    else:
        lines.append(
            texts.html(
                N_("🔗 已并入 {number} · {name} {time}"),
                number=number,
                name=shown(policy.name(incident.last.by), 20),
                time=policy.clock(incident.merged_at, beside=incident.detected_at),
            )
        )
    link = deep_link(policy.username, incident.merged_into or 0)
    return "\n".join(lines), ((Button(label=texts(N_("👀 主案 {number}"), number=number), url=link),),)
