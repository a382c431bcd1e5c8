"""What a text sounds like (情绪): negative, neutral or positive, by short lists of words, negation and degree.

A first judgement: it sees words, not irony. Risk words count as `core.detect.risk` found them, denied ones left out.
"""

import re
from enum import IntEnum

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from core.severity import Risk


class Tone(IntEnum):
    """The judgement, as it is stored."""

    #: 负面
    NEGATIVE = -1
    #: 中性
    NEUTRAL = 0
    #: 正面
    POSITIVE = 1


_BAD = """
不满 不合理 不公平 不公 不负责任 不负责 不像话 不作声 不理不睬 不闻不问 不了了之 不敢 不安 不便 不放心 不讲理
失望 绝望 寒心 痛心 心寒 心酸 愤怒 气愤 生气 气死 恼火 憋屈 委屈 无奈 无语 崩溃 受不了 忍无可忍 难受 难过 痛苦
害怕 恐慌 担心 担忧 忧虑 焦虑 吓坏 吓人 可怕 恐怖 糟糕 差劲 太差 很差 极差 最差 恶劣 恶心 坑爹 坑老百姓 忽悠
骗子 骗人 欺骗 糊弄 敷衍 应付了事 扯皮 甩锅 装聋作哑 官僚 形式主义 面子工程 拖沓 拖拉 迟迟 一拖再拖 遥遥无期
没完没了 没人理 没下文 没有下文 无人理睬 石沉大海 怨声载道 叫苦不迭 苦不堪言 民怨 抱怨 吐槽 质疑 谴责 抗议 反对
抵制 批评 问责 追责 过分 离谱 荒唐 可笑 可恶 可气 可耻 无耻 无良 丢人 丢脸 混乱 脏乱 脏乱差 破烂 堵死 堵得 拥堵
危险 隐患 事故 故障 坏了 冻死 冷死 热死 吵死 臭死 刺鼻 呛人 困难 难走 难行 坑洼 泥泞 停摆 瘫痪 损失 受损 损坏
受害 后果 浪费 劳民伤财 欺负 歧视 侮辱 辱骂 骂人 威胁 恐吓 刁难 为难 勒索 黑幕 猫腻 暗箱 作秀 谎言 撒谎 谣言
造谣 打脸 拒不 失信 违约 涨价 太贵 还我们 求救 救救 救命 急死 心疼 可怜 悲剧 惨剧 惨
"""
_GOOD = """
满意 点赞 表扬 感谢 感激 谢谢 致谢 致敬 好评 称赞 赞扬 赞赏 赞美 夸赞 支持 欣慰 放心 安心 舒心 暖心 贴心 热心
用心 细心 耐心 高兴 开心 喜悦 幸福 自豪 骄傲 感动 温暖 温馨 美好 美丽 漂亮 优美 优秀 优质 优良 出色 一流 高效
便捷 便利 方便 顺利 圆满 及时 不错 很好 真好 太好 挺好 变好 更好 好样的 给力 靠谱 负责任 尽责 尽职 敬业
认真负责 热情 周到 公正 公平 公道 合理 规范有序 整洁 干净 宽敞 平整 畅通 舒适 安全有序 改善 提升 进步 好转
解决了 修好了 已修复 已恢复 获奖 荣获 先进 模范 榜样 典范 惠民 利民 便民 为民办实事 办实事 好消息 喜讯 辛苦了
有担当 圆了 受益 获得感 竖起大拇指 锦旗
"""
#: words of plain notices that hold one of the words above
_PLAIN = """
满意度 满意度调查 隐患排查 排查隐患 消除隐患 整治隐患 事故演练 应急演练 支持下载 技术支持 反对派 便民服务
及时雨 不便之处 方便面 危险品 危险废物 困难群众 困难家庭 困难职工 特困
"""
_MORE = """
很 非常 太 极 极其 极为 十分 特别 相当 最 更 真 真的 实在 严重 超级 特
"""
_LESS = """
有点 有些 稍 稍微 略 略微 比较 还算
"""
_DENIED = """
不是 不够 不太 不再 不会 不能 不可 不 没有 没 未能 未 无 别 勿 并非 毫无 谈不上 算不上 难以 缺乏 不必 不用 无需
"""
#: what is asked for is not there yet
_WISHES = """
希望 盼望 期待 何时 什么时候 多久 尽快 早日 能否 能不能 请问 请给 敬请 恳请 要求 呼吁 建议 应该 应当 怎么才能 何日
"""
#: characters before a word that are looked at, back to the nearest sign; a denial stands right before it
_CLAUSE, _BEFORE = 16, 6
_SIGN = re.compile(r"[\s，。！？；、,.!?;:：（）()]")
#: each word with what it does: a value of its own; a factor for the next (a denial: its own rule); or a wish
_DENIAL, _WISH = 0.0, None
_VALUES = dict.fromkeys(_BAD.split(), -1.0) | dict.fromkeys(_GOOD.split(), 1.0) | dict.fromkeys(_PLAIN.split(), 0.0)
_FACTORS = (
    dict.fromkeys(_MORE.split(), 1.5) | dict.fromkeys(_LESS.split(), 0.7) | dict.fromkeys(_DENIED.split(), _DENIAL)
)
_ALL = tuple(dict.fromkeys((*_VALUES, *_FACTORS, *_WISHES.split())))
_MEANS = tuple((_VALUES.get(word), _FACTORS.get(word, _WISH)) for word in _ALL)
# every post passes here: the quickest kind
_WORDS = AhoCorasick(_ALL, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
#: characters that are looked at: who has not said in so many what he thinks will not
_LONGEST = 5000
#: what class A and casualties weigh, what class B does
_GRAVE, _BAD_NEWS = 2.0, 1.0
#: a judgement needs one word more on its side, and a third of all that was said
_ENOUGH, _SHARE = 1.0, 1 / 3
#: "not bad" is less than "good"
_HALF = 0.5


def tone(text: str, risk: Risk) -> Tone:
    """The tone of a text in the form of `core.normalise.readable`; `risk`: what was found in it."""
    text = text[:_LONGEST]
    weights = _weights(text)
    weights += [-_GRAVE] * (len(risk.class_a) + len(risk.casualties)) + [-_BAD_NEWS] * len(risk.class_b)
    score, said = sum(weights), sum(abs(weight) for weight in weights)
    if abs(score) < _ENOUGH or abs(score) < _SHARE * said:
        return Tone.NEUTRAL
    return Tone.POSITIVE if score > 0 else Tone.NEGATIVE


def _weights(text: str) -> list[float]:
    """The value of each word, by what stands before it."""
    found: list[float] = []
    before: list[tuple[int, int, float]] = []
    wished = -_CLAUSE
    for which, start, end in _WORDS.find_matches_as_indexes(text):
        value, factor = _MEANS[which]
        if value is None:
            if factor is None:
                wished = end
            else:
                before.append((start, end, factor))
            continue
        if value > 0 and start - wished < _CLAUSE and not _SIGN.search(text, wished, start):
            value = 0.0
        if before:
            value = _turned(text, value, start, before)
            before.clear()
        found.append(value)
    return found


def _turned(text: str, value: float, start: int, before: list[tuple[int, int, float]]) -> float:
    for begin, end, factor in before:
        if start - begin > _BEFORE or _SIGN.search(text, end, start):
            continue
        if factor == _DENIAL:
            value *= -1.0 if value > 0 else -_HALF
        else:
            value *= factor
    return value
