"""规则体检: which rules are worth a look, told to whoever leads once a week; nothing to say, nothing said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.duty import Shift
from core.outgoing import Lane, Notice
from core.policy import Policy
from core.rules.editing import assembled
from core.rules.figures import SPAN, Figures
from core.rules.limits import RuleLimits
from core.rules.listing import joined, opening
from core.rules.sections import Kind, Rule
from core.showing import shown
from core.texts import N_, Message

#: of so many rules is told; the others are counted
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule and what is the matter with it."""

    rule: Rule
    what: Message


def findings(
    rules: Sequence[Rule], figures: Mapping[str, Figures], week: int, since: datetime, now: datetime, limits: RuleLimits
) -> tuple[Finding, ...]:
    """What is to be said; `week`: posts of the last seven days, `since`: we have watched since then.

    `now` is on the organisation's wall clock. The worst comes first.
    """
    groups = [rule for rule in rules if rule.active and rule.section.kind is Kind.GROUP]
    until = {group.name: group.settings.until for group in assembled(rules).groups}
    checks = (
        _wrong(groups, figures, limits),
        _broad(groups, figures, week, limits),
        _ends(groups, until, now, limits),
        _held(groups, figures),
    )
    found = [one for check in checks for one in check]
    named = {one.rule.id for one in found}
    return (*found, *(one for one in _idle(groups, figures, since, now) if one.rule.id not in named))


def _wrong(groups: Iterable[Rule], figures: Mapping[str, Figures], limits: RuleLimits) -> Iterator[Finding]:
    for rule in groups:
        one = figures.get(rule.name, Figures())
        share = one.share(limits)
        if share is not None and share >= limits.false_alarms:
            params = {"percent": round(100 * share), "false": one.false, "decided": one.decided}
            yield _found(rule, N_("规则「{rule}」近30天误报 {percent}%（{false}/{decided}）"), **params)


def _broad(groups: Iterable[Rule], figures: Mapping[str, Figures], week: int, limits: RuleLimits) -> Iterator[Finding]:
    for rule in groups:
        hits = figures.get(rule.name, Figures()).week
        if limits.is_broad(hits, week):
            params = {"percent": round(100 * hits / week), "hits": hits, "posts": week}
            yield _found(rule, N_("规则「{rule}」命中近7天 {percent}% 的帖文（{hits}/{posts}），太宽"), **params)


def _ends(
    groups: Iterable[Rule], until: Mapping[str, date | None], now: datetime, limits: RuleLimits
) -> Iterator[Finding]:
    for rule in groups:
        day = until.get(rule.name)
        if day is None or day > (now + limits.ends_within).date():
            continue
        words = N_("规则「{rule}」已于 {day} 到期，不再命中") if day < now.date() else N_("规则「{rule}」{day} 到期")
        yield _found(rule, words, day=day.isoformat())


def _held(groups: Iterable[Rule], figures: Mapping[str, Figures]) -> Iterator[Finding]:
    for rule in groups:
        if held := figures.get(rule.name, Figures()).held:
            yield _found(rule, N_("规则「{rule}」近7天有 {held} 条超出每日上限，它没有发卡片"), held=held)


def _idle(groups: Iterable[Rule], figures: Mapping[str, Figures], since: datetime, now: datetime) -> Iterator[Finding]:
    month_ago = now - SPAN
    for rule in groups:
        old = rule.at is not None and rule.at <= month_ago and since <= month_ago
        if old and not figures.get(rule.name, Figures()).hits:
            yield _found(rule, N_("规则「{rule}」近30天没有命中"))


def _found(rule: Rule, words: str, **params: object) -> Finding:
    return Finding(rule=rule, what=Message(words, {"rule": shown(rule.name, 30), **params}))


def told(found: Sequence[Finding], week: str, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    """The message that names whoever leads now, without a sound; nothing where nothing was found."""
    if not found:
        return ()
    lines = [Message(N_("🩺 规则体检：{count} 条需要查看"), {"count": len(found)})]
    lines += [Message(N_("· {what}"), {"what": one.what}) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append(Message(N_("另有 {count} 条，请发送 /rule 查看"), {"count": len(found) - MOST}))
    rules = {one.rule.id: one.rule for one in found[:MOST]}
    keys = tuple(opening(rule) for rule in rules.values())
    text = joined(lines)
    # in the group, as the digest: a lead who never wrote to the bot would not hear of it otherwise
    leads = tuple(one.id for one in policy.on_duty(Shift.LEAD, now)[:1])
    key = f"checkup:{week}"
    return (Notice(key=key, chat=policy.group, text=text, lane=Lane.LOG, keys=keys, mentions=leads),)
