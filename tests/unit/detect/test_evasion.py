"""Words spelt so that no search finds them: found where a rule looks for them, and nowhere else."""

import pytest

from core.detect import find_risk
from core.evasion import SPELLINGS, reading
from core.normalise import normalise, readable
from core.rules import Field
from core.wordlist import read_list
from tests.unit.detect.making import groups, matched, prepared, said

RULES = "[拆迁]\n强拆|强拆迁\n[政府]\n政府\n[微信]\n微信\n[好评]\n好评\n"


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("他们弓虽拆了我家", "拆迁"),
        ("他们弓 虽 扌 斥了我家", "拆迁"),
        ("他们强chai了我家", "拆迁"),
        ("他们⺘斥弓虽拆", "拆迁"),
        ("去zf门口", "政府"),
        ("ZF不管", "政府"),
        ("政腐不管", "政府"),
        ("加薇信", "微信"),
        ("加微❤️领钱", "微信"),
        ("加V💚领钱", "微信"),
    ],
)
def test_an_evasive_spelling_is_found(text: str, hit: str) -> None:
    assert groups(RULES.replace("微信\n", "微信|v信\n"), text) == [hit]


@pytest.mark.parametrize(
    "text",
    ["行政腐败", "ZF Friedrichshafen", "zfb付款", "女子评了分", "薇信任他", "他弓虽不拆房", "我们的府上", "木又利"],
)
def test_ordinary_text_is_not_read_that_way(text: str) -> None:
    assert groups(RULES, text) == []


def test_half_a_spelling_completes_nothing() -> None:
    """jc is 警察, but 察看 is nowhere in it."""
    assert groups("[察看]\n察看\n", "jc看了看") == []
    assert groups("[警察]\n警察\n", "被jc看了看") == ["警察"]
    assert groups("[警察]\n警察\n", "jc penney看了看") == []


def test_the_place_and_the_words_are_those_of_the_text() -> None:
    (hit,) = matched("[拆迁]\n强拆\n", "昨天弓 虽拆了三家，今天又强拆").hits
    (found,) = hit.terms
    assert (found.term, found.field, found.start, found.end, found.written) == ("强拆", Field.TEXT, 2, 5, "弓虽拆")
    assert "写作「弓虽拆」" in hit.message.plain()
    (plain,) = matched("[拆迁]\n强拆\n", "今天强拆").hits
    assert plain.terms[0].written == ""
    assert "写作" not in plain.message.plain()


def test_a_distance_is_counted_in_the_text_as_written() -> None:
    rules = "[近]\n强拆~2政府\n"
    assert groups(rules, "弓虽拆了找zf") == ["近"]
    assert groups(rules, "弓虽拆了三天找zf") == []


def test_an_exclusion_is_found_too() -> None:
    assert groups("[拆]\n房子\n!演练|强拆\n", "房子弓虽拆") == []


def test_a_link_is_not_read() -> None:
    assert groups("[政府]\n链接:政府\n", "水", url="https://a.example/被zf") == []


def test_risk_words_and_our_name_are_found() -> None:
    assert find_risk(readable("孩子跳lou了")).words == ("跳楼",)
    assert find_risk(readable("防止跳lou")).words == ()
    assert "提到本单位" in said(prepared("青禾水务弓虽拆").reasons)
    assert "提到本单位" in said(prepared("强拆，青禾县自来水公|司").reasons)
    assert "未提到本单位" in said(prepared("青水，强拆", rules="[拆]\n强拆\n").reasons)


def test_what_is_compared_and_stored_is_the_text_as_written() -> None:
    assert normalise("弓虽拆，zf不管") == "弓虽拆,zf不管"
    assert prepared("弓虽拆，zf不管").features.normal == "弓虽拆zf不管"


def test_no_spelling_is_shorter_than_its_meaning_or_an_ordinary_form() -> None:
    for written, meant in SPELLINGS.items():
        assert len(meant) <= len(written)
        # else it would never be met: texts come tidy and in lower case
        assert normalise(written) == written
        assert written not in meant


def test_a_text_without_any_is_not_read_at_all() -> None:
    assert reading("望江西路修了一年多还没修好") is None


