"""/model: how good is what was learnt, in plain words on one screen of a phone, and what a lead may change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.callback import LIMIT, from_36, to_36
from core.errors import InputError
from core.lists.incidents import Answer, Keys, plain
from core.models.rulings import BACK, OFF, ON
from core.models.standing import Exam, Fitted, Learned
from core.outgoing import Key
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Message, Texts

#: what begins the data of every key here
PREFIX = "y1:"
_FORM = re.compile(rf"{PREFIX}(?P<code>{BACK}|{OFF}|{ON}):(?P<id>[0-9a-z]{{1,11}})")
#: signs of a version that people read out to each other
_SIGNS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPress:
    """What a key says: the act, and the model that it means (0 for none): `y1:<code>:<id36>`."""

    code: str
    model: int = 0


def encode_model(press: ModelPress) -> str:
    """A key's data."""
    return f"{PREFIX}{press.code}:{to_36(press.model)}"


def decode_model(data: str) -> ModelPress:
    """Read a key's data; whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data) if len(data) <= LIMIT else None
    if found is None or from_36(found["id"]) >= 2**63:
        raise InputError(N_("按钮已失效，请重新发送 /model"))
    return ModelPress(code=found["code"], model=from_36(found["id"]))


def model_page(learned: Learned, policy: Policy, texts: Texts, *, keys: bool) -> Answer:
    """How learning stands; `keys`: for a lead."""
    lines = [texts(N_("🧠 学习情况")), *_state(learned, texts)]
    if learned.active:
        lines += _model(learned.active, policy, texts)
    lines += _troubles(learned, policy, texts)
    return Answer(text=plain("\n".join(lines)), keys=_keys(learned) if keys else ())


def _state(learned: Learned, texts: Texts) -> Iterator[str]:
    if not learned.settings.enabled:
        yield texts(N_("配置文件已关闭学习（[learning] enabled），下面的版本不起作用"))
    elif not learned.enabled:
        yield texts(N_("学习已停用，只按规则和词表判断"))
    if learned.active is None:
        counts = {"positive": learned.positive, "negative": learned.negative}
        yield texts(N_("现有标记：该报的 {positive} 条，误报的 {negative} 条"), **counts)
        if learned.missing:
            yield texts(N_("再有 {missing} 条标记就开始学习"), missing=learned.missing)
        elif learned.is_on:
            yield texts(N_("标记已够，正等着学习"))
        yield texts(N_("核实结论，以及标为无效（无关、广告、误报），都是标记"))


def _model(used: Fitted, policy: Policy, texts: Texts) -> Iterator[str]:
    exam = used.exam
    since = policy.local(used.used_at or used.at).strftime("%Y-%m-%d %H:%M")
    counts = {"total": exam.positive + exam.negative, "positive": exam.positive, "negative": exam.negative}
    yield texts(N_("学自 {total} 条标记：该报的 {positive} 条，误报的 {negative} 条"), **counts)
    yield texts(N_("自 {since} 起使用，版本 {version}"), since=since, version=used.version[:_SIGNS])
    yield texts(N_("用较新的 {judged} 条检验（没有学过的）："), judged=exam.judged)
    yield texts(N_("· 报出的里面 {precision}% 该报"), precision=_percent(exam.model.precision))
    yield texts(N_("· 该报的里面报出 {recall}%"), recall=_percent(exam.model.recall))
    base = {"precision": _percent(exam.base.precision), "recall": _percent(exam.base.recall)}
    yield texts(N_("· 不学习时分别为 {precision}% 和 {recall}%"), **base)
    line = {"threshold": _percent(exam.threshold), "share": _percent(exam.share)}
    yield texts(N_("提醒线：负面倾向 {threshold}% 起（误报的至多 {share}% 过线）"), **line)
    yield from _words(exam, texts)
    yield texts(N_("学习只影响排序和这条线；风险词和规则指定的级别照常报出"))


def _words(exam: Exam, texts: Texts) -> Iterator[str]:
    """Characters side by side: they come out of posts, so they are shown like any text from outside."""
    for text, words in ((N_("最像该报的：{words}"), exam.alarming), (N_("最像误报的：{words}"), exam.calming)):
        if words:
            yield texts(text, words=" ".join(shown(word, 8) for word in words))


def _troubles(learned: Learned, policy: Policy, texts: Texts) -> Iterator[str]:
    if learned.refused and learned.refused.reason:
        at = policy.local(learned.refused.at).strftime("%m-%d %H:%M")
        yield texts(N_("⚠️ {at} 学成的新版没有启用：{reason}"), at=at, reason=learned.refused.reason)
    if learned.problem and learned.tried_at:
        at = policy.local(learned.tried_at).strftime("%m-%d %H:%M")
        yield texts(N_("⚠️ {at} 学习没有完成：{problem}"), at=at, problem=learned.problem)


def _percent(share: float) -> int:
    return round(100 * share)


def _keys(learned: Learned) -> Keys:
    if not learned.settings.enabled:
        return ()
    turn = (N_("⏸ 停用学习"), OFF) if learned.enabled else (N_("▶️ 启用学习"), ON)
    found = [Key(label=Message(turn[0]), data=encode_model(ModelPress(code=turn[1])))]
    if learned.active and learned.previous:
        label = Message(N_("↩️ 换回上一版 {version}"), {"version": learned.previous.version[:_SIGNS]})
        found.append(Key(label=label, data=encode_model(ModelPress(code=BACK, model=learned.previous.id))))
    return tuple((key,) for key in found)
