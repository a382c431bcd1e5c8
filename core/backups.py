"""备份: when one is due, which are kept, and what is said of them. A backup's name tells when it was made."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from core.outgoing import Lane, Notice
from core.people import Role
from core.policy import Policy
from core.texts import N_, Message

_NAME = re.compile(r"tingfeng-(\d{8}T\d{6})Z\.tar\.gz")
_STAMP = "%Y%m%dT%H%M%S"
#: backups are made at this time of day, and at whole spans from it: the office sleeps
NIGHT = time(3, 10)


def name_at(instant: datetime) -> str:
    """The name of a backup that is made now."""
    return f"tingfeng-{instant.astimezone(UTC):{_STAMP}}Z.tar.gz"


def made_at(name: str) -> datetime | None:
    """When this backup was made; None where the name is no backup's."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def newest(names: Iterable[str], now: datetime) -> datetime | None:
    """When the newest of them was made; None where there is none. What a wrong clock has put ahead tells nothing."""
    return max((at for name in names if (at := made_at(name)) and at <= now), default=None)


def is_due(last: datetime | None, now: datetime, every: timedelta, zone: tzinfo) -> bool:
    """The newest is older than the last hour at which there should have been one."""
    anchor = datetime.combine(date(2001, 1, 1), NIGHT, zone)
    return last is None or last < now - (now - anchor) % every


def surplus(names: Iterable[str], keep: int, now: datetime) -> tuple[str, ...]:
    """The oldest ones beyond so many; what a wrong clock has put ahead goes first. Other names are none of ours."""
    ours = [(at <= now, name) for name in names if (at := made_at(name))]
    return tuple(name for _, name in sorted(ours, reverse=True)[keep:])


def failed_notices(policy: Policy, last: datetime | None, why: str, now: datetime) -> Iterator[Notice]:
    """To every lead, once until one has been made again."""
    since = policy.clock(last, beside=now) if last else Message(N_("没有找到"))
    text = Message(
        N_("⚠️ 自动备份没有做成（上一次：{since}）：{why}。会自动再试，请管理员处理"), {"since": since, "why": why}
    )
    for lead in policy.holders(Role.LEAD):
        key = f"backup-failed:{name_at(last) if last else ''}:{lead.id}"
        yield Notice(key=key, chat=lead.id, text=text, lane=Lane.LOG, loud=not policy.at_night(now))


def incomplete_notices(policy: Policy, why: str, now: datetime) -> Iterator[Notice]:
    """Made, but something was not there to be saved: once for each such finding."""
    text = Message(N_("⚠️ 自动备份做成了，但不完整：{why}"), {"why": why})
    for lead in policy.holders(Role.LEAD) if why else ():
        key = f"backup-incomplete:{why}"[:100] + f":{lead.id}"
        yield Notice(key=key, chat=lead.id, text=text, lane=Lane.LOG, loud=not policy.at_night(now))


def restored_notice(policy: Policy, at: datetime, next_number: int, now: datetime) -> Notice:
    """To the group, at once and aloud: what it did since then is not known any more."""
    text = Message(
        N_("♻️ 系统已从 {at} 的备份恢复。此后的操作没有记录，请对照群里的卡片补做；新事件从 #{number} 起编号"),
        {"at": policy.clock(at, beside=now), "number": f"{next_number:04d}"},
    )
    key = f"restored:{now.astimezone(UTC):{_STAMP}}"
    return Notice(key=key, chat=policy.group, text=text, lane=Lane.ESCALATION, loud=True)
