"""The details of a digest: every other figure, a message for each theme."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.digest.figures import Late, Named, Spread, Summary
from core.digest.lines import foremost, late_line
from core.digest.nexts import next_act, whose
from core.digest.praise import praise_lines
from core.digest.words import counts_said, decimal, length, rate_said, several_said, spread_said
from core.dossier import CATEGORY_LABELS
from core.grouping import number_of
from core.incident import PHASE_LABELS
from core.lists.incidents import Answer, cut, numbers, plain
from core.policy import Policy
from core.severity import Severity
from core.showing import shown
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS

#: late things with a line and a key; rules and sources named; people and departments
LATE, WORST, PEOPLE = 20, 3, 30
_NAME, _TITLE, _REASON = 24, 24, 60

Lines = Iterator[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One message of the details."""

    #: of its key under a summary that somebody asked for
    label: str
    heading: str
    lines: Callable[[Summary, Policy, Texts], Lines]
    #: have its incidents keys?
    keys: bool = False


def details(summary: Summary, policy: Policy, texts: Texts) -> tuple[Answer, ...]:
    """All of them, in the order in which they are said."""
    return tuple(detail(theme, summary, policy, texts) for theme in THEMES)


def detail(theme: Theme, summary: Summary, policy: Policy, texts: Texts) -> Answer:
    """One of them."""
    text = cut([texts(theme.heading), *theme.lines(summary, policy, texts)], texts)
    late = (
        dict.fromkeys(one.incident for one in foremost(summary.late)[:LATE]) if theme.keys and policy.username else ()
    )
    return Answer(text=plain(text), keys=numbers(late, policy))


def _handling(summary: Summary, policy: Policy, texts: Texts) -> Lines:
    yield texts(N_("回应及时率 {rate}"), rate=rate_said(summary.on_time))
    for clock, rate in summary.clocks:
        yield texts(N_("· {name} {rate}"), name=Message(CLOCK_LABELS[clock]), rate=rate_said(rate))
    yield from _named(N_("部门及时率："), summary.departments[:PEOPLE], texts)
    yield from _spans(summary, texts)
    counts = (
        (N_("签收退回 {count} 次"), summary.bounces),
        (N_("审签退改 {count} 次"), summary.returned),
        (N_("单人签发 {count} 次"), summary.solo),
        (N_("延期 {count} 件"), summary.extended),
        (N_("免于回应 {count} 件"), summary.waived),
        (N_("发布回应 {count} 份"), summary.published),
        (N_("起算已过期 {count} 项（另计）"), summary.overdue_apart),
    )
    yield counts_said(counts, texts) or texts(N_("没有退回、延期和免于回应"))
    yield texts(N_("改判率 {rate}"), rate=rate_said(summary.rejudged))
    yield texts(N_("特批签发 {count} 次"), count=len(summary.bypasses))
    for one in summary.bypasses:
        who, why = shown(policy.name(one.by), _NAME), shown(one.reason, _REASON)
        yield texts(N_("· {number} {who}：{why}"), number=number_of(one.incident), who=who, why=why)


def _spans(summary: Summary, texts: Texts) -> Lines:
    """Every interval, on the clock that the figure is defined on."""
    figures: tuple[tuple[str, Spread, bool], ...] = (
        (N_("认领用时"), summary.claim, False),
        (N_("认领用时（工作时间）"), summary.claim_working, True),
        (N_("发现滞后"), summary.lag, False),
        (N_("核实用时"), summary.verify, False),
        (N_("签收用时（工作时间）"), summary.accept, True),
        (N_("首次回应（工作时间）"), summary.response, True),
        (N_("办结答复"), summary.final, False),
        (N_("审签用时"), summary.approval, False),
    )
    for name, spread, working in figures:
        if spread.count:
            said = spread_said(spread, texts, working=working)
            yield texts(N_("{name}：{spread}"), name=Message(name), spread=said)
    nothing = [Message(name) for name, spread, _ in figures if not spread.count]
    if nothing:
        yield texts(N_("没有可计的：{names}"), names=several(nothing))
    yield texts(N_("发布时间不明 {rate}"), rate=rate_said(summary.lag_unknown))


