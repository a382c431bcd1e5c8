"""What is said of drills: the score card, the comparison with the last one, what /drill shows."""

from collections.abc import Iterator, Mapping, Sequence

from core.drill.running import Run, begin, stop
from core.drill.scenario import Scenario
from core.drill.score import Measure, Score
from core.incident import VERDICT_LABELS, Verdict
from core.lists.incidents import Answer
from core.outgoing import Key, Lane, Notice, rehearsed
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts, several
from core.timer import CLOCK_LABELS, Clock

#: acts that are named on the card, in the order of the work
ACTS = {
    "claim": N_("认领"),
    "verdict": N_("核实"),
    "basis": N_("依据"),
    "report_up": N_("上报"),
    "assign": N_("交办"),
    "accept": N_("签收"),
    "draft": N_("起草"),
    "edit": N_("改稿"),
    "submit": N_("送审"),
    "approve": N_("签发"),
    "return": N_("退回修改"),
    "publish": N_("发布"),
    "drill_answer": N_("答记者问"),
    "close": N_("办结"),
}
#: people that are named
_PEOPLE = 12


def card(run: Run, result: Score, before: Score | None, policy: Policy, texts: Texts) -> Notice:
    """Said once to the group when it has ended."""
    lines = [*_head(run, result, texts), *_lines(result, run.scenario, texts), *_who(result, policy, texts)]
    if before is not None:
        lines.append(_compared(result, before, texts))
    lines.append(texts(N_("演练不计入任何数字，演练卡片已全部办结")))
    text = rehearsed(Message(N_("{text}"), {"text": "\n".join(lines)}))
    return Notice(key=f"drill:{run.id}:score", chat=policy.group, text=text, lane=Lane.NEW_CARD)


def _head(run: Run, result: Score, texts: Texts) -> Iterator[str]:
    words = N_("⏹ 演练中止：{title}") if result.stopped else N_("🏁 演练结束：{title}")
    yield texts(words, title=shown(run.scenario.title, 60))
    words = N_("历时 {minutes} 分钟，{count} 件")
    if run.pace > 1:
        words = N_("历时 {minutes} 分钟（以下都按演练时钟，{pace} 倍速），{count} 件")
    yield texts(words, minutes=result.minutes, pace=f"{run.pace:g}", count=result.incidents)


def _lines(result: Score, scenario: Scenario, texts: Texts) -> Iterator[str]:
    yield from (_measure(one, texts) for one in result.measures)
    if result.verdict_right is not None:
        yield texts(
            N_("{sign} 核实结论：{found}（应为{right}）"),
            sign=_sign(result.verdict_right),
            found=Message(VERDICT_LABELS[Verdict(result.verdict or "unverified")]),
            right=Message(VERDICT_LABELS[scenario.verdict]),
        )
    yield from _statement(result, scenario, texts)
    if result.asked:
        slowest = (
            "" if result.slowest_answer is None else texts(N_("，最慢 {minutes} 分钟"), minutes=result.slowest_answer)
        )
        yield texts(
            N_("{sign} 记者提问：已答 {answered}/{asked}{slowest}"),
            sign=_sign(result.answered == result.asked),
            answered=result.answered,
            asked=result.asked,
            slowest=slowest,
        )
    if result.unfound:
        yield texts(N_("❗ 监测没有报出：{count} 帖"), count=result.unfound)


def _measure(one: Measure, texts: Texts) -> str:
    words = N_("{sign} {clock}：{on_time}/{runs} 按时，最慢 {slowest} 分钟，未完成 {left}（限 {limit} 分钟）")
    if one.slowest is None:
        words = N_("{sign} {clock}：未完成（限 {limit} 分钟）")
    elif one.runs == 1:
        words = N_("{sign} {clock}：{slowest} 分钟（限 {limit} 分钟）")
    elif not one.left:
        words = N_("{sign} {clock}：{on_time}/{runs} 按时，最慢 {slowest} 分钟（限 {limit} 分钟）")
    return texts(
        words,
        sign=_sign(one.on_time == one.runs),
        clock=Message(_label(one)),
        on_time=one.on_time,
        runs=one.runs,
        slowest=_or(one.slowest),
        limit=one.limit,
        left=one.left,
    )


