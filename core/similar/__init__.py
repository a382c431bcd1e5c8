"""Same text (转载转发): what makes two posts one, and the memory of the posts of the last weeks.

The road: a text → `fingerprint` → `Features` → `Similar.closest`: exact digest first, then posts that share at least 4
of the 16 smallest hashes of character 3-grams, then the distance of their SimHashes.
"""

from core.similar.columns import Columns
from core.similar.fingerprint import Features, fingerprint
from core.similar.index import Likeness, Similar
from core.similar.part import Memory, columns_of

__all__ = ["Columns", "Features", "Likeness", "Memory", "Similar", "columns_of", "fingerprint"]
