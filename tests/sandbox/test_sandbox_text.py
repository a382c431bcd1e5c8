"""Telegram's HTML: entities in UTF-16 units, and the refusals word for word."""

import pytest

from sandbox.entities import find_entities, parse_html
from sandbox.refusals import Refusal
from sandbox.render import to_html


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>重大</b>", "重大", [("bold", 0, 2)]),
        ("😀<i>字</i>", "😀字", [("italic", 2, 1)]),
        ("<b>甲<i>乙</i></b>", "甲乙", [("bold", 0, 2), ("italic", 1, 1)]),
        (
            "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>",
            "abcd",
            [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)],
        ),
        (
            "<tg-spoiler>密</tg-spoiler><span class='tg-spoiler'>文</span>",
            "密文",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        (
            "<blockquote>引</blockquote><blockquote expandable>长</blockquote>",
            "引长",
            [("blockquote", 0, 1), ("expandable_blockquote", 1, 1)],
        ),
        ("<pre>x</pre><code>y</code>", "xy", [("pre", 0, 1), ("code", 1, 1)]),
        ("a &lt;b&gt; &amp;amp; &quot;&#65;&#x4e2d; &nbsp;&copy", 'a <b> &amp; "A中 &nbsp;&copy', []),
        ("<b></b>空", "空", []),
        ("<B>大写</B>", "大写", [("bold", 0, 2)]),
        ("<b>省略</>", "省略", [("bold", 0, 2)]),
        ("a > b", "a > b", []),
    ],
)
def test_html_is_parsed_as_telegram_does(source, text, kinds):
    parsed, entities = parse_html(source)
    assert parsed == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in entities] == kinds


def test_links_keep_their_address_and_people_become_mentions():
    text, entities = parse_html(
        "<a href=\"https://a.example/?x=1&amp;y=2\">原帖</a> <a href='tg://user?id=11'>张三</a>"
    )
    assert text == "原帖 张三"
    assert entities[0]["url"] == "https://a.example/?x=1&y=2"
    assert entities[1] == {"type": "text_mention", "offset": 3, "length": 2, "user": {"id": 11}}


@pytest.mark.parametrize("href", ["javascript:alert(1)", "", "ftp://x"])
def test_other_addresses_are_no_links(href):
    assert parse_html(f'<a href="{href}">x</a>') == ("x", [])


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("中<script>", 'Unsupported start tag "script" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_bad_html_is_refused_with_the_place(source, why):
    with pytest.raises(Refusal) as refusal:
        parse_html(source + (">" if source == "1 < 2" else ""))
    assert refusal.value.description == f"Bad Request: can't parse entities: {why}"


def test_an_entity_bomb_does_not_hang_or_overflow():
    text, entities = parse_html("<b>" * 3000 + "x" + "</b>" * 3000)
    assert (text, len(entities)) == ("x", 3000)


def test_telegram_marks_links_commands_names_and_tags_itself():
    text = "/bind@tingfeng_bot 见 https://a.example/b，问 @zhangsan #望江西路 #0427 a@b.cn 和/或"
    found = {
        (entity["type"], text[entity["offset"] : entity["offset"] + entity["length"]])
        for entity in find_entities(text, [])
    }
    assert found == {
        ("bot_command", "/bind@tingfeng_bot"),
        ("url", "https://a.example/b"),
        ("mention", "@zhangsan"),
        ("hashtag", "#望江西路"),
    }


def test_nothing_is_marked_inside_code():
    text, entities = parse_html("<code>/start @zhangsan</code>")
    assert find_entities(text, entities) == entities


@pytest.mark.parametrize(
    "html",
    [
        "<b>甲<i>乙</i></b>丙 &lt;&amp;",
        '<a href="https://a.example/?x=1&amp;y=2">原帖</a>😀<code>x</code>',
        "<blockquote expandable>一\n二</blockquote><tg-spoiler>三</tg-spoiler>",
        '<a href="tg://user?id=11">张三</a>',
    ],
)
def test_html_comes_back_the_same(html):
    assert to_html(*parse_html(html)) == html
