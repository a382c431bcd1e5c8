"""预设 as people are shown them: what a kind of organisation may watch, and honestly what each source takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.lists.incidents import Answer, Keys, plain
from core.outgoing import Key
from core.posts import Source
from core.showing import shown
from core.texts import N_, Message, Texts
from core.watching.listing import PRESET, SourcePress, encode_source


class Status(StrEnum):
    """What it takes to read a source."""

    #: 直接可用
    OPEN = "open"
    #: 要服务
    SERVICE = "service"
    #: 要填网址
    ADDRESS = "address"
    #: 要登录，不提供
    COOKIES = "cookies"
    #: 只能推送
    PUSH = "push"


STATUS_LABELS = {
    Status.OPEN: N_("直接可用"),
    Status.SERVICE: N_("要 RSSHub 或 newsnow 服务"),
    Status.ADDRESS: N_("要自己填网址"),
    Status.COOKIES: N_("要登录，不提供"),
    Status.PUSH: N_("只能推送或人工报送"),
}
_NOTE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One line of a preset. `source` is None where it cannot be added as it is; `problem` then says what is missing."""

    name: str
    status: Status
    note: str
    source: Source | None = None
    problem: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What /source preset has to offer: the kinds, and of the one that was named its sources."""

    kinds: Sequence[str]
    title: str = ""
    offers: Sequence[Offered] = ()


def menu_told(menu: Menu, texts: Texts) -> Answer:
    """The kinds, a key each, where none was named; else its sources with their numbers, what cannot be read last."""
    if not menu.title:
        text = texts(N_("监测源预设：点一类单位，看有哪些现成的监测源"))
        kinds = [_key(plain(_short(title)), place) for place, title in enumerate(menu.kinds, 1)]
        return Answer(text=plain(text), keys=by_two(kinds))
    lines = [texts(N_("「{title}」可用的监测源："), title=menu.title)]
    for number, one in enumerate(menu.offers, 1):
        status, note = Message(STATUS_LABELS[one.status]), shown(one.note, _NOTE)
        text = N_("{number}. {name}（{status}）{note}") if _can_be_read(one) else N_("× {name}（{status}）{note}")
        lines.append(texts(text, number=number, name=one.name, status=status, note=note))
    lines.append(texts(N_("点一个先试读，读得到再启用")))
    kind = menu.kinds.index(menu.title) + 1
    add = [
        _key(Message(N_("➕ {name}"), {"name": shown(one.name, 12)}), kind, number)
        for number, one in enumerate(menu.offers, 1)
        if one.source is not None
    ]
    return Answer(text=plain("\n".join(lines)), keys=(*by_two(add), (_key(Message(N_("← 其他单位")), 0),)))


def kind_named(menu: Menu, place: int) -> str:
    """The kind that a key means, "" for all of them."""
    return menu.kinds[place - 1] if 0 < place <= len(menu.kinds) else ""


def by_two(keys: Sequence[Key]) -> Keys:
    """Keys in rows of two."""
    return tuple(tuple(keys[at : at + 2]) for at in range(0, len(keys), 2))


def _key(label: Message, kind: int, number: int | None = None) -> Key:
    return Key(label=label, data=encode_source(SourcePress(code=PRESET, source=kind, page=number)))


def _short(title: str) -> str:
    return title.partition("（")[0]


def chosen(menu: Menu, number: str) -> Offered | None:
    """The one with this number, None where there is none."""
    return next((one for at, one in enumerate(menu.offers, 1) if str(at) == number and _can_be_read(one)), None)


def _can_be_read(one: Offered) -> bool:
    return one.status not in (Status.COOKIES, Status.PUSH)
