"""What a page says of its post, and what becomes of it after a look."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.links import site_of
from core.originals.notice import is_notice
from core.originals.page import Look, Original, Snapshot, State
from core.originals.reading import at_home, difference, read, unchanged
from core.originals.settings import Keeping
from core.originals.standing import APART, TRIES, Pace, PageEvent, after
from core.posts import Source
from tests.conftest import NOON

URL = "https://forum.example/1"
WORDS = "每天绕行四公里，投诉几次没人管。什么时候能修好？"
ONE = Snapshot(
    post=1, at=NOON, url=URL, status=200, sha256="a", size=1, text_sha256="b", text_size=9, own=True, headers=()
)
NEW = Original(
    post=1,
    incident=1,
    source=Source(name="海棠论坛", kind="rss", url="https://forum.example/feed"),
    url=URL,
    words=WORDS,
    state=State.WAITING,
    asked_at=NOON,
    until=NOON + timedelta(days=7),
    due_at=NOON,
)
SAVED = replace(NEW, state=State.THERE, snapshots=(ONE,))
PACE = Pace(keeping=Keeping(), luck=0.5)


@pytest.mark.parametrize(
    ("text", "look"),
    [
        (f"首页\n{WORDS}\n评论 12", Look.THERE),
        ("每天绕行四公里，投诉几次没人管", Look.THERE),
        ("抱歉，该帖不存在", Look.MISSING),
        ("内 容\n已被删除", Look.MISSING),
        ("抱歉，指定的主题不存在或已被删除或正在被审核", Look.MISSING),
        ("请登录后查看；内容不存在", Look.UNKNOWN),
        ("安全验证\n拖动滑块完成拼图", Look.UNKNOWN),
        ("Just a moment...", Look.UNKNOWN),
        ("", Look.UNKNOWN),
        # the words are another's, and a long page speaks of many things
        (f"{WORDS}\n楼上的内容已被删除", Look.THERE),
        ("新闻一则。" * 2000 + "内容已被删除", Look.THERE),
        ("楼主改了帖子，现在说的是另一件事情了", Look.THERE),
    ],
)
def test_what_a_page_says(text: str, look: Look) -> None:
    assert read(SAVED, URL, text)[0] is look


@pytest.mark.parametrize(
    "text",
    [
        # forums
        "海棠论坛\n登录\n立即注册\n提示信息\n抱歉，指定的主题不存在或已被删除或正在被审核\n[ 点击这里返回 ]",
        "海棠论坛\n首页\n抱歉，该帖不存在或已被删除\n返回",
        "贴吧404\n很抱歉，该贴已被删除。\n看看其他精彩贴\n望江西路什么时候通车？\n今天哪里好玩？",
        "抱歉，您所访问的贴子不存在",
        "欢迎光临海棠论坛，请登录\n系统提示：您访问的帖子已被管理员删除",
        # microblogs and accounts
        "微博\n首页\n抱歉，此微博已被作者删除。查看帮助：http://t.cn/zWSudZc\n返回",
        "微博不存在或暂无查看权限!",
        "该内容已被发布者删除",
        "此内容因违规无法查看\n由用户投诉并经平台审核，涉嫌违反相关法律法规和政策，查看对应规则。",
        "此内容被投诉且经审核涉嫌侵权，无法查看。",
        # questions, pictures, films
        "该回答已被删除",
        "啊叻？视频不见了？\n返回首页",
        "视频去哪了呢？",
        "你要观看的视频不存在",
        "作品不存在",
        # news and boards
        "页面没有找到 5秒钟之后将会带您进入首页!",
        "很抱歉，您要访问的页面不存在！\n您可以返回首页",
        "404\n抱歉，您访问的页面不存在或已被删除",
        "对不起，您访问的文章不存在或已经被删除",
        "该条留言已被删除",
        "抱歉，没有找到该帖子",
    ],
)
def test_a_notice_in_the_place_of_a_post_is_known(text: str) -> None:
    assert is_notice(text)
    assert read(SAVED, URL, text)[0] is Look.MISSING


@pytest.mark.parametrize(
    "text",
    [
        # an edited post among its replies: that one of them was deleted says nothing of it
        "楼主补充：问题已解决，感谢大家。" + "日常讨论帖，今天路上又堵车了。" * 100 + "\n3楼：2楼的内容已被删除",
        "望江西路开工（楼主已编辑）\n施工队昨天进场了。\n" + "回复：好的，收到。\n" * 50 + "引用：该帖已被删除",
        "望江西路开工\n谢谢大家关注这件事，已经处理了。\n该内容已被删除",
        "望江西路开工\n已经处理了\n3楼\n该内容已被删除",
        "帖子已被删除后我重新说一遍",
        # news about another's post
        "记者调查：" + "当事人表示投诉后一直没有答复。" * 60 + "平台回应称，涉事文章已被删除。",
        "涉事文章已被删除",
        "文章已被删除，作者道歉",
        "视频已被删除？官方回应",
        "文章已被删除\n" + "当事人表示投诉后一直没有答复。" * 60,
    ],
)
def test_the_same_words_about_another_post_are_no_notice(text: str) -> None:
    assert not is_notice(text)
    assert all(read(one, URL, text)[0] is not Look.MISSING for one in (SAVED, NEW))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.forum.example/t/1", "https://m.forum.example/404", True),
        ("https://weibo.com/1/a", "https://m.weibo.cn/status/a", True),
        ("https://news.sina.com.cn/1", "https://www.sina.com.cn/404", True),
        ("https://news.sina.com.cn/1", "https://www.sohu.com.cn/1", False),
        ("https://www.forum.example/t/1", "https://ad.example/", False),
        ("http://127.0.0.1:81/1", "http://127.0.0.1:82/1", False),
        ("https://[::1", "https://forum.example/", False),
    ],
)
def test_which_pages_are_one_site(one: str, other: str, same: bool) -> None:
    assert (site_of(one) == site_of(other)) is same


def test_another_site_that_says_it_is_gone_says_nothing_of_the_post() -> None:
    text = "抱歉，您访问的页面不存在"
    assert read(SAVED, "https://parking.example/", text)[0] is Look.UNKNOWN
    assert read(SAVED, "https://m.forum.example/404", text)[0] is Look.MISSING
    # where a short address led to once, there it is at home
    led = replace(SAVED, url="https://t.example/a")
    assert at_home(led, "https://forum.example/404")
    assert not at_home(replace(led, snapshots=(replace(ONE, own=False),)), "https://forum.example/404")


def test_a_strange_page_does_not_bring_back_what_never_was_seen() -> None:
    """Two times 404, then the site answers 200 with its home page: nothing is known, so nothing is back."""
    gone = replace(NEW, state=State.GONE, missed_at=NOON, gone_at=NOON)
    look = read(gone, URL, "您访问的页面走丢了，去首页看看吧")[0]
    standing = after(gone, look, NOON, PACE, fresh=True)
    assert (standing.event, standing.state, standing.gone_at) == (None, State.GONE, NOON)
    assert unchanged(gone) is Look.UNKNOWN
    assert unchanged(replace(gone, snapshots=(ONE,))) is unchanged(SAVED) is Look.THERE
    assert after(gone, read(gone, URL, WORDS)[0], NOON, PACE, fresh=True).event == PageEvent.BACK


def test_a_page_elsewhere_proves_nothing() -> None:
    found, why, _ = read(SAVED, "https://forum.example/", "论坛首页 今日热帖")
    assert found is Look.UNKNOWN
    assert why is not None
    # one that never showed the words is kept as it is
    assert read(NEW, "https://forum.example/", "论坛首页 今日热帖")[0] is Look.THERE
    # nor does what stands in the place of a post that was gone bring it back
    assert read(replace(SAVED, state=State.GONE), URL, "论坛首页 今日热帖")[0] is Look.UNKNOWN


def test_the_difference_is_counted_line_by_line() -> None:
    assert difference("a\nbb\nccc", "ccc\na") == (0, 2)
    assert difference("a", "a\na\n新的一行") == (5, 0)
    assert difference("", "") == (0, 0)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read(words: str, text: str) -> None:
    found, why, _ = read(replace(SAVED, words=words), URL, text)
    assert (why is None) == (found is not Look.UNKNOWN)


def test_what_was_never_saved_is_tried_with_growing_pauses_then_told() -> None:
    page, pauses = NEW, []
    for _ in range(TRIES):
        standing = after(page, Look.UNKNOWN, NOON, PACE)
        page = replace(page, state=standing.state, attempts=standing.attempts)
        assert standing.due_at is not None
        pauses.append(standing.due_at - NOON)
    assert all(one < two for one, two in pairwise(pauses))
    assert (page.state, standing.event) == (State.FAILED, PageEvent.LOST)
    again = after(page, Look.UNKNOWN, NOON, PACE)
    assert (again.state, again.event) == (State.FAILED, None), "said once"
    assert after(page, Look.THERE, NOON, PACE, fresh=True).event == PageEvent.KEPT


def test_the_far_end_may_ask_for_patience_but_not_for_ever() -> None:
    asked = after(NEW, Look.UNKNOWN, NOON, replace(PACE, retry_after=600.0))
    assert asked.due_at == NOON + timedelta(minutes=10)
    endless = after(NEW, Look.UNKNOWN, NOON, replace(PACE, retry_after=1e9))
    assert endless.due_at == NOON + timedelta(hours=6)


def test_gone_takes_two_looks_an_hour_apart() -> None:
    first = after(SAVED, Look.MISSING, NOON, PACE)
    assert (first.state, first.missed_at, first.event) == (State.THERE, NOON, None)
    assert first.due_at is not None
    assert first.due_at >= NOON + APART
    page = replace(SAVED, missed_at=NOON)
    soon = after(page, Look.MISSING, NOON + timedelta(minutes=59), PACE)
    assert (soon.state, soon.missed_at) == (State.THERE, NOON)
    second = after(page, Look.MISSING, NOON + APART, PACE)
    assert (second.state, second.gone_at, second.event) == (State.GONE, NOON, PageEvent.DELETED)
    gone = replace(page, state=State.GONE, gone_at=NOON)
    assert after(gone, Look.MISSING, NOON + timedelta(days=1), PACE).event is None, "said once"
    assert after(gone, Look.UNKNOWN, NOON + timedelta(days=1), PACE).state is State.GONE
    back = after(gone, Look.THERE, NOON + timedelta(days=1), PACE)
    assert (back.state, back.gone_at, back.event) == (State.THERE, None, PageEvent.BACK)
    # seen in between: the counting begins anew
    assert after(page, Look.THERE, NOON + timedelta(minutes=30), PACE).missed_at is None


def test_a_second_look_comes_also_after_the_last_day() -> None:
    last = SAVED.until
    first = after(SAVED, Look.MISSING, last, PACE)
    assert first.due_at is not None
    assert after(replace(SAVED, missed_at=last), Look.MISSING, first.due_at, PACE).event == PageEvent.DELETED
    assert after(SAVED, Look.THERE, last, PACE).due_at is None
    assert after(SAVED, Look.UNKNOWN, last, PACE).due_at is None


def test_a_change_is_told_and_what_is_the_same_is_not() -> None:
    assert after(SAVED, Look.THERE, NOON, PACE, fresh=True).event == PageEvent.CHANGED
    same = after(SAVED, Look.THERE, NOON, PACE)
    assert (same.event, same.state) == (None, State.THERE)


@given(st.floats(0, 0.999), st.integers(0, 200))
def test_daily_looks_end(luck: float, hours: int) -> None:
    now = NOON + timedelta(hours=hours)
    standing = after(SAVED, Look.THERE, now, replace(PACE, luck=luck))
    if standing.due_at is None:
        assert now > SAVED.until - timedelta(hours=6)
    else:
        assert now < standing.due_at <= SAVED.until


def test_nothing_is_looked_at_again_where_the_setting_says_so() -> None:
    once = replace(NEW, until=NOON)
    assert after(once, Look.THERE, NOON, PACE, fresh=True).due_at is None
