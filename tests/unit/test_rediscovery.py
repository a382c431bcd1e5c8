"""What our accounts wrote is known when a search finds it again; what others wrote on the same page is not ours."""

import pytest

from core.posts import Post
from core.rediscovery import wrote

TITLE, TEXT = "关于望江西路施工的情况通报", "望江西路将于11月25日恢复通行，给您带来不便，敬请谅解。咨询电话见公告栏。"
ARTICLE = Post(key="a", title=TITLE, text=TEXT, author="海棠住建")
COMPLAINT = "第二中学打人了没人管"
REPLY = Post(key="r", title=COMPLAINT, text="您好，您反映的情况已收到，正在核实处理。", author="海棠住建")


@pytest.mark.parametrize(
    ("found", "ours"),
    [
        # as searches show it: whole, cut, from the middle, with the name of its site
        (Post(key="1", title=TITLE, text=TEXT), True),
        (Post(key="1", title=TITLE), True),
        (Post(key="1", title=f"{TITLE}_海棠住建的微博", text="望江西路将于11月25日恢复通行，给您带来..."), True),
        (Post(key="1", title=f"{TITLE} - 搜索", text="…恢复通行，给您带来不便，敬请谅解……咨询电话"), True),
        (Post(key="1", title=TITLE, text=TEXT, author="海棠住建"), True),
        (Post(key="1", title=TITLE, text=TEXT, author="转载站"), True),
        # more than we wrote
        (Post(key="1", title=TITLE, text=f"{TEXT}评论：骗人，投诉三次没人管"), False),
        (Post(key="1", title=COMPLAINT, text=TEXT), False),
        (Post(key="1", title=COMPLAINT), False),
        (Post(key="1"), False),
        # a piece of our words, under a name of one's own, is that one's
        (Post(key="1", text="给您带来不便", author="海边人"), False),
    ],
)
def test_only_our_words_are_ours(found: Post, ours: bool) -> None:
    assert wrote(ARTICLE, found, shared=False) is ours


@pytest.mark.parametrize(
    ("found", "ours"),
    [
        (Post(key="1", title=COMPLAINT, text="您好，您反映的情况已收到"), False),
        (Post(key="1", title=COMPLAINT), False),
        (Post(key="1", text="您反映的情况已收到，正在核实处理"), True),
    ],
)
def test_on_a_page_that_others_wrote_on_its_title_is_not_ours(found: Post, ours: bool) -> None:
    assert wrote(REPLY, found, shared=True) is ours


@pytest.mark.parametrize(
    ("url", "title", "ours"),
    [
        ("https://forum.example/t/1", COMPLAINT, True),
        ("https://forum.example/t/1#2", COMPLAINT, False),
        ("https://forum.example/t/1", f"回复：{COMPLAINT}", False),
        ("https://forum.example/t/1", f"Re: {COMPLAINT}", False),
    ],
)
def test_the_title_of_a_thread_that_we_saw_only_by_our_answer_is_not_ours(url: str, title: str, ours: bool) -> None:
    mine = Post(key="r", title=title, text=REPLY.text, url=url, author="海棠住建")
    assert wrote(mine, Post(key="1", title=COMPLAINT), shared=False) is ours
    assert wrote(mine, Post(key="1", text=REPLY.text), shared=False)


def test_a_complaint_that_our_answer_quotes_is_not_ours() -> None:
    quoting = Post(key="r", text=f"引用 海边人：{COMPLAINT}\n已收到，正在处理", author="海棠住建")
    assert not wrote(quoting, Post(key="1", title=COMPLAINT), shared=False)
    assert wrote(quoting, Post(key="1", text=quoting.text), shared=False)
