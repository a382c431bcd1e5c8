"""What a page says of its post: that it stands there, that it was deleted, or nothing that could be known."""

import re
import unicodedata
from collections import Counter

from core.links import site_of
from core.originals.notice import is_notice
from core.originals.page import Look, Original, State
from core.statements.places import stands_on
from core.texts import N_, Message

#: a page that asks who we are tells nothing of the post
_WALLS = (
    *("请登录后", "请先登录", "先登录才能", "登录后查看", "登录后可见", "登录后才", "登录查看", "扫码登录"),
    *("输入验证码", "安全验证", "人机验证", "滑动验证", "拖动滑块", "完成验证", "点击验证", "访客系统"),
    *("访问过于频繁", "访问太频繁", "操作过于频繁", "访问异常", "环境异常", "异常流量", "请在微信客户端打开"),
    *("captcha", "justamoment", "verifyyouarehuman", "sinavisitorsystem"),
)
#: characters of a page without the post that may be a wall or a notice; a longer one speaks of other things
_SHORT = 6_000
_BLANK = re.compile(r"\s+")

WALLED = Message(N_("要求登录或验证，看不到原帖"))
EMPTY = Message(N_("页面是空的"))
ELSEWHERE = Message(N_("跳转到别的页面，看不到原帖"))


def read(original: Original, url: str, text: str) -> tuple[Look, Message | None, bool]:
    """What a page found at `url` with this visible text means, why nothing is known, and if its own words stand there.

    Rather unknown than gone: where a page asks for a login, what else it says does not count.
    """
    if stands_on(original.words, text):
        return Look.THERE, None, True
    before = original.last
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", text[: 2 * _SHORT])).casefold()
    if len(plain) <= _SHORT:
        if any(sign in plain for sign in _WALLS):
            return Look.UNKNOWN, WALLED, False
        if is_notice(text[: 2 * _SHORT]):
            home = at_home(original, url)
            return Look.MISSING if home else Look.UNKNOWN, None if home else ELSEWHERE, False
    # nothing but its own words brings back what was gone, or tells that it moved
    if original.state is State.GONE or (before is not None and before.own and url != before.url):
        return Look.UNKNOWN, ELSEWHERE, False
    if before is not None and before.text_size and not plain:
        return Look.UNKNOWN, EMPTY, False
    return Look.THERE, None, False


def at_home(original: Original, url: str) -> bool:
    """Is it the site of the post? What another site answers, to which we were sent on, says nothing of the post."""
    places = [original.url, *(one.url for one in original.snapshots if one.own)]
    return site_of(url) in map(site_of, places)


def unchanged(original: Original) -> Look:
    """What it means that the far end has nothing newer than what we kept: of a post that is gone it proves nothing."""
    if original.state is State.GONE and not (original.last and original.last.own):
        return Look.UNKNOWN
    return Look.THERE


def difference(before: str, after: str) -> tuple[int, int]:
    """How many characters came and how many went, line by line; the order of lines does not count."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return _characters(new - old), _characters(old - new)


def _characters(lines: "Counter[str]") -> int:
    return sum(len(line) * times for line, times in lines.items())
