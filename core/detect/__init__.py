"""From a post to a decision: same text → gate → same event → a new incident.

`prepare` is the heavy part and looks at the post alone: it runs off the loop, before any transaction. `decide` compares
with what is remembered and is quick. Every reason is a sentence of the catalogue.
"""

from core.detect.decide import Action, Decision, Prepared, decide, prepare
from core.detect.gate import Gate, Organisation
from core.detect.risk import find_risk
from core.detect.riskwords import FieldOfWork, RiskWords

__all__ = [
    "Action",
    "Decision",
    "FieldOfWork",
    "Gate",
    "Organisation",
    "Prepared",
    "RiskWords",
    "decide",
    "find_risk",
    "prepare",
]
