"""监测盲区 in the large: a whole platform or region, the only source of a kind, or a good part of all unseen at once.

A quiet monitor must never look like a calm day: the lead on duty hears of it privately, with sound, once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.duty import Shift as OnDuty
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.texts import N_, Message, several

#: fewer blind sources are not a part of all, however few there are
LEAST = 3
_NAMED = 5


class Scope(StrEnum):
    """Of what nothing is seen."""

    #: 平台
    PLATFORM = "platform"
    #: 地区
    REGION = "region"
    #: the only source of its kind
    KIND = "kind"
    #: more than the stated share of all sources
    SHARE = "share"


#: of what, and its name; "" for a share of all
Spot = tuple[Scope, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A source that is read: where it stands, and whether what happens there is seen."""

    name: str
    kind: str
    platform: str = ""
    region: str = ""
    blind: bool = False
    #: when it was surely seen last; None where it never was
    last: datetime | None = None


def spots(sights: Sequence[Sight], share: float) -> Mapping[Spot, tuple[Sight, ...]]:
    """The blind spots of the moment, each with its sources."""
    found = {spot: mine for spot, mine in _groups(sights) if _unseen(spot, mine)}
    blind = tuple(one for one in sights if one.blind)
    if len(blind) >= LEAST and len(blind) > share * len(sights):
        found[Scope.SHARE, ""] = blind
    return found


def _unseen(spot: Spot, mine: Sequence[Sight]) -> bool:
    return all(one.blind for one in mine) and (spot[0] is not Scope.KIND or len(mine) == 1)


def _groups(sights: Sequence[Sight]) -> Iterator[tuple[Spot, tuple[Sight, ...]]]:
    by_scope = ((Scope.PLATFORM, "platform"), (Scope.REGION, "region"), (Scope.KIND, "kind"))
    for scope, field in by_scope:
        for name in dict.fromkeys(getattr(one, field) for one in sights):
            if name:
                yield (scope, name), tuple(one for one in sights if getattr(one, field) == name)


def told(before: Mapping[Spot, datetime], sights: Sequence[Sight], policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """What a turn of the blind spots is worth saying. `before`: since when each was blind until now."""
    present = spots(sights, policy.figures.blind_share)
    begun, ended = [spot for spot in present if spot not in before], [spot for spot in before if spot not in present]
    # while a good part of all is unseen, one platform more or less is no news
    if (Scope.SHARE, "") in present and (Scope.SHARE, "") in before:
        return ()
    said: list[Notice] = []
    if begun:
        said += _said("begun", _begun(begun, present, len(sights), policy, now), policy, now, rings=True)
    seen = [spot for spot in ended if _is_seen(spot, sights)]
    if seen:
        still = [spot for spot in present if spot not in begun]
        said += _said("ended", _ended(seen, still, before, policy, now), policy, now, rings=False)
    return tuple(said)


def _is_seen(spot: Spot, sights: Sequence[Sight]) -> bool:
    """Is there a source again that sees it? A lead may also have laid the last one to rest."""
    return spot[0] is Scope.SHARE or any(
        not one.blind for mine in (sources for known, sources in _groups(sights) if known == spot) for one in mine
    )


def _begun(
    begun: Sequence[Spot], present: Mapping[Spot, tuple[Sight, ...]], total: int, policy: Policy, now: datetime
) -> Message:
    lost = dict.fromkeys(one for spot in begun for one in present[spot])
    names = [f"「{one.name}」" for one in lost]
    last = max((one.last for one in lost if one.last), default=now)
    text = N_(
        "🚨 监测盲区：{what}都监测不到了（{names}），最后一次读到是 {since}。\n"
        "恢复之前那里有新帖也看不到，没有提醒不等于没有舆情。\n"
        "下一步：发送 /sources 看原因，并安排人工查看"
    )
    params = {
        "what": several(_what(spot, len(present[spot]), total) for spot in _worth_naming(begun, present)),
        "names": several([*names[:_NAMED], "…"] if len(names) > _NAMED else names),
        "since": policy.clock(last, beside=now),
    }
    return Message(text, params)


def _worth_naming(begun: Sequence[Spot], present: Mapping[Spot, tuple[Sight, ...]]) -> list[Spot]:
    """A lone source of its kind that is its platform's only one too need not be told twice."""
    wide = [present[spot] for spot in begun if spot[0] is not Scope.KIND]
    return [spot for spot in begun if spot[0] is not Scope.KIND or present[spot] not in wide]


def _ended(
    seen: Sequence[Spot], still: Sequence[Spot], before: Mapping[Spot, datetime], policy: Policy, now: datetime
) -> Message:
    text = N_("✔ 监测盲区已解除：{what}；自 {since} 起可能有遗漏，请补看{still}")
    left = Message(N_("。仍监测不到：{what}"), {"what": several(_name(spot) for spot in still)})
    params = {
        "what": several(_name(spot) for spot in seen),
        "since": policy.clock(min(before[spot] for spot in seen), beside=now),
        "still": left if still else "",
    }
    return Message(text, params)


_KINDS = {"rss": N_("订阅"), "json": N_("接口"), "html": N_("网页"), "hotlist": N_("热榜")}


def _name(spot: Spot) -> Message:
    scope, name = spot
    texts = {
        Scope.PLATFORM: N_("「{name}」平台"),
        Scope.REGION: N_("「{name}」地区"),
        Scope.KIND: N_("唯一的{name}源"),
        Scope.SHARE: N_("大批监测源"),
    }
    return Message(texts[scope], {"name": Message(_KINDS[name]) if name in _KINDS else name})


def _what(spot: Spot, count: int, total: int) -> Message:
    if spot[0] is Scope.SHARE:
        return Message(N_("{total} 个监测源里的 {count} 个"), {"total": total, "count": count})
    return _name(spot)


def _said(what: str, text: Message, policy: Policy, now: datetime, *, rings: bool) -> Iterator[Notice]:
    """To the lead on duty; where there is none, to everybody."""
    leads = [one.id for one in policy.on_duty(OnDuty.LEAD, now)[:1]] or [policy.group]
    loud = rings and not policy.at_night(now)
    for chat in leads:
        key = f"blindspot:{what}:{chat}:{now.isoformat()}"
        yield Notice(key=key, chat=chat, text=text, lane=Lane.ESCALATION if rings else Lane.LOG, loud=loud)
