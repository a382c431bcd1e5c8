"""Watch rules (监测规则): what a press officer writes, read whole or not at all, and matched against posts.

The road: `parse` (lines to `Group`s) → `RuleSet` (groups and their index) → `match` (a `Document` to `Matched`).
"""

from core.rules.document import LONGEST, Document, Field
from core.rules.errors import RuleError, RuleErrors
from core.rules.matched import Found, Hit, Matched
from core.rules.ruleset import RuleSet

__all__ = ["LONGEST", "Document", "Field", "Found", "Hit", "Matched", "RuleError", "RuleErrors", "RuleSet"]
