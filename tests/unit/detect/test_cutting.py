"""Our own walk over jieba's dictionary cuts every text as jieba itself does."""

import logging
from collections.abc import Callable
from functools import cache

import jieba
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.words import words

NAME = "青禾县海豚自来水公司"
PIECES = st.sampled_from([
    *("停水三天没人管", "自来水公司", "的", "了", "研究生命起源", "哈哈哈哈", "𠮷野家", "3.14%", "MacBook-Air"),
    *("青禾县", NAME, "龘靐", "\r\n", " ", "\u3000", "，", "a+b", "10-11", "等等", "乒乓球拍卖完了", "結婚的和尚"),
])  # fmt: skip
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30)
TEXTS = st.lists(PIECES | HAN | st.text(max_size=8), max_size=12).map("".join)


@cache
def theirs(*names: str) -> Callable[[str], list[str]]:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for name in names:
        tokenizer.add_word(name, freq=100_000)
    return lambda text: list(tokenizer.cut(text))


@pytest.mark.parametrize("names", [(), (NAME,)])
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
@example(text="")
@example(text="的的的的的的" * 20)
def test_words_are_cut_as_jieba_cuts_them(names: tuple[str, ...], text: str) -> None:
    assert words(names).cut(text) == theirs(*names)(text)


def test_a_whole_dictionary_of_words_side_by_side() -> None:
    with jieba.Tokenizer().get_dict_file() as file:
        some = file.read().decode().split()[::2991]
    text = "".join(some)
    assert words().cut(text) == theirs()(text)
