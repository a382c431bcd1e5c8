"""A group that shuts the bot out and lets it in again, or asks for quiet: obeyed, and over when it is over (§6)."""

from datetime import timedelta

from tests.chat.stage import Card, Stage
from tests.conftest import BAI, GROUP, LIN


async def opened(stage: Stage) -> Card:
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管")
    return await stage.expect_card("断头路")


def refused(stage: Stage) -> int:
    return len([one for one in stage.sandbox.log if one.chat == GROUP and one.status in (403, 429)])


def reactions(stage: Stage) -> list[int]:
    return [one.status for one in stage.sandbox.log if one.method == "setMessageReaction"]


async def test_let_in_again_the_group_is_served_at_once(stage: Stage) -> None:
    stage.expected_errors.append("cannot be written to")
    card = await opened(stage)
    stage.sandbox.kick_bot(GROUP)
    await stage.publish("小区没有暖气", "老人受不了，投诉几次没人管")
    await stage.until(lambda: refused(stage))
    assert refused(stage) == 1
    stage.sandbox.let_bot_in(GROUP)
    at = stage.clock()
    await stage.expect_card("没有暖气")
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    assert stage.clock() - at < timedelta(minutes=5), "nobody waits for the pause of a group that is shut"


async def test_no_sign_is_given_while_the_group_is_to_be_left_alone(stage: Stage) -> None:
    card = await opened(stage)
    stage.sandbox.faults.flood(GROUP, retry_after=40, for_seconds=40)
    await card.press("我来认领", by=LIN)
    await stage.until(lambda: refused(stage))
    await stage.until(lambda: not stage.sandbox.world.updates.pending)
    for words in ("已联系施工方", "已到现场"):
        stage.sandbox.say(BAI, GROUP, words, reply_to=card.message_id)
    await stage.heard()
    assert [event["side"]["reason"] for event in await stage.events("comment")] == ["已联系施工方", "已到现场"]
    assert reactions(stage) == []
    stage.clock.forward(seconds=45)
    stage.sandbox.say(BAI, GROUP, "已修好", reply_to=card.message_id)
    await stage.heard()
    await stage.quiet()
    assert reactions(stage) == [200]


async def test_a_sign_that_is_refused_quiets_the_group_for_so_long(stage: Stage) -> None:
    card = await opened(stage)
    words = "Too Many Requests: retry after 30"
    stage.sandbox.faults.fail("setMessageReaction", 429, words, retry_after=30)
    stage.sandbox.say(BAI, GROUP, "已联系施工方", reply_to=card.message_id)
    await stage.until(lambda: refused(stage))
    told = stage.sandbox.log[-1].time
    await stage.heard()
    await card.press("我来认领", by=LIN)
    stage.sandbox.say(BAI, GROUP, "已到现场", reply_to=card.message_id)
    await card.expect("待核实")
    later = [one.time for one in stage.sandbox.log if one.chat == GROUP and one.time > told]
    assert later
    assert min(later) >= told + 30
    assert len(await stage.events("comment")) == 2
