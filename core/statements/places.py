"""Where a statement was published: the link somebody wrote, the platform that its host means, the text on the page."""

import re
from urllib.parse import urlsplit

from core.arrivals import first_url
from core.showing import shown

#: the platform of our own channel
CHANNEL = "Telegram 频道"
#: host, or the end of one, and what people call it; the first that fits counts
_PLATFORMS = (
    ("weibo.com", "微博"),
    ("weibo.cn", "微博"),
    ("mp.weixin.qq.com", "微信公众号"),
    ("weixin.qq.com", "微信"),
    ("douyin.com", "抖音"),
    ("kuaishou.com", "快手"),
    ("xiaohongshu.com", "小红书"),
    ("bilibili.com", "哔哩哔哩"),
    ("zhihu.com", "知乎"),
    ("toutiao.com", "今日头条"),
    ("tieba.baidu.com", "贴吧"),
    ("baijiahao.baidu.com", "百家号"),
    ("liuyan.people.com.cn", "人民网留言板"),
    ("liuyan.cjn.cn", "留言板"),
    ("t.me", CHANNEL),
    ("gov.cn", "政务网站"),
)
#: characters of a platform's name
_NAME = 30
#: a sentence shorter than this stands on many a page by chance
_TELLING = 8
_SENTENCE = re.compile(r"[。！？!?；;\n]+")
_BLANK = re.compile(r"\s+")


def link_in(words: str) -> str:
    """The first plain web address in what somebody wrote, "" where there is none that can be read."""
    url = first_url(words)
    try:
        return url if url and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def platform_of(link: str) -> str:
    """What people call the site: 微博, 微信公众号, 政务网站, else its host."""
    host = (urlsplit(link).hostname or "").lower().removeprefix("www.")
    found = (name for end, name in _PLATFORMS if host == end or host.endswith(f".{end}"))
    return next(found, shown(host, _NAME))


def stands_on(text: str, page: str) -> bool:
    """Does the page hold at least one telling sentence of the text? Blanks and line ends do not count."""
    there = _BLANK.sub("", page)
    parts = [_BLANK.sub("", part) for part in _SENTENCE.split(text)]
    telling = [part for part in parts if len(part) >= _TELLING] or [_BLANK.sub("", text)]
    return any(part in there for part in telling if part)