#: what a neighbour makes ordinary: 妇女|干部, 外滩|官方, 最古|老湿|地
ORDINARY = """
建强女干部队伍 上海外滩官方发布游园攻略 我省最古老湿地公园开园 此举暴露了管理漏洞 妇女干部培训班开班
少女昏迷被送医 女干警巾帼风采 汽车专用车道启用 企业拖车欠款纠纷 行政腐败案件 市政府肉类储备 用力口号喊得响
出走召集令 一走干净 男子出走召回车辆 大米良种补贴 农家小米青菜粥 白马户外俱乐部 爬上火车专列 本土文化节
泥土丹霞地貌 黄土文明 山火暴发 火暴脾气 竹木交易市场 原木几案展 树木乔木灌木 如今贝壳粉涂料 拥有宝贝有限公司
各地干部 男女干活不累 子女干什么工作 如今贝类上市 马扁担挑 力口干舌燥 阿拉伯马户口 妇女昏倒在地 检举暴力行为
选举暴露问题 列举暴雨灾害 哄抢拆迁物资 争抢拆封 抢拆盲盒 海滩官员视察 沙滩官网 腐拜访 贪乌鱼子 工姿态端正 联合谐波治理
长江河蟹苗 公氨气泄漏 行政腐化 党政腐朽 薇信任他 紫薇信息 令页面 大衣院内 洗衣院 女干事 儿女干脆 玉米田共享农场
稻米田共建 敬言论 月庄稼 车专家 土坑 土丹参 新车专利 中国少女干净利落 要求妇女干部下基层 列举暴利行业
外滩官邸酒店 古老湿润的森林
"""
#: what is meant, as people write it
EVASIVE = """
强奸=他被弓虽女干了 举报=实名举bao某局长 强奸=强女干犯抓到了 强拆=弓虽拆队来了 强拆=他们弓虽扌斥
举报=举暴电话打不通 举报=我要举暴他 贪官=滩官都该抓 老师=老湿打人了 老师=班上的老湿体罚 政府=政腐不作为
政府=市政腐门口 和谐=被河蟹了 公安=公氨局不管 工资=拖欠工姿 贪污=今贝污犯 贪污=贪乌受贿 诈骗=讠乍马扁
法院=氵去院判的 医院=去县衣院看病 自杀=自鲨了 跳楼=她跳娄了 警察=警cha打人 警察=被jc抓了 政府=zf不管 权力=木又力
炸药=火乍药 奸污=女干污 受贿=受贝有 腐败=腐拜分子 税务=禾兑务局 强拆=抢拆民房 骗子=马扁子 污染=氵亏染
打人=扌丁人 自杀=自sha 豆腐渣=豆付渣工程 和谐=河蟹社会 和谐=合谐 工资=工zi不发 奸杀=妇女被女干杀
"""


@pytest.mark.parametrize("text", ORDINARY.split())
def test_ordinary_words_side_by_side_are_no_evasion(text: str) -> None:
    read = reading(text)
    assert read is None, read.text


@pytest.mark.parametrize("line", EVASIVE.strip().split())
def test_evasions_are_still_read_back(line: str) -> None:
    word, _, text = line.partition("=")
    assert groups(f"[甲]\n{word}\n", text) == ["甲"]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("强奸", "建强女干部队伍，展现巾帼风采"),
        ("贪官", "上海外滩官方发布游园攻略"),
        ("老师", "我省最古老湿地公园开园"),
        ("举报", "此举暴露了管理漏洞"),
    ],
)
def test_no_rule_is_set_off_by_ordinary_words(word: str, text: str) -> None:
    assert groups(f"[甲]\n{word}\n", text) == []
    assert find_risk(readable(text)).words == ()


def test_a_risk_word_says_how_it_is_spelt() -> None:
    assert find_risk(readable("孩子跳lou了，有人跳楼")).spelt == (("跳楼", "跳lou"),)
    assert "风险词：强拆（写作「弓虽拆」）" in said(prepared("青禾水务弓虽拆").reasons)
    assert "写作" not in said(prepared("青禾水务强拆").reasons)


def test_no_spelling_has_a_value_of_its_own() -> None:
    """弓虽拆 is no praise, whatever a kept list says of 弓虽."""
    kept = [word for _, words in read_list("core.sentiment", "jionlp.txt") for word in words]
    assert len(kept) > 30_000
    assert [word for word in kept if reading(word)] == []
