"""已发布: the signed text stands in public; the link, or a photo of it, is kept as proof."""

from core.actions.common import TEAM, is_open
from core.changes import Change, Turn
from core.incident import Incident, Phase
from core.people import Role
from core.showing import shown
from core.statement import Stand
from core.statements.guards import choices, meant, only, the
from core.statements.places import link_in, platform_of
from core.statements.publishing import published
from core.statements.standing import standing
from core.texts import N_
from core.workflow import Action, Refused

_SIGNED = frozenset({Stand.APPROVED})
#: UTF-16 units of what names a platform
_NAME = 12


def guard(incident: Incident, turn: Turn) -> Role:
    """Anybody of the team, of the very text that was signed."""
    is_open(incident)
    meant(incident, turn, _SIGNED)
    if turn.words and not link_in(turn.words) and turn.file is None:
        raise Refused("no_link", N_("请回复发布页面的链接（http 或 https 开头），或发一张页面截图"))
    return Role.MEMBER


def publish(incident: Incident, turn: Turn, role: Role) -> Change:
    """The clocks stop now; the page is looked at afterwards."""
    link = link_in(turn.words)
    below = turn.file.caption if turn.file else ""
    platform = platform_of(link) if link else shown(below, _NAME)
    return published(incident, the(incident, turn), turn, role, link=link, platform=platform, look=True)


ACTION = Action(
    code="pb",
    label=N_("📣 已发布"),
    roles=TEAM,
    offered=lambda i, _: i.is_open and bool(standing(i, _SIGNED)),
    guard=guard,
    decide=publish,
    done=N_("已记下发布"),
    places={Phase.TO_PUBLISH: 2},
    choices=choices(Stand.APPROVED),
    columns=1,
    asks=N_("请回复 {number} 发布页面的链接，或页面截图（图下写平台名）"),
    confirm=True,
    commutes=True,
    longest=2000,
    names=only(Stand.APPROVED),
    by_photo=True,
)
