"""Is a page nothing but the notice (删除提示) that sites put where a post was?

Such a notice begins its line, names the thing itself and what became of it, and stands before anything that somebody
wrote. The same words further down, in a reply or in a report about another's post, say nothing of this one.
"""

import re
import unicodedata
from collections.abc import Sequence

_BLANK = re.compile(r"\s+")
_MARKS = r"[,，.。!！?？:：;；~～、…\-—>()（）\[\]【】]*"
#: a polite beginning, the name of the box
_OPENING = (
    rf"(?:(?:404|错误|(?:系统|温馨|友情)?提示(?:信息)?|sorry|oops|error|呃+|啊[叻嘞哦]|哎[呀哟]|糟糕|"
    rf"(?:非常|很|十分|实在)?(?:抱歉|对不起|遗憾|不好意思)){_MARKS})*"
)
_WANTED = r"(?:您|你)?(?:所|想?要|正在|当前)?(?:访问|查看|浏览|观看|阅读|指定|查找|寻找|找|打开|请求|点击)?的?"
_THIS = r"(?:该|此|这|本|当前|原)?(?:条|篇|个|则|段)?"
_THING = (
    r"(?:微博|博文|内容|帖子|贴子|帖|贴|主题|话题|文章|图文|新闻|报道|稿件|视频|直播|作品|笔记|问题|回答|留言|信件|诉求|"
    r"动态|信息|日志|说说|链接|网页|页面|图片)"
)
_BY = r"(?:原?作者|发布者|发布人|楼主|用户|发帖人|版主|管理员|系统|平台|网站|本人)?(?:自行|主动)?"
_FATE = (
    rf"(?:可能|似乎|好像)?(?:不存在|不见了|去哪了|找不到|没有找到|未找到|不可见|已失效|已下架|已删除|"
    rf"已?经?被{_BY}(?:删除|下架|移除)|因违[规法][^。]{{0,10}}无法查看|被投诉[^。]{{0,20}}无法查看)"
)
_MISSED = rf"(?:没有找到|找不到|未找到)(?:了)?{_WANTED}{_THIS}{_THING}"
#: words of somebody who speaks of another's post, or of his own
_SPOKEN = r"(?!.*(?:我|他们?|她|网友|记者|回应|道歉|争议|热议|重发|重新|原因是))"
_NOTICE = re.compile(rf"{_SPOKEN}{_OPENING}(?:{_WANTED}{_THIS}{_THING}{_FATE}|{_MISSED})", re.IGNORECASE)
_LONGEST = 60

#: a line that somebody wrote, not a link of the frame
_SENTENCE = re.compile(r"[,，。!！?？;；]")
_WRITTEN = 8
#: … but for what the frame says to its visitor
_FRAME = re.compile(
    r"欢迎|[您你]好|登[录陆]|注册|客户端|浏览器|javascript|cookie|app|下载|版权|备案|举报", re.IGNORECASE
)
#: what only a page with a post and its replies has
_THREAD = re.compile(r"^\d+(?:楼|#)|楼主|^(?:回复|引用|转发)[@:：]|(?:发表|发布|回复|编辑)于")
#: characters of sentences after the notice: where to turn, what else may be read
_AFTER = 300


def is_notice(text: str) -> bool:
    """Does the page's visible text, one line a block, say that what stood here is gone, and nothing else?"""
    lines = _lines(text)
    whole = "".join(lines)
    if len(whole) <= _LONGEST and _NOTICE.match(whole):
        return True
    at = next((at for at, line in enumerate(lines) if len(line) <= _LONGEST and _NOTICE.match(line)), None)
    if at is None or any(_THREAD.search(line) for line in lines):
        return False
    return not any(map(_is_written, lines[:at])) and sum(map(len, filter(_is_written, lines[at + 1 :]))) <= _AFTER


def _lines(text: str) -> Sequence[str]:
    plain = (_BLANK.sub("", line) for line in unicodedata.normalize("NFKC", text).splitlines())
    return [line for line in plain if line]


def _is_written(line: str) -> bool:
    return len(line) >= _WRITTEN and _SENTENCE.search(line) is not None and not _FRAME.search(line)
