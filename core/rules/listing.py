"""What is said about rules in the chat (规则清单): the list, one rule, and why an incident was found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.lists.incidents import Answer, Keys, cut, last_page, plain, turning
from core.outgoing import Key
from core.policy import Policy
from core.posts import Post, Source
from core.rules.document import Document
from core.rules.figures import Figures
from core.rules.matched import Found
from core.rules.presses import ADD, EDIT, LIST, OPEN, PAUSE, RESUME, TEST, RulePress, encode_rule, key
from core.rules.sections import Kind, Rule, State
from core.showing import clean, shown
from core.texts import N_, Message, Texts

PER_PAGE = 8
#: characters beside a word that tell what it is about
_AROUND = 8
#: rules and words of one that are told
_RULES, _WORDS = 4, 6
#: what people look for comes first
_ORDER = {Kind.GROUP: 0, Kind.NAME: 1, Kind.GLOBAL: 2}
_KINDS = {Kind.GROUP: N_("{name}"), Kind.NAME: N_("词组 ${name}"), Kind.GLOBAL: N_("全局排除")}
_HEADS = {
    State.ACTIVE: N_("🟢 {name}"),
    State.PAUSED: N_("⏸ {name}（暂停）"),
    State.GONE: N_("⏸ {name}（规则文件已删去，停用）"),
}
_NONE = Figures()


class Hitting(Protocol):
    """A post that hit a rule, as storage tells of it."""

    @property
    def post_id(self) -> int: ...
    @property
    def rule(self) -> str: ...
    @property
    def terms(self) -> tuple[Found, ...]: ...
    @property
    def post(self) -> Post: ...
    @property
    def source(self) -> Source: ...


def called(rule: Rule, limit: int = 20) -> Message:
    """What a rule is called on the screen."""
    return Message(_KINDS[rule.section.kind], {"name": shown(rule.name, limit)})


def rule_list(rules: Sequence[Rule], figures: Mapping[str, Figures], page: int, policy: Policy, texts: Texts) -> Answer:
    """Every rule with its hits and false alarms of the last 30 days; a tap opens one."""
    add = (key(Message(N_("➕ 新增规则")), ADD),)
    if not rules:
        return Answer(text=Message(N_("还没有监测规则。请带班领导点「新增规则」")), keys=(add,))
    page = last_page(page, len(rules), PER_PAGE)
    ordered = sorted(rules, key=lambda rule: _ORDER[rule.section.kind])
    part = ordered[page * PER_PAGE : (page + 1) * PER_PAGE]
    groups = [rule for rule in rules if rule.section.kind is Kind.GROUP]
    resting = sum(not rule.active for rule in groups)
    head = texts(N_("📐 监测规则 {count} 条，暂停 {resting} 条（近30天）"), count=len(groups), resting=resting)
    lines = [_line(rule, figures.get(rule.name, _NONE), policy, texts) for rule in part]

    def data(to: int) -> str:
        return encode_rule(RulePress(code=LIST, arg=to))

    names = [key(called(rule, 12), OPEN, rule.id, page) for rule in part]
    rows = tuple(tuple(names[at : at + 2]) for at in range(0, len(names), 2))
    turn = turning(page, len(rules), PER_PAGE, data)
    return Answer(text=plain(cut([head, *lines], texts)), keys=(*rows, *turn, add))


def _line(rule: Rule, figures: Figures, policy: Policy, texts: Texts) -> str:
    sign, name = "🟢" if rule.active else "⏸", called(rule)
    if rule.section.kind is not Kind.GROUP:
        return texts(N_("{sign} {name}"), sign=sign, name=name)
    words = N_("{sign} {name}：命中 {hits}{alarms}")
    return texts(words, sign=sign, name=name, hits=figures.hits, alarms=_alarms(figures, policy))


def _alarms(figures: Figures, policy: Policy) -> Message:
    if not figures.decided:
        return Message("")
    counts = {"false": figures.false, "decided": figures.decided}
    share = figures.share(policy.figures.rules)
    if share is None:
        return Message(N_("，误报 {false}/{decided}"), counts)
    return Message(N_("，误报 {percent}%（{false}/{decided}）"), counts | {"percent": round(100 * share)})


def rule_panel(rule: Rule, figures: Figures, policy: Policy, now: datetime, page: int) -> tuple[Message, str, Keys]:
    """One rule: what is said of it, its text to copy, and its keys."""
    lines = [Message(_HEADS[rule.state], {"name": called(rule, 60)})]
    if rule.section.kind is Kind.GROUP:
        counts = {"hits": figures.hits, "week": figures.week, "alarms": _alarms(figures, policy)}
        lines.append(Message(N_("近30天命中 {hits}{alarms}；近7天命中 {week}"), counts))
        if figures.held:
            words = N_("近7天超出每日上限、本规则未发卡片的有 {held} 条")
            lines.append(Message(words, {"held": figures.held}))
    lines.append(_written(rule, policy, now))
    return joined(lines), rule.section.text, _panel_keys(rule, page)


def _written(rule: Rule, policy: Policy, now: datetime) -> Message:
    when = policy.clock(rule.at, beside=now) if rule.at else "—"
    if not rule.person:
        return Message(N_("第 {version} 版，来自规则文件，{when}"), {"version": rule.version, "when": when})
    words = N_("第 {version} 版，{name} 改于 {when}")
    return Message(words, {"version": rule.version, "name": policy.name(rule.person), "when": when})


def _panel_keys(rule: Rule, page: int) -> Keys:
    back = (key(Message(N_("← 返回清单")), LIST, arg=page),)
    edit = key(Message(N_("✏️ 修改")), EDIT, rule.id)
    if rule.section.kind is Kind.NAME:
        return (edit,), back
    turn = (N_("⏸ 暂停"), PAUSE) if rule.active else (N_("▶️ 启用"), RESUME)
    return (
        (key(Message(N_("🧪 试算")), TEST, rule.id), key(Message(turn[0]), turn[1], rule.id, page)),
        (edit,),
        back,
    )


def opening(rule: Rule) -> tuple[Key, ...]:
    """A key that opens one rule."""
    return (key(called(rule, 20), OPEN, rule.id),)


def why_told(number: str, hits: Sequence[Hitting], posts: int, texts: Texts) -> Message:
    """Which words of which rules hit the posts of an incident, each once with one place where it stands.

    `hits` are those of its first posts, `posts` counts all that a rule hit.
    """
    if not hits:
        words = N_("{number} 的帖文没有规则命中记录（人工报送的，或升级前收到的）")
        return Message(words, {"number": number})
    lines = [texts(N_("🔎 {number} 命中的规则："), number=number)]
    shown_of = set[int]()
    for rule in list(dict.fromkeys(hit.rule for hit in hits))[:_RULES]:
        first: dict[str, tuple[Hitting, Found]] = {}
        for hit in hits:
            for found in hit.terms if hit.rule == rule else ():
                first.setdefault(found.term, (hit, found))
        lines.append(texts(N_("规则「{rule}」"), rule=shown(rule, 30)))
        for hit, found in list(first.values())[:_WORDS]:
            shown_of.add(hit.post_id)
            lines.append(_place(hit, found, texts))
        if len(first) > _WORDS:
            lines.append(texts(N_("· 另有 {count} 个词"), count=len(first) - _WORDS))
    if more := posts - len(shown_of):
        lines.append(texts(N_("另有 {count} 条帖文也命中"), count=more))
    return plain(cut(lines, texts))


def _place(hit: Hitting, found: Found, texts: Texts) -> str:
    text = Document.of(hit.post, hit.source).tidied.get(found.field, "")
    around = text[max(0, found.start - _AROUND) : found.end + _AROUND]
    words = N_("· 「{term}」在{field}第 {place} 字：…{around}…")
    field = Message(found.field.value)
    return texts(words, term=shown(found.term, 40), field=field, place=found.start + 1, around=shown(clean(around), 60))


def joined(lines: Iterable[Message]) -> Message:
    """Sentences under each other."""
    told: Message | None = None
    for line in lines:
        told = line if told is None else Message(N_("{first}\n{then}"), {"first": told, "then": line})
    return told or Message("")
