"""What is said while a rule is written (写规则): mistakes, a dry run's figures, whether to save it."""

from collections.abc import Iterable, Sequence

from core.errors import TingfengError
from core.lists.incidents import Keys, cut, plain
from core.policy import Policy
from core.rules.editing import LONGEST, Mistakes
from core.rules.forecast import Forecast
from core.rules.listing import joined
from core.rules.presses import DROP, SAVE, key
from core.rules.sections import Rule
from core.showing import shown, utf16
from core.texts import N_, Message, Texts, several

#: groups of which something is said
_GROUPS = 4
USAGE = N_(
    "用法：\n"
    "/rule 清单，点开可看、试算、暂停、修改\n"
    "/rule add 换行后写规则，例如\n"
    "[停水停电]\n"
    "停水|停电\n"
    "+多久|没人管\n"
    "!演练\n"
    "/rule edit 组名，换行后写新的内容\n"
    "/rule test 组名，或换行后写规则：看近7天会命中什么\n"
    "/rule pause 组名、/rule resume 组名\n"
    "/rule why 127"
)
ASK_NEW = N_("请回复新规则：第一行写 [组名]，下面每行写词，例如 停水|停电；+ 必须有，! 排除")
ASK_TEXT = N_("请回复规则「{name}」的新内容，原文见上方，可点按复制")
ASK_TEST = N_("请回复要试算的规则：第一行写 [组名]，下面每行写词")


def mistaken(wrong: TingfengError) -> Message:
    """What is wrong; the text itself stands below, to be copied."""
    errors: Sequence[Message] = wrong.errors if isinstance(wrong, Mistakes) else (wrong.message,)
    lines = [Message(N_("⚠️ 没有保存，请改好再发："))]
    lines += [Message(N_("· {error}"), {"error": error}) for error in errors]
    return joined(lines)


def too_broad(told: Forecast) -> Message:
    """A rule that hits too much, and more than it did, is not saved."""
    words = N_("⚠️ 没有保存：{groups}；应加 + 必须词或 ! 排除词")
    return Message(words, {"groups": _shares(told, told.wider)})


def not_run(*, save: bool) -> Message:
    """The dry run broke off; the text itself stands below."""
    return Message(N_("⚠️ 试算没有完成，规则没有保存，请再发一次：") if save else N_("⚠️ 试算没有完成，请再试一次"))


def overwrites(rule: Rule) -> Message:
    """Stands above the words that another text under the same name would replace."""
    return Message(
        N_("⚠️ 已有「{name}」，保存后会被替换。现行内容，点按复制："), {"name": shown(rule.section.handle, 40)}
    )


def too_long(rule: Rule) -> Message:
    """It cannot be sent back in one message; its whole text stands above."""
    words = N_(
        "「{name}」有 {length} 个字，一次只能发 {limit} 个字，在聊天里改会丢词。"
        "请先用 /rule add 另建一条规则分走一部分词，再用 /rule edit 组名 换行写留下的"
    )
    params = {"name": shown(rule.section.handle, 40), "length": utf16(rule.section.text), "limit": LONGEST}
    return Message(words, params)


def _shares(told: Forecast, names: Iterable[str]) -> Message:
    parts = [
        Message(
            N_("组「{name}」会命中近7天 {percent}% 的帖文（{count}/{posts}）"),
            {
                "name": shown(name, 20),
                "percent": round(100 * told.broad[name] / told.posts),
                "count": told.broad[name],
                "posts": told.posts,
            },
        )
        for name in sorted(names)[:_GROUPS]
    ]
    return several(parts)


def told_forecast(
    told: Forecast, names: Sequence[str], policy: Policy, texts: Texts, changed: Sequence[Message] = ()
) -> Message:
    """A dry run's figures and its newest examples; `changed`: what saving does to rules that are there."""
    label = several([shown(name, 20) for name in names[:4]])
    lines = [texts(N_("🧪 试算「{names}」，近7天 {posts} 条帖文"), names=label, posts=told.posts)]
    lines += [texts.say(one) for one in changed[:_GROUPS]]
    words = N_("命中 {hits} 条（按现行规则 {now} 条），新增 {new} 条")
    lines.append(texts(words, hits=told.hits, now=told.hits_now, new=told.new))
    lines.append(texts(N_("会成卡 {cards} 张（现 {now} 张）"), cards=told.cards, now=told.cards_now))
    if told.held:
        lines.append(texts(N_("另有 {held} 条超出每日上限，本规则不发卡片"), held=told.held))
    for one in told.examples:
        at = policy.local(one.at).strftime("%m-%d %H:%M")
        sign = texts(N_("🆕 ")) if one.new else ""
        words = N_("· {sign}{at} {source} {title}")
        lines.append(texts(words, sign=sign, at=at, source=shown(one.source, 12), title=shown(one.title, 40)))
    if told.broad:
        words = N_("⚠️ 太宽：{groups}；宜加 + 必须词或 ! 排除词")
        lines.append(texts(words, groups=_shares(told, told.broad)))
    return plain(cut(lines, texts))


def save_keys(draft: int) -> Keys:
    """Save it or leave it."""
    return ((key(Message(N_("✅ 保存")), SAVE, draft), key(Message(N_("❌ 不保存")), DROP, draft)),)
