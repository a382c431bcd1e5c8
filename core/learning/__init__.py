"""What is learnt from the team's marks: n-grams of characters beside the lexicon, scored without anything but numpy.

`jobs.learning` fits a `Model`; whoever judges posts only reads one. A model without marks would be the lexicon alone.
"""

from core.learning.marks import Mark
from core.learning.measures import auc, cut_at, rate
from core.learning.model import Judged, Model, ModelError

__all__ = ["Judged", "Mark", "Model", "ModelError", "auc", "cut_at", "rate"]