def _matters(summary: Summary, _policy: Policy, texts: Texts) -> Lines:
    counts = (
        (N_("上期结转 {count} 件"), summary.carried),
        (N_("新增 {count} 件"), summary.new),
        (N_("办结 {count} 件"), summary.closed),
        (N_("无效 {count} 件"), summary.invalid),
        (N_("转出 {count} 件"), summary.transferred),
        (N_("重开 {count} 件"), summary.reopened),
    )
    yield counts_said(counts, texts) or texts(N_("没有新增，也没有办结"))
    levels = dict(summary.levels)
    by_level = tuple((one.label, levels.get(one, 0)) for one in reversed(Severity))
    if said := several_said(by_level, texts):
        yield texts(N_("等级：{list}"), list=said)
    by_category = tuple((CATEGORY_LABELS.get(one, N_("未分类")), count) for one, count in summary.categories)
    if said := several_said(by_category, texts):
        yield texts(N_("分类：{list}"), list=said)
    yield texts(N_("误报率 {rate}"), rate=rate_said(summary.false_alarms))
    yield from _named(N_("误报最多的规则："), summary.false_by_rule[:WORST], texts)
    yield from _named(N_("误报最多的来源："), summary.false_by_source[:WORST], texts)
    yield texts(N_("不实率 {rate}"), rate=rate_said(summary.rumours))
    yield texts(N_("漏报 {rate}"), rate=rate_said(summary.missed))
    text = N_("提及 {count} 条未作提醒，其中正面 {positive} 条")
    yield texts(text, count=summary.mentions, positive=summary.positive)
    yield from praise_lines(summary, texts)
    yield texts(N_("归并：{posts} 条帖文归入 {joined} 件"), posts=summary.posts, joined=summary.joined)
    yield texts(N_("另计：演练 {drills} 件，并案 {merged} 件"), drills=summary.drills, merged=summary.merged)


def _standing(summary: Summary, policy: Policy, texts: Texts) -> Lines:
    phases = several_said(tuple((PHASE_LABELS[one], count) for one, count in summary.open), texts)
    about = texts(N_("：{list}"), list=phases) if phases else ""
    yield texts(N_("在办 {count} 件{about}"), count=summary.open_count, about=about)
    if summary.oldest is not None:
        yield _oldest(summary.oldest, summary, policy, texts)
    text = N_("稍后提醒 {snoozed} 件 · 久未处理 {untouched} 件")
    yield texts(text, snoozed=summary.snoozed, untouched=summary.untouched)
    text = N_("整改承诺 {count} 项，随后到期 {due} 项，逾期 {late} 项")
    yield texts(text, count=summary.promises, due=summary.promises_due, late=summary.promises_late)
    late = foremost(summary.late)
    if not late:
        yield texts(N_("没有超时，也没有久未处理的"))
        return
    yield texts(N_("❗ 超时或久未处理 {count} 项："), count=len(late))
    for one in late[:LATE]:
        yield late_line(one, summary.as_of, policy, texts)
    if len(late) > LATE:
        yield texts(N_("……还有 {count} 条"), count=len(late) - LATE)


def _oldest(one: Late, summary: Summary, policy: Policy, texts: Texts) -> str:
    return texts(
        N_("最早的 {number} {title} 已 {span}，{whose} → {act}"),
        number=number_of(one.incident),
        title=shown(one.title, _TITLE),
        span=length((summary.as_of - one.due_at).total_seconds()),
        whose=whose(one, policy),
        # what is late about it says more than where it stands
        act=next_act(next((late for late in foremost(summary.late) if late.incident == one.incident), one)),
    )


def _watching(summary: Summary, _policy: Policy, texts: Texts) -> Lines:
    text = N_("监测源 {all} 个：正常 {healthy}，静默 {silent}，失败 {failing}")
    counts = {"healthy": summary.healthy, "silent": summary.silent, "failing": summary.failing}
    yield texts(text, all=summary.sources, **counts)
    yield texts(N_("盲区共 {hours} 小时"), hours=decimal(summary.blind_hours))
    for name, hours in summary.blind[:PEOPLE]:
        yield texts(N_("· {name} {span}"), name=shown(name, _NAME), span=length(hours * 3600, working=True))
    for name, hours in summary.unseen[:PEOPLE]:
        text = N_("· 整个{platform}平台 {span}")
        yield texts(text, platform=shown(name, _NAME), span=length(hours * 3600, working=True))
    if summary.burdens:
        yield texts(N_("每人工作量："))
    for one in summary.burdens[:PEOPLE]:
        counted = (
            (N_("认领 {count} 件"), one.taken),
            (N_("在办 {count} 件"), one.open),
            (N_("夜间 {count} 件"), one.night),
        )
        said = counts_said(counted, texts)
        yield texts(N_("· {name} {counts}"), name=shown(one.name, _NAME), counts=said or "0")
    yield texts(N_("夜间来件 {count} 件"), count=summary.night)
    text = N_("机器人发出通知 {sent} 条，失败 {failed} 条")
    yield texts(text, sent=summary.sent, failed=summary.failed)
    people = several(shown(one, _NAME) for one in summary.unreachable[:PEOPLE])
    yield texts(N_("收不到私信：{people}"), people=people if summary.unreachable else Message(N_("无")))


def _named(heading: str, figures: Sequence[Named], texts: Texts) -> Lines:
    if figures:
        yield texts(heading)
    for one in figures:
        yield texts(N_("· {name} {rate}"), name=shown(one.name, _NAME), rate=rate_said(one.rate))


THEMES = (
    Theme(label=N_("办理"), heading=N_("【时限与办理】"), lines=_handling),
    Theme(label=N_("舆情"), heading=N_("【舆情与误报】"), lines=_matters),
    Theme(label=N_("在办"), heading=N_("【在办与超时】"), lines=_standing, keys=True),
    Theme(label=N_("监测"), heading=N_("【监测与工作量】"), lines=_watching),
)
