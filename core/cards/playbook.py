"""🧭 处置要点, and the lines that promises and corrections have on the card and in 详情 (A2, A7, A8)."""

from collections.abc import Iterator

from core.dossier import CATEGORY_LABELS, Category
from core.incident import Incident
from core.playbooks import checklist
from core.policy import Policy
from core.promises import day_words, unkept
from core.response import PROMISE_LABELS, Correction, Promise, PromiseState
from core.showing import shown
from core.texts import N_, Message, Texts
from core.told import Told

#: so many kept promises and answered requests are shown, the newest
_NEWEST = 3


def playbook(incident: Incident, _story: tuple[Told, ...], _policy: Policy, texts: Texts) -> str:
    """The checklist of its category as plain text, ☑ done, ☐ to do; without a category: how to set one."""
    if incident.category is Category.NONE:
        return texts(N_("{number} 还没有分类；在「更多」里点 🏷 分类，就有处置要点"), number=incident.number)
    points = checklist(incident)
    head = texts(
        N_("{number} {category}要点 {done}/{all}"),
        number=incident.number,
        category=Message(CATEGORY_LABELS[incident.category]),
        done=sum(point.done for point in points),
        all=len(points),
    )
    return "\n".join([head, *(f"{'☑' if point.done else '☐'} {texts(point.label)}" for point in points)])


def promise_line(incident: Incident, policy: Policy, texts: Texts) -> str:
    """The promise that is due next, as Telegram HTML: 🤝 修好路灯 11-28 前; ❗ where a day is over. Empty without one.

    A missed one is the nearest, so it never hides behind one that still has time; closed incidents show theirs too.
    """
    waiting = unkept(incident.promises)
    if not waiting:
        return ""
    first, *others = waiting
    return texts.html(
        N_("🤝 {text} {day} 前{missed}{more}"),
        text=shown(first.text, 20),
        day=_day(first, policy),
        missed=" ❗" if first.state is PromiseState.MISSED else "",
        more=Message(N_(" 等 {count} 项"), {"count": len(waiting)}) if others else "",
    )


def promise_lines(incident: Incident, policy: Policy, texts: Texts) -> tuple[str, ...]:
    """For 详情, plain text: every promise that waits, the nearest first, then the newest kept ones."""
    kept = [one for one in incident.promises if one.state is PromiseState.KEPT][-_NEWEST:]
    return tuple(_promise(one, policy, texts) for one in (*unkept(incident.promises), *kept))


def _promise(one: Promise, policy: Policy, texts: Texts) -> str:
    return texts(
        N_("承诺 {text} {day} 前 {name} {state}{proof}"),
        text=shown(one.text, 40),
        day=_day(one, policy),
        name=shown(policy.name(one.owner), 20),
        state=Message(PROMISE_LABELS[one.state]),
        proof=Message(N_("：{proof}"), {"proof": shown(one.proof, 40)}) if one.proof else "",
    )


def _day(promise: Promise, policy: Policy) -> str:
    return day_words(promise.due, policy.local(promise.at).date())


def correction_lines(incident: Incident, policy: Policy, texts: Texts) -> tuple[str, ...]:
    """For 详情, plain text: every request that waits for its answer, then the newest answered ones."""
    return tuple(_corrections(incident, policy, texts))


def _corrections(incident: Incident, policy: Policy, texts: Texts) -> Iterator[str]:
    answered = [one for one in incident.corrections if one.answered_at is not None]
    for one in incident.corrections:
        if one.answered_at is None:
            yield _correction(one, N_("更正请求 {day} {publisher}：待答复"), policy, texts)
    for one in answered[-_NEWEST:]:
        yield _correction(one, N_("更正请求 {day} {publisher}：{outcome}"), policy, texts)


def _correction(one: Correction, words: str, policy: Policy, texts: Texts) -> str:
    return texts(
        words,
        day=f"{policy.local(one.at):%m-%d}",
        publisher=shown(one.publisher, 40),
        outcome=shown(one.outcome, 40),
    )
