"""kill -9 around 代发: what stands in the channel stands there once, and a person says what nobody knows (S4, O4)."""

import asyncio

import pytest

from core.statement import Stand, Statement
from tests.conftest import FANG, GROUP, GU, LIN, PEOPLE
from tests.crash.stand import Stand as Place
from tests.unit.speaking import CHANNEL, TEXT


async def statement(stand: Place) -> Statement:
    """The only one of the only incident."""
    incident = await stand.store.incident(1)
    assert incident is not None
    (one,) = incident.statements
    return one


async def answered(stand: Place, chat: int, words: str, line: str, *, by: int) -> None:
    """Reply to the bot's question with these words."""
    await stand.until(lambda: any(words in m.text and by in m.force_reply_for for m in stand.sandbox.messages(chat)))
    await stand.settled()
    asked = [m for m in stand.sandbox.messages(chat) if words in m.text and by in m.force_reply_for][-1]
    stand.sandbox.say(by, chat, line, reply_to=asked.message_id)
    await stand.settled()


async def pressed(stand: Place, chat: int, message: int, data: str, *, by: int) -> str:
    """The words of the answer to one press."""
    return (await stand.sandbox.answer_of(stand.sandbox.press_raw(by, chat, message, data))).text


async def twice(stand: Place, chat: int, message: int, data: str, *, by: int) -> str:
    """The same pressed again after a moment of the bot's time."""
    said = await pressed(stand, chat, message, data, by=by)
    assert "再按一次" in said
    async with asyncio.timeout(60):
        while "再按一次" in said:
            # two seconds of the bot's own time; of its half minute, a second and a half of ours, a busy machine may
            # miss the end: then this press is the first
            await asyncio.sleep(0.1)
            said = await pressed(stand, chat, message, data, by=by)
    return said


async def signed(stand: Place) -> int:
    """A signed text, and the message of the group's card."""
    config = stand.folder / "config.toml"
    named = config.read_text("utf-8").replace(f"group = {GROUP}\n", f"group = {GROUP}\nchannel = {CHANNEL}\n")
    config.write_text(named, "utf-8")
    stand.sandbox.add_channel(CHANNEL, "海棠住建发布", username="haitang_zj")
    for member in PEOPLE:
        stand.sandbox.say(member.id, member.id, "/start")
    card = (await stand.begun()).message_id
    assert await pressed(stand, GROUP, card, "v1:dr:1:0:holding", by=LIN) == "请在下方回复"
    await answered(stand, GROUP, "回应正文", TEXT, by=LIN)
    one = await statement(stand)
    data = f"v1:by:1:0:1.1.{one.hash[:8]}"
    await twice(stand, GROUP, card, data, by=GU)
    await answered(stand, GROUP, "特批签发的理由", "会前必须回应", by=GU)
    assert (await statement(stand)).stand is Stand.APPROVED
    return card


def posts(stand: Place) -> list[str]:
    """What stands in the channel."""
    return [message.text for message in stand.sandbox.messages(CHANNEL)]


@pytest.mark.parametrize("done", [True, False], ids=["after it was sent before it was noted", "before it was sent"])
async def test_killed_while_it_is_under_way(both: Place, done: bool) -> None:
    stand = both
    card = await signed(stand)
    one = await statement(stand)
    stand.sandbox.deaths.strike("sendMessage", done=done)
    await twice(stand, GROUP, card, f"v1:sd:1:1:1.1.{one.hash[:8]}", by=LIN)
    await stand.dead()
    assert posts(stand) == ([TEXT] if done else [])
    assert (await statement(stand)).stand is Stand.SENDING
    stand.start()
    await stand.until(lambda: any("结果不明" in m.text for m in stand.sandbox.messages(FANG)))
    await stand.settled()
    assert (await statement(stand)).stand is Stand.UNKNOWN
    assert posts(stand) == ([TEXT] if done else [])
    assert len(await stand.events("send_unknown")) == 1

    asked = next(m for m in stand.sandbox.messages(FANG) if "结果不明" in m.text)
    code = "sy" if done else "sx"
    await twice(stand, FANG, asked.message_id, f"v1:{code}:1:2:1.1.{one.hash[:8]}", by=FANG)
    await stand.settled()
    assert (await statement(stand)).stand is (Stand.PUBLISHED if done else Stand.APPROVED)
    await stand.killed()
    stand.start()
    await stand.settled()
    assert posts(stand) == ([TEXT] if done else [])


async def test_killed_between_the_signature_and_the_press(stand: Place) -> None:
    """Nothing goes out by itself: a signed text waits for a person, over every start."""
    await signed(stand)
    await stand.killed()
    stand.start()
    await stand.settled()
    assert posts(stand) == []
    assert (await statement(stand)).stand is Stand.APPROVED