def _label(one: Measure) -> str:
    """What is done in that time."""
    return ACTS["claim"] if one.clock is Clock.CLAIM else CLOCK_LABELS[one.clock]


def _statement(result: Score, scenario: Scenario, texts: Texts) -> Iterator[str]:
    if not scenario.facts:
        return
    if not result.published:
        yield texts(N_("❗ 没有发布回应"))
        return
    good = not result.missing and not result.wrong
    words = N_("{sign} 回应对照事实：写明 {told}/{all}")
    line = texts(words, sign=_sign(good), told=len(result.told), all=len(scenario.facts))
    if result.missing:
        line += texts(N_("；缺：{facts}"), facts=several(result.missing))
    if result.wrong:
        line += texts(N_("；不符：{facts}"), facts=several(result.wrong))
    yield line


def _who(result: Score, policy: Policy, texts: Texts) -> Iterator[str]:
    for person, acts in result.people[:_PEOPLE]:
        counts = dict(acts)
        done = [_often(ACTS[name], counts[name]) for name in ACTS if name in counts]
        if done:
            yield texts(N_("👤 {name}：{acts}"), name=shown(policy.name(person), 20), acts=several(done))


def _often(act: str, count: int) -> Message:
    return Message(act) if count == 1 else Message(N_("{act} {count} 次"), {"act": Message(act), "count": count})


def _compared(result: Score, before: Score, texts: Texts) -> str:
    """The slowest of each clock, facts told, questions answered: then → now."""
    then = {one.clock: one for one in before.measures}
    parts = [
        Message(
            N_("{clock} {then} → {now} 分钟"),
            {"clock": Message(_label(one)), "then": _or(then[one.clock].slowest), "now": _or(one.slowest)},
        )
        for one in result.measures
        if one.clock in then
    ]
    parts.append(Message(N_("写明事实 {then} → {now}"), {"then": len(before.told), "now": len(result.told)}))
    parts.append(Message(N_("答问 {then} → {now}"), {"then": before.answered, "now": result.answered}))
    return texts(N_("与上次相比：{parts}"), parts=several(parts))


def _or(minutes: int | None) -> object:
    return "—" if minutes is None else minutes


def _sign(good: bool) -> str:
    return "✔" if good else "❗"


def listed(known: Mapping[str, Scenario | Message], now: Run | None, last: Sequence[Run], texts: Texts) -> Answer:
    """What /drill shows: what goes on, or what can be played; each with its key."""
    if now is not None:
        words = N_("进行中：{title}，已放出 {told}/{all}")
        params = {"title": now.scenario.title, "told": now.told, "all": len(now.scenario.steps)}
        return Answer(text=Message(words, params), keys=stop(now))
    days = {run.scenario.name: run.started_at.strftime("%Y-%m-%d") for run in last}
    lines, keys = [texts(N_("可选情景，带班领导点按键开始："))], list[tuple[Key, ...]]()
    for name, one in known.items():
        if isinstance(one, Message):
            lines.append(texts(N_("· {name}：不能用，{why}"), name=name, why=one))
            continue
        last_time = texts(N_("；上次 {day}"), day=days[name]) if name in days else ""
        words = N_("· {name} {title}，约 {minutes} 分钟{last}")
        minutes = round(one.minutes / one.pace)
        lines.append(texts(words, name=name, title=shown(one.title, 30), minutes=minutes, last=last_time))
        keys.extend(begin(name, one))
    lines.append(texts(N_("要快一些，可加倍速：/drill start rumour 6")))
    return Answer(text=Message(N_("{text}"), {"text": "\n".join(lines)}), keys=tuple(keys))
