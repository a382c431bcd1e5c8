"""Attacks that no other test tries; docs/security.md lists them all. Each time the honest neighbour is served (O7)."""

import asyncio
import json
import logging
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from bot import web_bodies
from sandbox.wire import message_wire
from tests.chat.stage import Stage
from tests.chat.test_door import POST, TOKEN, call, with_door
from tests.conftest import BAI, GROUP, LIN

#: what Telegram makes keys of in a bot's message, as its own clients find it
MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}\b")
ORDER = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
#: Telegram's stand-in for whoever speaks as a channel
CHANNEL_BOT = 136817688
CHANNEL = -1007


async def test_a_post_gives_nobody_an_order_and_calls_nobody(stage: Stage) -> None:
    """A thumb on the words of a card would send a command, and a name in them would call a colleague."""
    hostile = "断头路 /undo /close@tingfeng_bot @linxiao"
    await stage.publish(hostile, f"(/undo) 请看，@linxiao 24/7 没人管 https://a.example/b 投诉 {'很久' * 40} /undo")
    card = await stage.expect_card("断头路")
    shown = [card.text]
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    stage.sandbox.say(LIN, LIN, "/incident 1")
    menu = await stage.expect_card("断头路", chat=LIN)
    stage.sandbox.say(LIN, LIN, "/find 断头路")
    listed = await stage.expect_card("找到 1 件", chat=LIN)
    for text in (*shown, card.text, menu.text, listed.text):
        assert MENTION.search(text) is None, text
        assert ORDER.findall(text) == [], text
    assert "＠linxiao" in shown[0]
    assert "／undo" in shown[0]


async def test_an_address_and_a_fraction_stay_as_they_are(stage: Stage) -> None:
    await stage.publish("断头路24/7没人管", "见 https://a.example/b/c 与 x@a.example，投诉几次")
    card = await stage.expect_card("断头路24/7")
    assert "https://a.example/b/c" in card.text
    assert "x@a.example" in card.text


async def test_an_address_with_a_path_behind_its_sign_stays_whole(stage: Stage) -> None:
    address = "https://m.a.example/app/#/detail?to=/b"
    await stage.publish("断头路没人管", f"见 {address} 投诉几次 /stop")
    card = await stage.expect_card("断头路没人管")
    assert address in card.text
    assert "／stop" in card.text


async def test_a_post_cannot_pass_a_real_matter_off_as_a_drill(stage: Stage) -> None:
    await stage.publish("【演\u200b练】断头路塌了没人管", "【演练】望江西路断头路，投诉几次没人管")
    card = await stage.expect_card("〔演练〕断头路")
    await stage.quiet()
    assert "#0001" in card.text
    assert not [m for m in stage.sandbox.messages(GROUP) if "【演练】" in m.text]


async def test_who_speaks_as_a_channel_is_nobody(stage: Stage) -> None:
    stage.sandbox.add_user(CHANNEL_BOT, "Channel")
    world = stage.sandbox.world
    for text in ("/undo", "/report 桥塌了", "/member 林晓 停用", "大家好"):
        chat = world.chat(GROUP)
        message = world.post(
            chat, sender=world.user(CHANNEL_BOT), sender_chat=CHANNEL, text=text, entities=world.marked(text)
        )
        wire: dict[str, Any] = message_wire(chat, message)
        wire["sender_chat"] = {"id": CHANNEL, "type": "channel", "title": "林晓"}
        world.updates.put("message", wire)
    await stage.quiet()
    assert {event["type"] for event in await stage.events()} == {"seed", "refused"}
    members = (await stage.running.store.policy()).members
    assert members[LIN].active
    stage.sandbox.say(LIN, GROUP, "/report 桥塌了")
    await stage.expect_card("桥塌了")


FALSE: tuple[object, ...] = (
    True,
    "updates",
    {"update_id": 1},
    [1, None],
    [{"message": {}}],
    [{"update_id": "1"}],
    [{"update_id": 2**63}],
    [{"update_id": True}],
)


