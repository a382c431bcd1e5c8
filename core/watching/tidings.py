"""What is said when a source's health changes (监测源消息): once for each change, and together where many change.

The group hears silently. Where we turn blind, the lead hears too: by day with sound, at night without.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from urllib.parse import urlsplit

from core.duty import Shift as OnDuty
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message
from core.watching.health import Health, Standing

_LONGEST_ADDRESS = 300


class Shift(StrEnum):
    """Which way a source's health turned."""

    #: 监测不到了
    BLIND = "blind"
    #: 恢复了
    HEALED = "healed"
    #: 搬家了
    MOVED = "moved"


TOGETHER = {
    Shift.BLIND: N_("⚠️ {names} 等 {count} 个监测源读不到或没有新内容；恢复之前监测不到，请人工查看"),
    Shift.HEALED: N_("✔ {names} 等 {count} 个监测源已恢复，最早自 {since} 起可能有遗漏"),
    Shift.MOVED: N_("➡️ {names} 等 {count} 个监测源已搬到新地址；请在 config.toml 里逐个改 url"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiding:
    """One source's change of health. `notices` say it by itself; `since` is when the span it speaks of began."""

    shift: Shift
    name: str
    since: datetime
    notices: tuple[Notice, ...]


def tidings(
    source: int, name: str, before: Standing, after: Standing, problem: Message | None, policy: Policy, now: datetime
) -> tuple[Tiding, ...]:
    """What a look's change of health is worth saying; nothing where nothing changed. `source` is its number."""
    told = []
    if after.blind and after.health is not before.health:
        told.append(_told(Shift.BLIND, source, name, now, _blind(name, after, problem, policy, now), policy, now))
    if before.blind and not after.blind:
        since = _blind_since(before, now)
        told.append(_told(Shift.HEALED, source, name, since, _healed(name, since, policy, now), policy, now))
    if after.health is Health.MOVED and before.health is not Health.MOVED and after.moved_to != before.moved_to:
        told.append(_told(Shift.MOVED, source, name, now, _moved(name, after.moved_to), policy, now))
    return tuple(told)


def in_group(tiding: Tiding, policy: Policy) -> Tiding:
    """Without what is said privately."""
    return replace(tiding, notices=tuple(one for one in tiding.notices if one.chat == policy.group))


def _told(
    shift: Shift, source: int, name: str, since: datetime, text: Message, policy: Policy, now: datetime
) -> Tiding:
    leads = tuple(m.id for m in policy.on_duty(OnDuty.LEAD, now)[:1]) if shift is Shift.BLIND else ()
    awake = not policy.at_night(now)
    # one address is announced once, however often the redirect comes and goes
    which = blake2b(repr(text.params).encode(), digest_size=8).hexdigest() if shift is Shift.MOVED else now.isoformat()
    key = f"source:{source}:{shift.value}:{which}"
    group = Notice(key=key, chat=policy.group, text=text, lane=Lane.LOG, mentions=leads if awake else ())
    private = [Notice(key=f"{key}:{m}", chat=m, text=text, lane=Lane.ESCALATION, loud=awake) for m in leads]
    return Tiding(shift=shift, name=name, since=since, notices=(group, *private))


def _blind(name: str, after: Standing, problem: Message | None, policy: Policy, now: datetime) -> Message:
    if after.health is Health.SILENT:
        last = after.last_new_at or after.last_ok_at or now
        text = N_("⚠️ 监测源「{name}」自 {last} 起没有新内容，比平时久得多，可能已经监测不到；请打开原网页核对")
        return Message(text, {"name": name, "last": policy.clock(last, beside=now)})
    if after.health is Health.CHANGED:
        text = N_("⚠️ 监测源「{name}」可能改版了：{error}。请按新页面修改 fields；改好之前监测不到")
    else:
        text = N_("⚠️ 监测源「{name}」读不到：{error}。恢复之前监测不到，请人工查看")
    return Message(text, {"name": name, "error": problem or Message("")})


def _healed(name: str, since: datetime, policy: Policy, now: datetime) -> Message:
    text = N_("✔ 监测源「{name}」已恢复，自 {since} 起可能有遗漏，请补看")
    return Message(text, {"name": name, "since": policy.clock(since, beside=now)})


def _moved(name: str, address: str) -> Message:
    text = N_("➡️ 监测源「{name}」已永久搬到 {url}；目前仍能读到，请把 config.toml 里该源的 url 改成新地址")
    return Message(text, {"name": name, "url": _shown(address)})


def _blind_since(before: Standing, now: datetime) -> datetime:
    """What came after the last thing that was surely seen may be lost."""
    if before.health is Health.SILENT:
        return before.last_new_at or before.since or now
    return before.last_ok_at or before.since or now


def _shown(address: str) -> str:
    """The address without its query, which may carry somebody's key."""
    parts = urlsplit(address)
    query = "?…" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{query}"[:_LONGEST_ADDRESS]
