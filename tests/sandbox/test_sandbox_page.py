"""The chat page's server side: nothing from elsewhere, each person's own view, taps that reach the bot."""

import asyncio
import re
from pathlib import Path

import pytest
from sandbox_api import GROUP

import sandbox as package

PAGE = Path(package.__file__).parent / "page"


async def post(api, path, **body):
    async with api.http.post(f"{api.url}/ui/{path}", json=body) as response:
        return response.status, await response.json()


async def state(api, user):
    async with api.http.get(f"{api.url}/ui/state", params={"as": user}) as response:
        return await response.json()


async def test_the_page_and_all_it_names_are_served_from_here(api):
    async with api.http.get(f"{api.url}/") as response:
        html = await response.text()
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    named = set(re.findall(r'(?:href|src)="([^"]+)"', html))
    for script in PAGE.glob("*.js"):
        named |= {f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', script.read_text(encoding="utf-8"))}
    assert "/page/main.js" in named
    for path in named:
        async with api.http.get(api.url + path) as response:
            assert response.status == 200, path


@pytest.mark.parametrize("file", sorted(PAGE.iterdir()), ids=lambda path: path.name)
def test_no_file_fetches_from_elsewhere_or_parses_markup(file):
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"""["'(`](?:https?:)?//\w""", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|DOMParser", text)


def test_both_languages_have_the_same_words():
    words = (PAGE / "words.js").read_text(encoding="utf-8")
    chinese, english = (set(re.findall(r"(\w+): (?:\"|\()", part)) for part in words.split("const EN"))
    assert chinese == english
    assert len(chinese) > 20


async def test_a_post_read_elsewhere_goes_to_the_bot(api, sandbox):
    sandbox.add_channel(-10088, "街坊频道", bot="left")
    read = sandbox.say(11, -10088, "城南停水了")
    status, answer = await post(api, "forward", user=11, chat=-10088, message=read.message_id)
    (message,) = sandbox.messages(11)
    assert (status, answer) == (200, {"message": message.message_id})
    (told,) = await api("getUpdates")
    assert told["message"]["forward_origin"]["chat"]["title"] == "街坊频道"
    assert (await post(api, "forward", user=99, chat=GROUP, message=1))[0] == 409


async def test_words_keep_a_link_from_opening(api, sandbox):
    """As Telegram's clients do."""
    link = f"https://t.me/{sandbox.world.bot.username}?start=join"
    keyboard = {"inline_keyboard": [[{"text": "去", "callback_data": "go"}]]}
    sent = await api("sendMessage", chat_id=GROUP, text="x", reply_markup=keyboard)
    key = {"user": 11, "chat": GROUP, "message": sent["message_id"], "row": 0, "column": 0}
    for text, url in (("请看", ""), ("", link)):
        tap = asyncio.ensure_future(post(api, "press", **key))
        (update,) = await api.updates(timeout=10)
        await api("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text=text, url=link)
        assert await tap == (200, {"text": text, "alert": False, "url": url})
    assert [message.text for message in sandbox.messages(11)] == ["/start join"]


async def test_an_upgraded_group_is_followed(api, sandbox):
    sandbox.migrate(GROUP, -1009876543210)
    seen = await state(api, 11)
    assert seen["moved"] == {str(GROUP): -1009876543210}


async def test_each_person_sees_their_own_chats(api, sandbox):
    sandbox.say(11, 11, "/start")
    await api(
        "sendMessage", chat_id=GROUP, text="请 @zhangsan 写", reply_markup={"force_reply": True, "selective": True}
    )
    mine, theirs, strangers = [await state(api, user) for user in (11, 12, 99)]
    assert {chat["id"] for chat in mine["chats"]} == {11, GROUP}
    assert {chat["id"] for chat in strangers["chats"]} == {99}
    asks = [
        next(chat for chat in view["chats"] if chat["id"] == GROUP)["messages"][0]["asks_me"] for view in (mine, theirs)
    ]
    assert asks == [True, False]


async def test_a_tap_waits_for_the_bots_answer(api, sandbox):
    keyboard = {"inline_keyboard": [[{"text": "认领", "callback_data": "cl"}]]}
    card = await api("sendMessage", chat_id=GROUP, text="<b>卡片</b>", parse_mode="HTML", reply_markup=keyboard)
    shown = next(chat for chat in (await state(api, 11))["chats"] if chat["id"] == GROUP)["messages"][0]
    assert shown["rows"] == [[{"label": "认领", "kind": "data", "url": "", "copy": "", "style": ""}]]
    tap = asyncio.ensure_future(post(api, "press", user=11, chat=GROUP, message=card["message_id"], row=0, column=0))
    (update,) = await api.updates(timeout=10)
    await api("answerCallbackQuery", callback_query_id=update["callback_query"]["id"], text="好", show_alert=True)
    assert await tap == (200, {"text": "好", "alert": True, "url": ""})


async def test_lines_and_links_reach_the_bot(api):
    assert (await post(api, "say", user=11, chat=GROUP, text="/open"))[0] == 200
    assert (await post(api, "open", user=11, url="https://t.me/tingfeng_bot?start=i1"))[0] == 200
    assert [u["message"]["text"] for u in await api.updates()] == ["/open", "/start i1"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("say", {"user": 99, "chat": GROUP, "text": "x"}),
        ("say", {"user": 11}),
        ("press", {"user": 11, "chat": GROUP, "message": 404, "row": 0, "column": 0}),
        ("open", {"user": 11, "url": "javascript:alert(1)"}),
    ],
)
async def test_what_no_client_offers_is_refused(api, path, body):
    status, answer = await post(api, path, **body)
    assert (status, bool(answer["error"])) == (409, True)


async def test_other_sites_cannot_post_a_form(api):
    async with api.http.post(f"{api.url}/ui/say", data={"user": 11}) as response:
        assert response.status == 415


async def test_changes_are_streamed(api, sandbox):
    async with api.http.get(f"{api.url}/ui/events") as response:
        first = await response.content.readuntil(b"\n\n")
        sandbox.say(11, GROUP, "新的")
        second = await asyncio.wait_for(response.content.readuntil(b"\n\n"), 60)
    assert first.startswith(b"data: ")
    assert int(second.split()[1]) > int(first.split()[1])


async def test_a_file_is_handed_out_harmlessly(api, sandbox):
    sandbox.send_photo(11, 11, b"<script>alert(1)</script>")
    file_id = sandbox.messages(11)[0].media.file_id
    async with api.http.get(f"{api.url}/ui/file/{file_id}") as response:
        assert (response.content_type, response.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    async with api.http.get(f"{api.url}/ui/file/none") as response:
        assert response.status == 404


async def test_the_page_knows_how_large_a_picture_is_before_it_is_there(api, sandbox):
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (1080).to_bytes(4, "big") + (912).to_bytes(4, "big")
    sandbox.say(11, 11, "走势", photo=png)
    sandbox.say(11, 11, "台账", document=("台账.xlsx", png, "application/vnd.ms-excel"))
    (chat,) = (chat for chat in (await state(api, 11))["chats"] if chat["id"] == 11)
    photo, document = (message["file"] for message in chat["messages"][-2:])
    assert (photo["width"], photo["height"]) == (1080, 912)
    assert "width" not in document
