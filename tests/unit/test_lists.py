"""What lists say, what their keys carry, and what hostile words come to (R5)."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config_sources import read_source
from core.arrivals import KIND
from core.callback import LIMIT
from core.errors import InputError
from core.incident import Phase, Status, Verdict
from core.lists.commands import COMMANDS, for_everybody, help_text
from core.lists.incidents import PER_PAGE, TEXT_LIMIT, Answer, Listed, Why, cut, last_page, my_list, open_list
from core.lists.keys import FILTER_LIMIT, MINE, OPEN, Asked, decode_asked, encode_asked, read_filter, read_number
from core.people import Member, Role
from core.posts import Post, Tier
from core.severity import Severity
from core.showing import utf16
from core.team.listing import team_list
from core.team.loads import Load
from core.texts import Message, Texts
from core.watching.changes import added, permit, turned
from core.watching.health import Health
from core.watching.listing import (
    CODES,
    PAUSE,
    RESUME,
    TEST,
    TURN,
    TURN_KEYS,
    SourcePress,
    Week,
    decode_source,
    encode_source,
    offered,
    source_list,
    trial_told,
)
from core.workflow import Refused
from handlers import HANDLERS
from tests.conftest import FANG, HE, LIN, NOON
from tests.unit.making import POLICY, at_status, incident, turn

TEXTS = Texts()
NOW = NOON + timedelta(hours=3)


def said(answer: Answer) -> str:
    return TEXTS.say(answer.text)


def labels(answer: Answer) -> list[str]:
    return [TEXTS.say(key.label) for row in answer.keys for key in row]


def listed(*incidents: Any, total: int = 0, page: int = 0, words: str = "", now: datetime = NOW) -> Answer:
    counts = {Phase.SUSPECTED: total or len(incidents)}
    found = Listed(incidents=incidents, total=total or len(incidents), counts=counts, page=page)
    return open_list(found, Asked(what=OPEN, page=page, filter=words), POLICY, TEXTS, now)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("127", 127),
        ("#0127", 127),
        ("＃１２７", 127),
        ("１２７", 127),
        (" # 127 ", 127),
        ("/incident 127", 127),
        ("/incident@tingfeng_bot １２７", 127),
        ("999999999999999999", 10**18 - 1),
        ("99999999999999999999", None),
        ("-5", None),
        ("12a", None),
        ("<b>", None),
        ("", None),
        ("1 2", None),
        ("9" * 5000, None),
    ],
)
def test_numbers_as_people_write_them(text: str, number: int | None) -> None:
    assert read_number(text) == number


@given(st.text(max_size=200), st.integers(0, 9999), st.sampled_from((OPEN, MINE)))
def test_every_page_key_fits_and_reads_back(words: str, page: int, what: str) -> None:
    asked = Asked(what=what, page=page, filter=read_filter(words))
    data = encode_asked(asked)
    assert len(data.encode()) <= LIMIT
    assert decode_asked(data) == asked


@given(st.text(max_size=80))
def test_anything_else_is_refused_in_words(data: str) -> None:
    for decode, begin in ((decode_asked, "q1:"), (decode_source, "s1:")):
        for forged in (data, begin + data):
            with suppress(InputError):
                assert isinstance(decode(forged), Asked | SourcePress)  # type: ignore[operator]


@pytest.mark.parametrize(
    "data", ["q1:zz:0", "q1:op:-1", "q1:op:99999", "q1:op:１", "q1:op", "q1:op:0:" + "长" * 17, "q1:op:0:a\nb"]
)
def test_forged_page_keys_are_refused(data: str) -> None:
    with pytest.raises(InputError):
        decode_asked(data)


def test_half_a_sign_in_a_forged_key_is_dropped() -> None:
    assert decode_asked("q1:op:0:\ud800断头").filter == "断头"


@pytest.mark.parametrize(
    "data", ["s1:zz:1", "s1:of:", "s1:of:zzzzzzzzzzzzz", "s1:of:1:zzzzz", "s1:of:1:0:0", "s1:of:" + "z" * 11 + "x"]
)
def test_forged_source_keys_are_refused(data: str) -> None:
    with pytest.raises(InputError):
        decode_source(data)


@given(st.sampled_from(sorted(CODES)), st.integers(0, 2**53), st.none() | st.integers(0, 1000))
def test_every_source_key_fits_and_reads_back(code: str, source: int, page: int | None) -> None:
    press = SourcePress(code=code, source=source, page=page)
    assert len(encode_source(press)) <= LIMIT
    assert decode_source(encode_source(press)) == press


def test_a_long_filter_is_cut_to_what_its_key_can_carry() -> None:
    assert read_filter("  望江西路\n改建 ") == "望江西路 改建"
    assert read_filter("长" * 40) == "长" * FILTER_LIMIT
    assert read_filter("𠀀" * 40) == "𠀀" * (FILTER_LIMIT // 2)
    assert read_filter("\u202e<b>\u0000") == "<b>"


def test_a_list_tells_state_age_owner_and_title() -> None:
    serious = incident(id=12, severity=Severity.MAJOR, title="望江西路改建拖延")
    text = said(listed(serious, at_status(Status.CLAIMED, id=13, verdict=Verdict.TRUE, acted_at=NOW)))
    assert "🔴 #0012 重大 · 待认领 · 12:00（3 小时）\n" in text
    assert "望江西路改建拖延" in text
    assert "#0013 一般 · 已核实 · 12:00（3 小时） · 林晓" in text
    assert "⏳" not in text
    assert "⏰" not in text


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"seconds": 30}, "刚刚"),
        ({"minutes": 59}, "59 分钟"),
        ({"hours": 1}, "1 小时"),
        ({"hours": 47}, "47 小时"),
        ({"days": 9}, "9 天"),
    ],
)
def test_ages(span: dict[str, float], words: str) -> None:
    assert f"（{words}）" in said(listed(incident(), now=NOON + timedelta(**span)))


def test_who_sleeps_and_who_is_forgotten_is_marked() -> None:
    forgotten = at_status(Status.CLAIMED)
    # four working hours after Friday noon end at 17:30
    later = NOON + timedelta(hours=6)
    assert "⏳ 已 6 小时没有进展" in said(listed(forgotten, now=later))
    asleep = replace(forgotten, snoozed_until=later + timedelta(hours=2))
    assert "⏰ 20:00 再提醒" in said(listed(asleep, now=later))
    assert "⏳" not in said(listed(asleep, now=later))
    assert "⏰" not in said(listed(asleep, now=later + timedelta(hours=3)))
    assert "⏳" not in said(listed(at_status(Status.HANDLING), now=later))


def test_the_numbers_open_the_private_menu() -> None:
    answer = listed(*(incident(id=number) for number in range(1, 7)))
    assert [len(row) for row in answer.keys] == [4, 2]
    assert answer.keys[0][0].url == "https://t.me/tingfeng_bot?start=i_1"
    assert not answer.keys[0][0].data


def test_pages_turn_both_ways_and_end() -> None:
    pages = [listed(incident(), total=3 * PER_PAGE, page=page, words="断头路") for page in range(3)]
    assert labels(pages[0])[1:] == ["第2页，共3页 ›"]
    assert labels(pages[1])[1:] == ["‹ 第1页", "第3页，共3页 ›"]
    assert labels(pages[2])[1:] == ["‹ 第2页"]
    assert decode_asked(pages[1].keys[-1][1].data) == Asked(what=OPEN, page=2, filter="断头路")
    assert len(listed(incident()).keys) == 1


def test_a_list_that_became_shorter_shows_its_last_page() -> None:
    assert [last_page(9, total, 8) for total in (0, 1, 8, 9, 100)] == [0, 0, 0, 1, 9]


def test_nothing_open_says_what_was_asked() -> None:
    found = Listed(incidents=(), total=0, counts={})
    answer = open_list(found, Asked(what=OPEN, filter="<b>"), POLICY, TEXTS, NOW)
    assert said(answer) == "没有在办的舆情（<b>）"
    assert TEXTS.html_of(answer.text) == "没有在办的舆情（&lt;b&gt;）"
    assert not answer.keys


def test_hostile_titles_are_one_clean_line() -> None:
    text = said(listed(incident(title="a\nb\u202e<b>" + "长" * 500 + "13812345678")))
    assert "a b<b>" in text
    assert "\u202e" not in text
    assert utf16(text) < 200
    assert "138****5678" in said(listed(incident(title="电话 13812345678")))


def test_a_drill_is_marked() -> None:
    assert "【演练】望江" in said(listed(incident(drill=True)))


STEPS = {
    Why.UNIT: (at_status(Status.ASSIGNED), "请签收或退回"),
    Why.PROPOSAL: (incident(), "请答复提议"),
    Why.HANDLER: (at_status(Status.HANDLING), "请办理"),
    Why.ASSISTANT: (at_status(Status.CLAIMED), "请协助林晓"),
}


@pytest.mark.parametrize("why", STEPS)
def test_every_reason_has_its_next_step(why: Why) -> None:
    one, step = STEPS[why]
    text = said(my_list(((why, one),), Asked(what=MINE, filter="11"), POLICY, TEXTS, NOW))
    assert f"→ {step}" in text
    assert "】1 件" in text


@pytest.mark.parametrize(
    ("one", "step"),
    [
        (at_status(Status.CLAIMED), "请给出核实结论"),
        (at_status(Status.CLAIMED, verdict=Verdict.TRUE), "请交办或办结"),
        (at_status(Status.ASSIGNED), "请催市政科签收"),
        (at_status(Status.HANDLING), "请跟进市政科的办理"),
        (at_status(Status.FOLLOWING), "请继续关注，平息后办结"),
    ],
)
def test_an_owner_is_told_what_the_phase_asks_for(one: Any, step: str) -> None:
    text = said(my_list(((Why.OWNER, one),), Asked(what=MINE, filter="11"), POLICY, TEXTS, NOW))
    assert f"→ {step}" in text


def test_my_list_is_turned_by_its_person_and_repeats_the_heading() -> None:
    mine = [(Why.HANDLER, incident(id=1))] + [(Why.OWNER, at_status(Status.CLAIMED, id=n)) for n in range(2, 12)]
    first = my_list(mine, Asked(what=MINE, filter="11"), POLICY, TEXTS, NOW)
    assert "【我承办的】1 件" in said(first)
    assert "【我负责的】10 件" in said(first)
    second = decode_asked(first.keys[-1][0].data)
    assert second == Asked(what=MINE, page=1, filter="11")
    rest = said(my_list(mine, second, POLICY, TEXTS, NOW))
    assert "【我负责的】10 件" in rest
    assert "我承办的" not in rest
    assert [number for number in range(1, 12) if f"#{number:04d}" in rest] == [9, 10, 11]
    assert said(my_list((), second, POLICY, TEXTS, NOW)) == "现在没有等您处理的舆情"


def test_the_longest_page_fits_a_message() -> None:
    worst = at_status(Status.CLAIMED, title="长" * 300, severity=Severity.EXTREME, department="长" * 60, drill=True)
    mine = [(why, replace(worst, id=10**12 + n)) for n, why in enumerate([*Why] * 2)][:PER_PAGE]
    named = replace(POLICY, members={LIN: Member(id=LIN, name="长" * 60)})
    assert utf16(said(my_list(mine, Asked(what=MINE, filter="11"), named, TEXTS, NOW))) < TEXT_LIMIT


def test_cutting_counts_what_is_left_and_keeps_what_fits() -> None:
    lines = [f"{n:04d}" * 25 for n in range(100)]
    text = cut(lines, TEXTS)
    assert utf16(text) < TEXT_LIMIT + 20
    kept = len(text.splitlines()) - 1
    assert text.endswith(f"……还有 {100 - kept} 条")
    assert cut(lines[:5], TEXTS) == "\n".join(lines[:5])
    assert cut([], TEXTS) == ""


@dataclass
class State:
    """A source as storage tells of it."""

    id: int = 5
    name: str = "海棠论坛"
    platform: str = "论坛"
    kind: str = "rss"
    active: bool = True
    health: Health = Health.OK
    since: datetime | None = NOON
    last_new_at: datetime | None = NOON
    error: str = ""
    today: int = 3
    week: Week = field(default_factory=Week)


def sources(*states: State, page: int = 0, keys: bool = False) -> Answer:
    return source_list(states, page, POLICY, TEXTS, NOW, keys=keys)


def test_blind_sources_come_first_and_say_why() -> None:
    """W4"""
    fine, resting = State(), State(name="停用源", active=False, health=Health.FAILING)
    blind = State(name="留言板", health=Health.CHANGED, error="网页里找不到\u202e条目", last_new_at=None)
    text = said(sources(fine, resting, blind))
    assert text.splitlines()[0] == "📡 监测源 3 个：监测不到 1 个，暂停 1 个"
    assert text.splitlines()[1].startswith("🔴 留言板（论坛）改版 · 今日 3 · 最近新帖 —")
    assert "自 12:00 起监测不到：网页里找不到条目" in text
    assert text.index("留言板") < text.index("🟢 海棠论坛（论坛）正常") < text.index("⏸ 停用源（论坛）暂停")


def test_what_has_moved_stands_before_what_is_well_and_no_platform_is_no_brackets() -> None:
    fine, moved = State(name="一号源", platform=""), State(name="搬家源", health=Health.MOVED)
    lines = said(sources(fine, moved)).splitlines()
    assert lines[1].startswith("🟡 搬家源（论坛）")
    assert lines[2].startswith("🟢 一号源 正常 · ")


def test_the_last_seven_days_stand_below_a_source() -> None:
    whole = State(week=Week(posts=120, incidents=3, blind=timedelta(hours=5, minutes=59)))
    blind = State(name="留言板", health=Health.FAILING, week=Week(blind=timedelta(days=2)))
    lines = said(sources(whole, blind, State(name="新源", week=Week(blind=timedelta(minutes=59))))).splitlines()
    assert lines[2] == "　近7天 帖文 0 · 舆情 0 · 监测不到 48 小时"
    assert lines[3].startswith("　自 12:00 起监测不到")
    assert lines[4].startswith("🟢 新源"), "where nothing happened there is nothing to tell"
    assert lines[6] == "　近7天 帖文 120 · 舆情 3 · 监测不到 5 小时"
    assert len(lines) == 7


@pytest.mark.parametrize("health", Health)
def test_every_health_has_a_word(health: Health) -> None:
    assert "海棠论坛" in said(sources(State(health=health)))


def test_only_who_may_gets_keys() -> None:
    assert not sources(State()).keys
    answer = sources(State(), State(id=6, name="别的", active=False), keys=True)
    assert labels(answer) == ["🔎 试读 海棠论坛", "⏸ 暂停 海棠论坛", "🔎 试读 别的", "▶️ 恢复 别的"]
    presses = [decode_source(key.data) for row in answer.keys for key in row]
    assert [(p.code, p.source, p.page) for p in presses] == [(TEST, 5, 0), (PAUSE, 5, 0), (TEST, 6, 0), (RESUME, 6, 0)]


def test_the_list_of_sources_turns_with_or_without_its_keys() -> None:
    many = [State(id=n, name=f"源{n:02d}") for n in range(25)]
    assert decode_source(sources(*many).keys[-1][0].data) == SourcePress(code=TURN, page=1)
    assert decode_source(sources(*many, keys=True).keys[-1][0].data) == SourcePress(code=TURN_KEYS, page=1)
    assert "源24" in said(sources(*many, page=99))


def test_what_people_bring_is_no_source_to_look_at() -> None:
    assert "人工报送" not in said(sources(State(), State(id=6, name="人工报送", kind=KIND, active=False)))
    assert "还没有监测源" in said(sources(State(kind=KIND)))


def test_a_trial_tells_three_with_dates() -> None:
    posts = [Post(key=str(n), title=f"第{n}条<b>", published_at=NOON if n else None) for n in range(5)]
    text = trial_told("海棠论坛", posts, None, POLICY, TEXTS)
    assert text.splitlines() == [
        "🔎 试读「海棠论坛」：读到 5 条",
        "· 时间未知 第0条<b>",
        "· 2026-11-20 12:00 第1条<b>",
        "· 2026-11-20 12:00 第2条<b>",
    ]
    assert "⚠️ 坏了" in trial_told("x", (), Message("坏了"), POLICY, TEXTS)
    assert [decode_source(key.data).code for key in offered(7)[0]] == [RESUME, "dp"]


@pytest.mark.parametrize("person", [LIN, HE])
def test_only_a_lead_changes_sources(person: int) -> None:
    with pytest.raises(Refused) as caught:
        turned(5, False, turn(person))
    assert caught.value.code == "role"
    assert "方正" in caught.value.say(TEXTS)


def test_changes_of_sources_are_told_from_old_to_new() -> None:
    who = turn(FANG)
    assert permit(who.actor, POLICY) is Role.LEAD
    made = read_source("/source add rss 海棠论坛 https://forum.example/rss 平台=论坛")
    event = added(5, made, who)
    assert (event.type, event.subject, event.role) == ("source_added", "source:5", Role.LEAD)
    assert event.diffs == {
        "name": (None, "海棠论坛"),
        "kind": (None, "rss"),
        "url": (None, "https://forum.example/rss"),
        "platform": (None, "论坛"),
    }
    assert (turned(5, True, who).type, turned(5, True, who).diffs) == ("source_resumed", {"active": (False, True)})
    assert turned(5, False, who).diffs == {"active": (True, False)}


def test_a_source_is_written_in_one_line() -> None:
    line = (
        '/source@tingfeng_bot add html 留言板 https://board.example/s?q={keyword} items=li.item title="a > b" '
        "link=a@href 平台=留言板 层级=本地论坛 地区=海棠县 间隔=10m 本地源=是 重点源＝是 监测词=停水，停暖 编码=gb18030"
    )
    made = read_source(line)
    assert (made.kind, made.name, made.platform, made.tier) == ("html", "留言板", "留言板", Tier.LOCAL)
    assert (made.region, made.interval, made.own_area, made.watched) == ("海棠县", 600, True, True)
    assert made.fields == (("items", "li.item"), ("title", "a > b"), ("link", "a@href"))
    assert (made.terms, made.keyword_encoding) == (("停水", "停暖"), "gb18030")
    assert (made.local, made.proxy, made.headers) == (False, "", ())


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("", "请依次写"),
        ("rss 论坛", "请依次写"),
        ("ftp 论坛 https://a.example/", "现有：rss、json、html、hotlist"),
        ("rss 论坛 ftp://a.example/", "不是网址"),
        ("rss 论坛 file:///etc/passwd", "不是网址"),
        ("rss 论坛 javascript:alert(1)", "不是网址"),
        ("rss 论坛 https://a.exa\u202emple/", "不是网址"),
        ("rss " + "长" * 41 + " https://a.example/", "名称 应为 1 到 40 个字符"),
        ("rss '\u200b' https://a.example/", "名称 应为 1 到 40 个字符"),
        ("rss 论坛 https://a.example/" + "a" * 1000, "网址 应为 1 到 1000 个字符"),
        ("rss 人工报送 https://a.example/", "系统自己用的名称"),
        ("rss 论坛 https://a.example/ 间隔=1s", "应在 60 秒到 24 小时之间"),
        ("rss 论坛 https://a.example/ 间隔=快", "不是时长"),
        ("rss 论坛 https://a.example/ 时区=火星", "不是时区"),
        ("rss 论坛 https://a.example/ 层级=天上", "可用：中央媒体"),
        ("rss 论坛 https://a.example/ 本地源=也许", "只能写 是 或 否"),
        ("rss 论坛 https://a.example/ 平台", "不是 名称=内容 的写法"),
        ("rss 论坛 https://a.example/ =论坛", "不是 名称=内容 的写法"),
        ("rss 论坛 https://a.example/ 平台=" + "长" * 41, "1 到 40 个字符"),
        ("rss 论坛 https://a.example/ local=true", "fields 不适用"),
        ("rss 论坛 https://a.example/ proxy=http://10.0.0.1", "fields 不适用"),
        ("json 论坛 https://a.example/ items=list title=t headers=x", "fields.headers 不认识"),
        ("html 论坛 https://a.example/ items=li", "缺少 fields.title"),
        ("html 论坛 https://a.example/ items=[[ title=a link=a", "不是 CSS 选择器"),
        ("json 论坛 https://a.example/ items=[[ title=t", "不是 JMESPath"),
        ("rss 论坛 https://a.example/ 监测词=停水", "{keyword}"),
        ("rss 论坛 https://a.example/{keyword} 监测词=" + ",".join(f"词{n}" for n in range(101)), "超过 100 个"),
        ('rss "论坛 https://a.example/', "引号没有成对"),
    ],
)
def test_a_source_that_cannot_be_is_refused_with_the_way_to_mend_it(rest: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_source(f"/source add {rest}")
    assert words in caught.value.say(TEXTS)


@given(st.text(max_size=120))
def test_hostile_lines_make_no_source_of_their_own(rest: str) -> None:
    with suppress(InputError):
        made = read_source(f"/source add rss 论坛 https://a.example/ {rest}")
        assert (made.local, made.proxy, made.headers, made.fields) == (False, "", (), ())


def test_the_team_stands_under_its_highest_role() -> None:
    loads = [
        Load(member=m, owned=int(m.id == LIN), handled=2 * (m.id == HE), unreachable=m.id == HE)
        for m in POLICY.members.values()
    ]
    text = team_list([*loads, Load(member=Member(id=99, name="老周", active=False), owned=1)], POLICY, TEXTS, NOW)
    assert text.splitlines()[0] == "👥 成员 6 人"
    assert text.index("【主要负责人】") < text.index("顾远") < text.index("【带班领导】") < text.index("方正")
    assert "· 何建 · 市政科 · 承办 2 件 · ⚠️ 收不到私信" in text
    assert "· 苏敏 · 物业科（负责人）" in text
    assert "· 林晓 · 负责 1 件" in text
    assert "私聊机器人发送 /start" in text
    assert "老周" not in text
    assert "收不到私信" not in team_list(loads[:1], POLICY, TEXTS, NOW)


def test_a_large_team_is_cut() -> None:
    loads = [Load(member=Member(id=n, name=f"成员{n:03d}" * 3)) for n in range(500)]
    text = team_list(loads, POLICY, TEXTS, NOW)
    assert utf16(text) < TEXT_LIMIT + 20
    assert "……还有" in text


def test_help_tells_a_lead_more() -> None:
    member, lead = help_text(TEXTS, lead=False), help_text(TEXTS, lead=True)
    for one in COMMANDS:
        assert f"/{one.name} " in lead
        assert (f"\n/{one.name} " in member) is not one.lead
    assert utf16(lead) < TEXT_LIMIT


def test_every_command_that_is_offered_is_answered() -> None:
    answered = {name for handler in HANDLERS for name in getattr(handler, "commands", ())}
    assert {one.name for one in COMMANDS} <= answered
    for name, about in for_everybody(TEXTS):
        assert name.isascii()
        assert 1 <= len(about) <= 256
