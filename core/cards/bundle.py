"""📦 导出: what the key says where the file itself has no place."""

from collections.abc import Sequence

from core.incident import Incident
from core.policy import Policy
from core.texts import N_, Texts

#: the code of its key
BUNDLE = "xp"


def bundle_state(incident: Incident, _story: Sequence[object], _policy: Policy, texts: Texts) -> str:
    """What would be inside."""
    text = N_("{number} 的导出包：当前状态、全部留痕、帖文、{texts} 份回应、{evidence} 件证据，附校验清单")
    return texts(text, number=incident.number, texts=len(incident.statements), evidence=incident.evidence)
