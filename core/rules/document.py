"""A post as the rules see it: each field once tidy, once in lower case of the same length."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.normalise import fold, readable, tidy
from core.posts import Post, Source
from core.texts import N_

#: nobody writes more; what comes after it is not looked at, so that one post cannot hold up the rest
LONGEST = 50_000


class Field(StrEnum):
    """Where a term is looked for; the value is how a rule names it."""

    TITLE = N_("标题")
    TEXT = N_("正文")
    AUTHOR = N_("作者")
    SOURCE = N_("来源")
    LINK = N_("链接")


#: where a term without a field is looked for
COMMON = frozenset({Field.TITLE, Field.TEXT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The fields of one post. An offset is a character of the tidy field, the same in `tidied` and `folded`."""

    tidied: Mapping[Field, str]
    folded: Mapping[Field, str]

    @classmethod
    def of(cls, post: Post, source: Source, fields: frozenset[Field] = frozenset(Field)) -> "Document":
        """Title and text without links, forward prefixes and markup; the other fields only where they are asked for."""
        tidied = {Field.TITLE: readable(post.title[:LONGEST]), Field.TEXT: readable(post.text[:LONGEST])}
        if Field.AUTHOR in fields:
            tidied[Field.AUTHOR] = tidy(post.author[:LONGEST])
        if Field.SOURCE in fields:
            tidied[Field.SOURCE] = f"{tidy(source.name)}\n{tidy(source.platform)}".strip()
        if Field.LINK in fields:
            tidied[Field.LINK] = tidy(post.url[:LONGEST])
        tidied = {field: text for field, text in tidied.items() if text}
        return cls(tidied=tidied, folded={where: fold(text) for where, text in tidied.items()})

    @property
    def readable(self) -> str:
        """Title and text; the title only where the text does not begin with it."""
        title, text = self.tidied.get(Field.TITLE, ""), self.tidied.get(Field.TEXT, "")
        return text if text.startswith(title) else f"{title}\n{text}"
