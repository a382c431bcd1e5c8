"""监测源 as people ask for them: the blind ones first, and what a lead may do with each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.arrivals import KIND
from core.callback import LIMIT, from_36, to_36
from core.errors import InputError
from core.lists.incidents import Answer, Keys, cut, last_page, plain, turning
from core.outgoing import Key
from core.policy import Policy
from core.posts import Post
from core.showing import shown
from core.texts import N_, Message, Texts
from core.watching.health import BLIND, HEALTH_LABELS, Health

PER_PAGE = 10
#: try it once; let it be looked at again; let it rest; take back what was only tried
TEST, RESUME, PAUSE, DROP = "ts", "on", "of", "dp"
#: another page, without and with keys: who asked decides, whoever turns it
TURN, TURN_KEYS = "pg", "pk"
#: the kind of organisation in this place, 0 for all kinds; with a page: the source of this number in it
PRESET = "pr"
CODES = frozenset({TEST, RESUME, PAUSE, DROP, TURN, TURN_KEYS, PRESET})

_FORM = re.compile(r"s1:(?P<code>[a-z]{2}):(?P<id>[0-9a-z]{1,11})(?::(?P<page>[0-9a-z]{1,4}))?")
_WELL = (Health.OK, Health.NEW)
_SIGNS = {Health.OK: "🟢", Health.NEW: "⚪", Health.MOVED: "🟡"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a source brought in the last seven days, and for how long nobody saw what happened there."""

    posts: int = 0
    incidents: int = 0
    blind: timedelta = timedelta()


class Stand(Protocol):
    """A source as storage tells of it."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def active(self) -> bool: ...
    @property
    def health(self) -> Health: ...
    @property
    def since(self) -> datetime | None: ...
    @property
    def last_new_at(self) -> datetime | None: ...
    @property
    def error(self) -> str: ...
    @property
    def today(self) -> int: ...
    @property
    def week(self) -> "Week": ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePress:
    """What a key under a source says: `s1:<code>:<id36>[:<page36>]`; the page is the list's that it stands under."""

    code: str
    source: int = 0
    page: int | None = None


def encode_source(press: SourcePress) -> str:
    """A key's data."""
    data = f"s1:{press.code}:{to_36(press.source)}"
    return data if press.page is None else f"{data}:{to_36(press.page)}"


def decode_source(data: str) -> SourcePress:
    """Read a key's data; whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    source = from_36(found["id"]) if found else 0
    if found is None or found["code"] not in CODES or source >= 2**63:
        raise InputError(N_("按钮已失效，请重新发送 /sources"))
    return SourcePress(code=found["code"], source=source, page=from_36(found["page"]) if found["page"] else None)


def source_list(
    states: Sequence[Stand], page: int, policy: Policy, texts: Texts, now: datetime, *, keys: bool
) -> Answer:
    """Every source with its health, the blind ones first; `keys`: two for each, for a lead."""
    # what people and other monitors bring is no source that can be looked at
    watched = [one for one in states if one.kind != KIND]
    if not watched:
        return Answer(text=Message(N_("还没有监测源。带班领导可以发送：/source add rss 名称 网址")))
    ordered = sorted(watched, key=lambda s: (not _is_blind(s), not s.active, s.health in _WELL, s.name))
    page = last_page(page, len(ordered), PER_PAGE)
    part = ordered[page * PER_PAGE : (page + 1) * PER_PAGE]
    lines = [_head(ordered, texts), *(_line(one, policy, texts, now) for one in part)]

    def data(page: int) -> str:
        return encode_source(SourcePress(code=TURN_KEYS if keys else TURN, page=page))

    turn = turning(page, len(ordered), PER_PAGE, data)
    return Answer(text=plain(cut(lines, texts)), keys=(*(_keys(one, page) for one in part if keys), *turn))


def _head(states: Sequence[Stand], texts: Texts) -> str:
    blind, paused = sum(map(_is_blind, states)), sum(1 for s in states if not s.active)
    text = N_("📡 监测源 {total} 个：监测不到 {blind} 个，暂停 {paused} 个")
    return texts(text, total=len(states), blind=blind, paused=paused)


def _is_blind(one: Stand) -> bool:
    return one.active and one.health in BLIND


def _keys(one: Stand, page: int) -> tuple[Key, ...]:
    turn = (N_("⏸ 暂停 {name}"), PAUSE) if one.active else (N_("▶️ 恢复 {name}"), RESUME)
    return tuple(_key(label, code, one, page) for label, code in ((N_("🔎 试读 {name}"), TEST), turn))


def _key(label: str, code: str, one: Stand, page: int) -> Key:
    data = encode_source(SourcePress(code=code, source=one.id, page=page))
    return Key(label=Message(label, {"name": shown(one.name, 12)}), data=data)


def _line(one: Stand, policy: Policy, texts: Texts, now: datetime) -> str:
    sign = "⏸" if not one.active else _SIGNS.get(one.health, "🔴")
    state = N_("暂停") if not one.active else HEALTH_LABELS[one.health]
    last = policy.clock(one.last_new_at, beside=now) if one.last_new_at else "—"
    line = texts(
        N_("{sign} {name}{platform}{state} · 今日 {today} · 最近新帖 {last}"),
        sign=sign,
        name=shown(one.name, 20),
        platform=texts(N_("（{platform}）"), platform=shown(one.platform, 10)) if one.platform else " ",
        state=Message(state),
        today=one.today,
        last=last,
    )
    line += _week(one.week, texts)
    if not _is_blind(one):
        return line
    since = policy.clock(one.since, beside=now) if one.since else "—"
    return line + texts(N_("\n　自 {since} 起监测不到：{error}"), since=since, error=shown(one.error or "—", 80))


def _week(week: Week, texts: Texts) -> str:
    """A rest of less than an hour says little, and every repair has one."""
    hours = int(week.blind.total_seconds() // 3600)
    blind = texts(N_(" · 监测不到 {hours} 小时"), hours=hours) if hours else ""
    if not (week.posts or week.incidents or blind):
        return ""
    text = N_("\n　近7天 帖文 {posts} · 舆情 {incidents}{blind}")
    return texts(text, posts=week.posts, incidents=week.incidents, blind=blind)


def trial_told(name: str, posts: Sequence[Post], problem: Message | None, policy: Policy, texts: Texts) -> str:
    """What a look on trial brought: the first three posts with their dates, or what went wrong."""
    lines = [texts(N_("🔎 试读「{name}」：读到 {count} 条"), name=shown(name, 30), count=len(posts))]
    for post in posts[:3]:
        at = policy.local(post.published_at).strftime("%Y-%m-%d %H:%M") if post.published_at else texts(N_("时间未知"))
        lines.append(texts(N_("· {at} {title}"), at=at, title=shown(post.title or post.text, 50)))
    if problem is not None:
        lines.append(texts(N_("⚠️ {problem}"), problem=shown(texts.say(problem), 300)))
    return "\n".join(lines)


def offered(source: int) -> Keys:
    """After a look on trial at a new one: use it or not."""
    use, leave = (SourcePress(code=code, source=source) for code in (RESUME, DROP))
    return (
        (
            Key(label=Message(N_("✅ 启用")), data=encode_source(use)),
            Key(label=Message(N_("❌ 不用")), data=encode_source(leave)),
        ),
    )
