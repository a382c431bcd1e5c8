"""Spellings that people use so that no search finds a word: 拆字, 谐音, letters for characters.

They are read back only where that completes a word which somebody looks for: 弓虽拆 is 强拆 for a rule with 强拆, and
stays 弓虽拆 for everybody else. What is shown, stored and compared is never changed, and a place is one of the text as
it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from core.wordlist import read_list

Span = tuple[int, int]
#: characters that are read back; nobody hides a word behind more
_LONGEST = 20_000

#: taken apart: the character, then its parts as they are written one after the other. Parts that ordinary words have
#: side by side (女子, 日月, 月中, 口少, 土里) are not among them
_TAKEN_APART = """
强弓虽 权木又 政正攵 府广付 拆扌斥 打扌丁 抓扌爪 抢扌仓 扣扌口 抗扌亢 护扌户 捕扌甫 损扌员 拐扌另 投扌殳 揭扌曷 持扌寺
法氵去 污氵亏 油氵由 泄氵世 涨氵张 淹氵奄 溺氵弱 漏氵屚 渎氵卖 访讠方 诉讠斥 讨讠寸 证讠正 诈讠乍 谎讠荒 诬讠巫 骗马扁
贪今贝 贿贝有 赂贝各 赔贝咅 钱钅戋 钱金戋 铁钅失 死歹匕 病疒丙 疫疒殳 疯疒风 体亻本 债亻责 供亻共 偷亻俞 停亻亭 假亻叚
伪亻为 仇亻九 倒亻到 信亻言 作亻乍 恨忄艮 慌忄荒 惨忄参 饿饣我 饭饣反 馆饣官 狗犭句 独犭虫 违辶韦 违韦辶 迁辶千 迁千辶
逃辶兆 逃兆辶 通辶甬 造辶告 造告辶 院阝完 陷阝臽 药艹约 苦艹古 刑开刂 利禾刂 判半刂 败贝攵 收丩攵 教孝攵 机木几 核木亥
校木交 桥木乔 检木佥 税禾兑 租禾且 超走召 赶走干 加力口 动云力 鸡又鸟 驴马户 婚女昏 奸女干 粪米田共 精米青 粮米良 砸石匝
转车专 软车欠 祸礻呙 福礻畐 坑土亢 坍土丹 墙土啬 坟土文 炸火乍 烧火尧 灾宀火 警敬言 骂吅马 哭吅犬 噪口喿 脏月庄
腐府肉 腹月复 罢罒去 冤冖兔 领令页 导巳寸 医匚矢
"""
#: other characters of the same sound, pinyin, initials: the word, then its spellings. None that ordinary text
#: often has (威信, 徽信 of 安徽信访, 令导 of 命令导致)
_SOUNDS = """
微信 薇信 葳信 微伩 v信 威xin 微xin wei信 vx weixin
政府 政腐 正斧 政f 政fu zheng府 zf zhengfu
和谐 河蟹 合谐
警察 警cha jing察 jc jingcha
城管 城菅 城guan cheng管 chengguan
领导 领dao ling导 领d
书记 书ji shu记
县长 县zhang xian长
镇长 镇zhang zhen长
校长 校zhang xiao长
老师 老湿 老shi lao师
公安 公an 公氨 gong安 gongan
法院 法yuan fa院
医院 医yuan yi院 衣院
投诉 投su tou诉
举报 举bao ju报 举暴
维权 维quan wei权 维q weiquan
上访 上fang shang访 上f shangfang
信访 信fang xin访 xinfang
信访局 xfj
强拆 强chai qiang拆 强c 抢拆 qiangchai
拆迁 拆qian chai迁 chaiqian
征地 征di zheng地
腐败 腐bai fu败 腐拜 fubai
贪污 贪wu tan污 贪乌 tanwu
贪官 贪guan tan官 滩官
受贿 受hui shou贿
行贿 行hui xing贿
贿赂 贿lu hui赂
黑社会 黑she会 hei社会 黑涩会
自杀 自sha zi杀 自鲨
跳楼 跳lou tiao楼 跳娄
死亡 死wang si亡
爆炸 爆zha bao炸
罢工 罢gong ba工
游行 游xing you行
抗议 抗yi kang议
讨薪 讨xin tao薪
欠薪 欠xin qian薪
工资 工zi gong资 工姿
拖欠 拖qian tuo欠
停水 停shui ting水
停电 停dian ting电
停暖 停nuan ting暖
乱收费 乱收fei luan收费
收费 收fei shou费
诈骗 诈pian zha骗
骗子 骗zi pian子
黑心 黑xin hei心
豆腐渣 豆腐zha 豆付渣
打人 打ren da人
殴打 殴da ou打
霸凌 霸ling ba凌
性侵 性qin xing侵
猥亵 猥xie wei亵
学校 学xiao xue校
业主 业zhu ye主
物业 物ye wu业
开发商 开发shang kfs
烂尾 烂wei lan尾
瞒报 瞒bao man报
"""
#: ordinary words that hold a spelling by chance, beside those of `ordinary.txt`: they are left alone
_ORDINARY = "薇信任 薇信息 薇信用 抢拆盲盒 抢拆快递 抢拆红包 抢拆包裹 抢拆礼物"


def _spellings() -> dict[str, str]:
    apart = {one[1:]: one[0] for one in _TAKEN_APART.split()}
    lines = [line.split() for line in _SOUNDS.strip().splitlines()]
    return apart | {said: line[0] for line in lines for said in line[1:]}


#: as written, tidy and in lower case → what is meant; never longer
SPELLINGS = _spellings()
_FINDER = AhoCorasick([*SPELLINGS, *_ORDINARY.split()], matchkind=MatchKind.LeftmostLongest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text with its evasive spellings read back. Of each character: from where to where it was written."""

    text: str
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    #: was it read back rather than copied?
    read: tuple[bool, ...]

    def written(self, start: int, end: int) -> Span | None:
        """Where the word `[start, end)` of `text` is written; None where no whole spelling is part of it."""
        if not any(self.read[start:end]) or not (self._edge(start) and self._edge(end)):
            return None
        return self.begins[start], self.ends[end - 1]

    def has(self, word: str) -> bool:
        """Is this word spelt so that no search finds it?"""
        at = self.text.find(word)
        return at >= 0 and self.written(at, at + len(word)) is not None

    def _edge(self, at: int) -> bool:
        """Not in the middle of what one spelling means."""
        inside = 0 < at < len(self.text) and self.read[at]
        return not (inside and self.begins[at] == self.begins[at - 1])


