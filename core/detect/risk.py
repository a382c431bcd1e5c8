"""Risk words: what makes a post worth a look by itself. Short lists; an organisation adds its own by rules."""

import re

from ahocorasick_rs import AhoCorasick, MatchKind

from core.severity import Risk

_DEATHS = re.compile(
    r"\d{1,4}(?:人|名[^，。！？；,.!?;]{0,4})[^，。！？；,.!?;]{0,4}(?:死亡|遇难|身亡|丧生|溺亡)"
    r"|(?:致|造成|酿成)(?:多|数|[一二两三四五六七八九十]{1,3}|\d{1,4})人?(?:死亡|死|遇难|身亡|丧生)"
    r"|死亡\d{1,4}人|\d{1,4}死\d{1,4}伤"
    r"|(?:当场|抢救无效|坠楼|溺水|触电|中毒|跳楼)(?:死亡|身亡|遇难|离世)"
)
_INJURED = re.compile(
    r"(\d{1,5})[余多]?(?:人|名[^，。！？；,.!?;]{0,4})[^，。！？；,.!?;]{0,4}(?:受伤|重伤|中毒|住院)|多人(?:重伤|受伤|中毒)"
)
#: without one of these characters no casualties are named: most posts are spared the long expressions
_HARM = re.compile("[死亡难丧离伤毒院]")
_MANY = 10
_A = """
死亡 身亡 遇难 丧生 伤亡 重伤 命案 猝死 溺亡 坠楼 跳楼 自杀 割腕 自焚 聚众 群体性 集体上访
集体讨薪 游行 静坐 堵路 围堵 拉横幅 集体罢工 工人罢工 司机罢工 罢课 罢市 暴力执法 打人 殴打 持刀 未成年人
幼童 虐待 虐童 猥亵 性侵
校园欺凌 霸凌 食品中毒 食物中毒 集体腹泻 毒气 泄漏 爆炸 坍塌 垮塌 塌方 起火 火灾 失联 失踪 决堤 溃坝
强拆 刑讯
"""
_B = """
投诉 举报 维权 乱收费 乱罚款 不作为 乱作为 推诿 踢皮球 没人管 无人管 态度恶劣 吃拿卡要 贪污 受贿 腐败
拖欠 欠薪 讨薪 烂尾 违建 扰民 噪音 恶臭 污染 偷排 停水 停电 断供 漏水 塌陷 裂缝 豆腐渣 偷工减料
质量问题 虚假宣传 欺诈 诈骗 霸王条款 强制消费 强制征收 克扣 体罚 泄露 曝光 求助 讨说法 还我 黑心 无证
违规 违法 造假 失职 渎职 隐瞒 瞒报 拖延 没人处理 不给退 退费难 办证难 上访 信访
有毒 致癌 变质 发霉 假药 假冒 伪劣 掺假 超标 拐卖 人贩子 抢劫 肇事 逃逸 停暖 停气 漏电 漏气 积水 内涝
危房 被困 被骗 坑人
"""
#: what takes the word back when it stands shortly before it: 未造成人员伤亡
_DENIED = re.compile(
    r"(?:无|没有|未造成|未出现|未发生|未发现|不存在|零|防止|避免|预防|防范|杜绝|严防|严禁|打击)"
    r"(?:人员|任何|[一1][人例起]|重大|发生|出现|各类|的|了)*$"
)
_BEFORE = 12
_WORDS = AhoCorasick(f"{_A}{_B}".split(), matchkind=MatchKind.LeftmostLongest)
_IS_A = frozenset(_A.split())
_LONGEST = 20_000


def find_risk(text: str, negative: float | None = None) -> Risk:
    """The risk words of a text in the form of `core.normalise.readable`, denied ones left out."""
    text = text[:_LONGEST]
    places = _WORDS.find_matches_as_indexes(text)
    found = dict.fromkeys(text[start:end] for _, start, end in places if not _denied(text, start))
    return Risk(
        casualties=_casualties(text),
        class_a=tuple(word for word in found if word in _IS_A),
        class_b=tuple(word for word in found if word not in _IS_A),
        negative=negative,
    )


def _casualties(text: str) -> tuple[str, ...]:
    if not _HARM.search(text):
        return ()
    deaths = [m.group() for m in _DEATHS.finditer(text) if not _denied(text, m.start())]
    injured = [m.group() for m in _INJURED.finditer(text) if m[1] is None or int(m[1]) >= _MANY]
    return tuple(dict.fromkeys(deaths + injured))


def _denied(text: str, at: int) -> bool:
    return bool(_DENIED.search(text[max(0, at - _BEFORE) : at]))