async def test_what_is_no_update_is_waited_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A far end that answers nonsense, right in form: the bot neither stops nor believes it."""
    bot = stage.running.receiver._application.bot
    asked, false = type(bot).do_api_request, list(FALSE)

    async def answered(self: Any, endpoint: str, *rest: Any, **named: Any) -> Any:
        if endpoint == "getUpdates" and false:
            return false.pop()
        return await asked(self, endpoint, *rest, **named)

    monkeypatch.setattr("bot.receiver.patience", lambda *_: 0.01)
    monkeypatch.setattr(type(bot), "do_api_request", answered)
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    await card.press("我来认领", by=LIN)
    await card.expect("林晓")
    assert not false
    assert await stage.last_update() < 2**62


async def test_people_and_chats_with_numbers_beyond_all_are_put_aside(both: Stage) -> None:
    """Telegram's own numbers have 52 bits; a forged one must not stop the lane that it came in."""
    stage = both
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    far = 2**70
    person = {"id": far, "is_bot": False, "first_name": "远"}
    for chat, sender in ((far, person), (GROUP, person), (far, {"id": LIN, "is_bot": False, "first_name": "林晓"})):
        about = {"message_id": far, "date": 1, "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"}}
        said = {"from": sender, "text": "/undo", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
        stage.sandbox.world.updates.put("message", about | said)
        press = {"id": "77", "from": sender, "chat_instance": "1", "data": "v1:cl:1:0", "message": about}
        stage.sandbox.world.updates.put("callback_query", press)
    stage.expected_errors += ["update", "cannot be", "could not"]
    await stage.quiet()
    assert (await stage.incident()).owner is None
    await card.press("我来认领", by=LIN)
    await card.expect("林晓")
    assert (await stage.running.store.verify_audit())[1] is None


async def test_a_members_flood_of_reports_holds_up_nobody(stage: Stage) -> None:
    """Each is answered at the pace that Telegram allows; a colleague's press goes before them."""
    stage.sandbox.limits.on = True
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    card = await stage.expect_card("断头路")
    for number in range(40):
        stage.sandbox.say(BAI, BAI, f"/report 第{number}件怪事")
    assert (await card.press("我来认领", by=LIN)).text == "已认领，请核实"
    await card.expect("林晓")
    await stage.quiet()
    assert not [one for one in stage.sandbox.calls if one.status == 429]
    assert await stage.running.store.incident(2) is None, "a report that was not confirmed is none"


async def broken(port: int, begin: bytes) -> bytes:
    """A line on which the request never ends: what comes until it is cut."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(begin)

    async def dribble() -> None:
        while True:
            await asyncio.sleep(0.05)
            writer.write(b"x" if begin else b"")

    drops = asyncio.ensure_future(dribble())
    try:
        said = b""
        # cut is cut, also while a byte of ours is on its way
        async with asyncio.timeout(20):
            with suppress(ConnectionResetError):
                while part := await reader.read(1000):
                    said += part
        return said
    finally:
        drops.cancel()
        writer.close()


LINE = b"POST /intake HTTP/1.1\r\nHost: x\r\n"
BODY = LINE + f"Authorization: Bearer {TOKEN}\r\nContent-Length: 500\r\n\r\n[".encode()


async def test_a_line_that_says_nothing_whole_is_cut(
    tmp_path: Path, sqlite_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slowloris: silent, in the midst of a header, in the midst of a body. Others are served meanwhile."""
    monkeypatch.setitem(web_bodies.KINDNESS, "keepalive_timeout", 0.6)
    monkeypatch.setattr(web_bodies, "BODY_WITHIN", 0.6)
    async with with_door(tmp_path, sqlite_url, 'status = "127.0.0.1:0"\n') as stage:
        port = stage.running.port
        lines = [broken(port, begin) for begin in (b"", LINE + b"X-Long: ", BODY)]
        lines.append(broken(stage.running.status, b"GET /healthz HTTP/1.1\r\nX: "))
        cut = asyncio.gather(*lines)
        assert (await call(stage, POST))[0] == 202
        silent, header, body, health = await cut
        assert (silent, header, health) == (b"", b"", b"")
        assert body.startswith(b"HTTP/1.1 408")
        assert (await call(stage, POST | {"key": "8"}))[0] == 202


async def test_the_token_of_the_door_stands_in_no_line_of_the_log(
    tmp_path: Path, sqlite_url: URL, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with with_door(tmp_path, sqlite_url) as stage:
        assert (await call(stage, POST))[0] == 202
        for path in (f"/intake?token={TOKEN}", f"/{TOKEN}", f"/intake/{TOKEN}"):
            await call(stage, POST, path=path)
        await call(stage, json.dumps([{"title": 5, "text": TOKEN}]).encode(), token=TOKEN + "x")
        await stage.quiet()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "jobs", "storage"))]
    assert [line for line in ours if line.startswith("POST /intake 202")]
    assert not [line for line in caplog.messages if TOKEN in line]
