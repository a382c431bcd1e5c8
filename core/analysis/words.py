"""Hot words (热词): which words many posts of an incident have."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from core.analysis.matter import Lexicon, Seen
from core.normalise import normalise
from core.showing import shown

#: so many are told
TOP = 12
#: different texts that are cut into words, the most repeated first, and characters of each
TEXTS, LONGEST = 1500, 600
#: a word of fewer posts is nobody's but its writer's
FEWEST = 2
#: a word that jieba's corpus has more often than this (as a negative logarithm) says nothing
_COMMON = 7.0
#: words that stand in posts about anything
_STOP = """
我们 你们 他们 她们 它们 大家 自己 别人 人家 本人 咱们 某人 有人 没人 一个 一些 一下 一点 一样 一直 一定 一起
一边 一次 一种 一天 这个 那个 这些 那些 这样 那样 这种 那种 这里 那里 这边 那边 这儿 那儿 这次 那次 这么 那么
这是 那是 什么 怎么 怎样 怎么办 为什么 哪里 哪个 哪些 多少 几个 几天 多久 是否 是不是 有没有 能不能 可不可以
可以 可能 能够 应该 应当 必须 需要 希望 请问 请求 想问 想要 不要 不能 不会 不是 不用 不到 不了 不知 知道 觉得
感觉 认为 以为 看到 看见 听说 听到 发现 表示 介绍 说明 告诉 回答 回复 答复 反映 反馈 了解 获悉 因为 所以 但是
可是 不过 然而 虽然 尽管 而且 并且 或者 还是 还有 以及 如果 要是 只要 只有 除了 关于 对于 由于 根据 按照 通过
为了 已经 正在 曾经 刚刚 刚才 马上 立即 立刻 随后 之后 之前 以后 以前 以来 以上 以下 目前 现在 今天 昨天 明天
今年 去年 明年 今日 昨日 近日 早上 上午 中午 下午 晚上 凌晨 夜里 期间 时候 时间 日前 当时 当天 当日 同时 其中
其他 其它 另外 此外 以外 之间 之一 左右 大约 大概 非常 特别 真的 真是 实在 十分 比较 更加 越来越 最近 经常 总是
一再 再次 再也 仍然 依然 还在 还没 没有 未能 无法 出现 发生 进行 开展 开始 继续 成为 作为 存在 具有 属于 位于
来自 得到 造成 导致 引起 有关 相关 有关部门 相关部门 部门 单位 领导 工作 工作人员 人员 问题 情况 事情 事件 方面
地方 东西 原因 结果 办法 进一步 及时 网友 网民 市民 群众 居民 百姓 老百姓 业主 楼主 博主 记者 微博 帖子 发帖
评论 转发 点赞 关注 链接 网页 视频 图片 全文 展开 原文 来源 编辑 小编 直播 话题 超话 收起 客户端 公众号 朋友圈
抖音 快手 贴吧 论坛 先生 女士 小姐 同志 朋友 孩子 老人 小时 分钟 年月 月份 星期 每天 每年 每次 全部 所有 任何
许多 很多 不少 部分 各种 各位 各个 第一 第二 看看 转给 更多人 多次 几次 就是 也是 都是 还要 都要 也不 都不 只是
只能 还能 才能 居然 竟然 难道 到底 究竟 其实 反正 甚至 尤其 当然 确实 似乎 好像 例如 比如
"""
STOP = frozenset(_STOP.split())
_WORD = re.compile(r"[^\W\d_]{2,20}")


def hot_words(groups: Sequence[tuple[Seen, ...]], lexicon: Lexicon) -> tuple[tuple[str, int], ...]:
    """The words that the most posts have, with how many; a copy counts as its original says.

    A word counts once a post. Who wrote is no word: no person becomes a headline by being talked to.
    """
    counts = Counter[str]()
    authors = frozenset(normalise(post.author) for group in groups for post in group)
    names = frozenset(map(normalise, lexicon.names))
    for group in groups[:TEXTS]:
        counts.update(dict.fromkeys(_words(group[0], lexicon, names), len(group)))
    told = ((word, count) for word, count in counts.items() if count >= FEWEST and word not in authors)
    ordered = sorted(told, key=lambda pair: (-pair[1], -len(pair[0]), pair[0]))
    return tuple((shown(word, 20), count) for word, count in ordered[:TOP])


def _words(post: Seen, lexicon: Lexicon, names: frozenset[str]) -> Iterable[str]:
    text = normalise(f"{post.title}\n{post.text}"[:LONGEST])
    # of our own names the cut says that they tell nothing apart; here they are what people talk about
    return (word for word in set(lexicon.cut.cut(text)) if word in names or _tells(word, lexicon))


def telling_words(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The words of a text that say what it is about."""
    cut = lexicon.cut.cut(normalise(text[:LONGEST]))
    return frozenset(word for word in cut if _tells(word, lexicon))


def _tells(word: str, lexicon: Lexicon) -> bool:
    return bool(_WORD.fullmatch(word)) and word not in STOP and lexicon.cut.weight(word) > _COMMON
