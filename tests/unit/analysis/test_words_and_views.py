"""Hot words and viewpoints: what many say, in words that name no private person."""

from core.analysis.matter import Seen, texts_of
from core.analysis.views import QUOTE, TOP, viewpoints
from core.analysis.words import TOP as WORDS
from core.analysis.words import hot_words
from core.showing import utf16
from core.tone import Tone
from tests.unit.analysis.making import LEXICON, seen


def words(*posts: Seen) -> dict[str, int]:
    return dict(hot_words(texts_of(posts), LEXICON))


def test_words_are_counted_once_a_post_and_copies_count_with_their_text() -> None:
    posts = [seen(1, text="停暖，停暖，停暖"), seen(2, text="停暖"), seen(3, text="补水"), seen(4, duplicate_of=3)]
    assert words(*posts) == {"停暖": 2, "补水": 2}


def test_names_stay_whole_and_stop_words_numbers_and_single_voices_go() -> None:
    posts = [seen(n, text="我们 13812345678 县住建局 什么 水") for n in (1, 2)]
    assert words(*posts, seen(3, text="只有")) == {"县住建局": 2}


def test_who_writes_is_no_hot_word() -> None:
    posts = [seen(1, text="张三 停暖", author="张三"), seen(2, text="张三 停暖", author="李四")]
    assert words(*posts) == {"停暖": 2}
    assert words(*(seen(n, text="@张三丰 停暖", author="李四") for n in (1, 2))) == {"停暖": 2}


def test_there_are_no_more_than_fit() -> None:
    text = " ".join(f"{a}{b}" for a in "甲乙丙丁戊己" for b in "子丑寅卯")
    assert len(words(seen(1, text=text), seen(2, text=text))) == WORDS
    assert words() == {}


def test_posts_that_say_the_same_are_one_view_with_one_quote() -> None:
    refund = [seen(n, n, text=f"停暖几天的采暖费应该退给业主。第{n}楼", tone=Tone.NEGATIVE) for n in range(1, 5)]
    thanks = [seen(n, n, text="抢修师傅连夜干活辛苦。", tone=Tone.POSITIVE) for n in range(11, 14)]
    first, second = viewpoints(texts_of([*refund, *thanks]), LEXICON)
    assert (first.posts, first.quote, first.tone) == (4, "停暖几天的采暖费应该退给业主。", Tone.NEGATIVE)
    assert (second.posts, second.quote, second.tone) == (3, "抢修师傅连夜干活辛苦。", Tone.POSITIVE)


def test_of_many_posts_a_view_that_nobody_shares_is_none() -> None:
    shared = [seen(n, n, text="停暖几天的采暖费应该退给业主。") for n in range(1, 11)]
    alone = seen(99, text="完全另外一件无关小事情")
    assert [view.posts for view in viewpoints(texts_of([*shared, alone]), LEXICON)] == [10]
    assert len(viewpoints(texts_of([shared[0], alone]), LEXICON)) == 2


def test_a_quote_is_short_masked_and_addressed_to_nobody() -> None:
    text = f"//@张三: 【求助】{'很' * 8}打13812345678和110101199003071234都没人接{'啊' * 80}"
    (view,) = viewpoints(texts_of([seen(1, text=text)]), LEXICON)
    assert utf16(view.quote) <= QUOTE
    assert "138****5678" in view.quote
    assert "13812345678" not in view.quote
    assert "张三" not in view.quote
    # a number at the edge is masked before the edge cuts it
    edge = seen(2, text="停" * 33 + "13812345678")
    (view,) = viewpoints(texts_of([edge]), LEXICON)
    assert "1381234" not in view.quote


def test_there_are_five_at_most_and_none_of_nothing() -> None:
    posts = [seen(n, text=word * 8) for n, word in enumerate("甲乙丙丁戊己庚", 1)]
    assert len(viewpoints(texts_of(posts), LEXICON)) == TOP
    assert viewpoints((), LEXICON) == ()
    assert viewpoints(texts_of([seen(1, text="\u200b\n")]), LEXICON) == ()
