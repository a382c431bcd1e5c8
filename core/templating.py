"""A template (模板) as the organisation wrote it: a text with gaps, for one kind of statement and one category."""

from dataclasses import dataclass

from core.dossier import Category
from core.statement import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEntry:
    """One template of our own; it stands before the built-in one of the same kind and category."""

    kind: Kind
    #: NONE = for every category
    category: Category = Category.NONE
    text: str