def reading(folded: str) -> Reading | None:
    """The text read back, from its form of `core.normalise.fold`; None where it has no such spelling."""
    found = ((SPELLINGS.get(folded[a:b]), a, b) for _, a, b in _FINDER.find_matches_as_indexes(folded[:_LONGEST]))
    places = [(meant, a, b) for meant, a, b in found if meant and _stands(folded, a, b)]
    return _read(folded, places) if places else None


def _read(folded: str, places: list[tuple[str, int, int]]) -> Reading:
    chars: list[tuple[str, int, int, bool]] = []
    at = 0
    for meant, start, end in places:
        chars.extend((folded[n], n, n + 1, False) for n in range(at, start))
        chars.extend((char, start, end, True) for char in meant)
        at = end
    chars.extend((folded[n], n, n + 1, False) for n in range(at, len(folded)))
    text, begins, ends, read = zip(*chars, strict=True)
    return Reading(text="".join(text), begins=begins, ends=ends, read=read)


def _stands(text: str, start: int, end: int) -> bool:
    """Letters must be a whole word, and nothing but letters must touch a Chinese character: 被zf赶走, not ZF Group.

    A character that is read as another must not belong to an ordinary word with its neighbour: 妇女|干部, 外滩|官方.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    if ordinary := _ordinary().get(text[start:end]):
        return not (before and before in ordinary[0]) and not (after and after in ordinary[1])
    if (_latin(text[start]) and _latin(before)) or (_latin(text[end - 1]) and _latin(after)):
        return False
    return not text[start:end].isascii() or _han(before) or _han(after)


@cache
def _ordinary() -> Mapping[str, tuple[str, str]]:
    """Of spellings that ordinary text has by chance: the characters that make it so, before and behind."""
    return {spelling: (before, after) for spelling, (before, after) in read_list("core", "ordinary.txt")}


def _latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def _han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
