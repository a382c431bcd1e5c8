"""`tingfeng sources preset`: every kind loads through the real parsers, and its rules find what they are for."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import main
from bot.config import ConfigError, load_config
from bot.config_sources import read_source
from bot.preset_files import KINDS, kind_of, preset, titles
from core.posts import Post, Source
from core.rules import RuleSet
from core.watching.presets import Status
from jobs.sources import KINDS as READ_AS
from jobs.sources.services import NO_SERVICES, Services

HEAD = '[organisation]\nname = "海棠县住建局"\n'
AT = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SERVERS = ("--rsshub", "http://127.0.0.1:1200", "--newsnow", "https://now.example/")
#: a post that a kind's rules must find with the topic they find it under, and one that they must leave
POSTS = {
    "bureau": ("锦绣花园外墙大面积脱落，砸坏好几辆车", "房屋质量", "县住建局召开党建工作会议"),
    "school": ("孩子在学校被同学殴打，班主任说是闹着玩", "校园欺凌", "开展防欺凌讲座，提醒学生不要殴打同学"),
    "court": ("判决都下来一年了，执行款一直没到账", "执行难", "县法院开展国家宪法日宣誓活动"),
    "power": ("我们村又停电了，都几个小时还没来", "停电", "计划停电通知：周三检修停电几个小时"),
    "railway": ("高铁晚点四个小时，车厢里闷得不行", "晚点停运", "新线开通，沿线风景很美"),
    "company": ("海棠乳业的酸奶喝出异物，质量问题没人认", "产品质量", "海棠乳业赞助城市马拉松"),
    "hospital": ("急诊排队三小时，护士态度恶劣", "服务态度", "医院开展义诊活动受到好评"),
}
NAMES = {"company": "海棠乳业"}


def made(folder: Path, kind: str, *more: str) -> Path:
    out = folder / kind
    name = NAMES.get(kind, "海棠县某单位")
    assert main(["sources", "preset", kind, "--name", name, "--town", "海棠县", "-o", str(out), *more]) == 0
    return out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("servers", [(), SERVERS])
def test_what_is_written_is_read_by_the_real_parsers(
    kind: str, servers: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = made(tmp_path, kind, *servers)
    path = out / "config.toml"
    path.write_text(HEAD + '[rules]\nfile = "watch.rules"\n' + (out / "sources.toml").read_text("utf-8"), "utf-8")
    config = load_config(path, {})
    rules = RuleSet.parse((out / "watch.rules").read_text("utf-8"))
    assert len(rules.groups) >= 6
    short = [source for source in config.sources if source.url.startswith(("rsshub:", "newsnow:"))]
    assert bool(short) == bool(servers), "what has no server yet is there, taken out by #"
    assert config.sources
    assert {source.kind for source in config.sources} <= set(READ_AS)
    assert main(["rules", "check", str(out / "watch.rules")]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_rules_find_what_they_are_for_and_leave_the_rest(kind: str) -> None:
    rules = RuleSet.parse(preset(kind, NAMES.get(kind, "海棠县某单位"), (), "海棠县").rules)
    alarming, topic, harmless = POSTS[kind]
    source = Source(name="海棠论坛", kind="rss", url="")
    hits = rules.match(Post(key="1", title=alarming), source, AT).hits
    assert topic in {hit.group for hit in hits}
    assert not rules.match(Post(key="2", title=harmless), source, AT).hits


@pytest.mark.parametrize("kind", KINDS)
def test_every_source_says_honestly_what_it_takes(kind: str) -> None:
    one = preset(kind, "海棠县某单位", (), "海棠县")
    assert {offer.status for offer in one.offers} == {Status.OPEN, Status.SERVICE, Status.ADDRESS}
    assert {Status.COOKIES, Status.PUSH} <= {without.status for without in one.without}
    assert all(offer.note for offer in one.offers)
    ready = [offer for offer in one.offers if offer.ready(NO_SERVICES)]
    assert {offer.status for offer in ready} == {Status.OPEN}
    services = Services.at(rsshub="https://hub.example", newsnow="https://now.example")
    assert {offer.status for offer in one.offers if offer.ready(services)} == {Status.OPEN, Status.SERVICE}
    # what needs a login is offered nowhere
    assert not any(word in offer.values["url"] for offer in one.offers for word in ("zhihu", "bilibili", "xiaohongshu"))


def test_our_own_site_is_marked_as_ours_and_the_board_as_watched() -> None:
    tables = {offer.table.name: offer.table for offer in preset("bureau", "海棠县住建局", (), "海棠县").offers}
    assert tables["本单位网站"].own
    assert tables["政府网站互动栏目"].watched
    assert tables["本地论坛"].region == "海棠县"


def test_without_a_town_no_term_looks_for_all_towns() -> None:
    search = next(offer.table for offer in preset("bureau", "海棠县住建局").offers if offer.table.name == "百度搜索")
    assert search.terms == ("海棠县住建局",)


def test_the_kinds_are_listed_and_found_by_what_people_call_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "preset"]) == 0
    said = capsys.readouterr().out
    assert all(kind in said and title in said for kind, title in titles().items())
    assert (kind_of("school"), kind_of("学校"), kind_of("住建"), kind_of("寺庙"), kind_of("")) == (
        "school",
        "school",
        "bureau",
        "",
        "",
    )


def test_without_an_output_both_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "preset", "court", "--name", "海棠县人民法院"]) == 0
    said = capsys.readouterr().out
    assert "[[sources]]" in said
    assert "# [司法不公]" in said
    assert '"海棠县人民法院"' in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--name"),
        (("--name", "院"), "两个字以上"),
        (("--name", '某"院'), "不带引号"),
        (("--name", "某县医院", "--rsshub", "hub.example"), "services.rsshub"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(
    options: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "preset", "hospital", *options, "-o", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = made(tmp_path, "power")
    (out / "watch.rules").write_text("[我的]\n停电通知\n", "utf-8")
    assert main(["sources", "preset", "power", "--name", "海棠供电公司", "-o", str(out)]) == 2
    assert "已经存在" in capsys.readouterr().err
    assert "我的" in (out / "watch.rules").read_text("utf-8")


def test_a_short_address_without_its_server_names_the_key(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'{HEAD}[[sources]]\nname = "搜"\nkind = "rss"\nurl = "rsshub:/piyao/jrpy"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"sources「搜」.*\[services\] 里写 rsshub"):
        load_config(path, {})
    path.write_text(path.read_text("utf-8") + '[services]\nrsshub = "https://hub.example"\n', "utf-8")
    assert load_config(path, {}).sources[0].url == "rsshub:/piyao/jrpy"


@pytest.mark.parametrize(
    ("word", "own"), [("官方账号=是", True), ("own=true", True), ("官方账号=否", False), ("", False)]
)
def test_a_source_of_ours_is_named_in_the_chat_too(word: str, own: bool) -> None:
    assert read_source(f"/source add rss 本局网站 https://bureau.example/rss {word}").own is own
