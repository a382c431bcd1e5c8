"""📊 分析报告: the view that is sent as a message, a picture and a file instead of being shown in a box."""

from core.incident import Incident
from core.policy import Policy
from core.texts import N_, Texts
from core.told import Told

#: of the button
ANALYSIS = "an"


def analysis_state(incident: Incident, _story: tuple[Told, ...], _policy: Policy, texts: Texts) -> str:
    """What a report would be made of."""
    return texts(N_("{number} 共 {count} 帖，可以生成分析报告"), number=incident.number, count=incident.posts)
