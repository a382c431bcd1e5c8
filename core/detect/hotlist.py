"""Hot lists (热榜): everybody's news, so that a place on one says nothing about us by itself."""

from collections.abc import Iterable

from core.posts import Source
from core.rules import Hit
from core.texts import N_

#: why a post of a hot list stays without a card
WHY = N_("热榜条目只用于升级已有事件；没有命中「:主体 是」的规则，不单独成卡")


def may_open(source: Source, hits: Iterable[Hit]) -> bool:
    """May a post of this source open an incident? One of a hot list only by a rule of our own affairs (:主体 是).

    It may always join an open incident or be a copy of one of its posts.
    """
    return source.kind != "hotlist" or any(hit.subject for hit in hits)
