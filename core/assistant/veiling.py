"""What a model never gets to see: numbers, links, accounts, keys, members' names, names of private persons.

Private names are found by what stands around them (业主张三, 张三先生, 我叫张三) and become 张某; an account that wrote
one of the posts becomes 网友. A name that nothing marks as one is not found.
"""

import re
from collections.abc import Iterable

from core.arrivals import without_urls
from core.showing import clean, mask

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤殷罗毕郝邬安乐傅皮卞齐康伍余顾孟黄穆萧尹姚邵汪毛米贝戴宋庞熊纪舒屈项祝董梁杜阮蓝闵贾"
    "江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯管卢莫丁邓洪包左石崔龚程邢裴陆翁侯宁仇刘景龙叶白蒲卓池乔谭温庄晏"
    "柴瞿阎艾易廖耿匡文寇欧聂曾关"
)
_FAMILY = rf"(?:欧阳|上官|司马|诸葛|司徒|东方|夏侯|皇甫|尉迟|公孙|慕容|[{_SURNAMES}])"
#: usual words that begin as names do
_WORDS = (
    "安[全排装静置心]|方[面便式向法案]|马[上路桶]|高[烧兴度温考中速空层校压血热龄价]|金[额钱属融]|白[天色血]|黄[色金]|路[上过边口灯面]"
    "|温度|任[何意务由教]|万[元一分人]|于[是今昨本近]|何[时必况处]|包[括装]|石[头块]|文[件明化字]|严[重格肃]|利[用益]|管[道理不网]|夏[天季]"
    "|洪[水涝]|左[右侧手]|顾[客虑]|施[工救]|许[多久可]|孙[子女]|周[边围末期一二三四五六日]|郑重|陈[述旧]|程[度序]|尤其|柏油|范[围]|余[下额]"
    "|康复|项目|董事|颜色|凌晨|莫名|陆续|宁愿|景[区观]|池塘|庄稼|柴油|时[间常]|钱[款财都被]|毛病|关[于心注系闭]|曾[经在]|华[为]"
    "|江[边水]|林[业地]|田[地里]|龙头|童年|钟头|苗木|戴[着]|祝|章程|孔洞|史上|计划|易[燃地]"
)
_TITLES = "先生|女士|小姐|同学|师傅|阿姨|大爷|大妈|大娘|老人|奶奶|爷爷|某|姓|家|氏"
#: who somebody is that no newspaper would name
_ROLES = (
    "当事人|业主|患者|病人|家属|家长|学生|受害人|受害者|死者|伤者|逝者|失踪者|网民|网友|司机|车主|村民|居民|住户|租户|乘客"
    "|顾客|消费者|举报人|投诉人|反映人|信访人|嫌疑人|被告人|原告|被告|丈夫|妻子|父亲|母亲|儿子|女儿|孩子|女孩|男孩|男子|女子"
)
_CALLED = r"姓名\s?[:：是为]?\s?|名叫|叫做|我叫|他叫|她叫|本人(?=[^，。]{2,3}[，,])|联系人\s?[:：]?\s?"
#: what follows a name of two characters and is no part of it
_NO_NAME = "反表说称在的等被告和与及因于向将已报投举找去到为是有不也都就又向对从今昨，。、；：）)"
_MARKED = re.compile(rf"({_CALLED}|{_ROLES})(?!{_WORDS})({_FAMILY})(?!{_TITLES})([\u4e00-\u9fff])([\u4e00-\u9fff]?)")
_TITLED = re.compile(
    rf"(?!{_WORDS})({_FAMILY})(?!{_TITLES})[\u4e00-\u9fff]{{1,2}}(?=先生|女士|小姐|同学|师傅|阿姨|大爷|大妈|大娘)"
)
_MENTION = re.compile(r"[@＠][\w\-·\u200b-\u200f\u2060]{1,30}")
#: a bot's token, and keys that begin as keys do
_KEYS = re.compile(r"\b\d{6,12}:[\w-]{30,}|\b(?:sk|pk|ghp|xoxb|AKIA)[-_]?[\w-]{16,}")
#: our own marks around what is untrusted: nothing inside may look like them
_MARKS = str.maketrans("", "", "⟦⟧")
_SHORTEST = 2


def veiled(text: str, members: Iterable[str], authors: Iterable[str]) -> str:
    """One clean line without anything of that."""
    # before blanks go, which end an account's name
    text = _MENTION.sub("@网友", without_urls(text.translate(_MARKS)))
    text = _KEYS.sub("＊＊", clean(text))
    for name in _longest_first(members):
        text = text.replace(name, "工作人员")
    for name in _longest_first(authors):
        text = text.replace(name, "网友")
    return _TITLED.sub(r"\1某", _MARKED.sub(_hidden, mask(text)))


def _longest_first(names: Iterable[str]) -> list[str]:
    """A short name may stand within a long one; one of a single character would hide half of the text."""
    return sorted({name for name in names if len(name) >= _SHORTEST}, key=lambda name: (-len(name), name))


def _hidden(found: re.Match[str]) -> str:
    before, family, _, last = found.groups()
    return f"{before}{family}某{last if last in _NO_NAME else ''}"
