"""kill -9 around a press: it counts exactly once, and the card says so (lifecycle §3, product.md O4)."""

from tests.conftest import LIN
from tests.crash.stand import Stand

STORY = ("望江西路改建拖延", "修了一年多还没修好，投诉了几次都没人管")


async def test_killed_after_the_commit_before_the_answer(both: Stand) -> None:
    stand = both
    stand.site.publish(*STORY)
    stand.start()
    card = await stand.card("望江西路")
    stand.sandbox.deaths.strike("answerCallbackQuery", done=False)
    press = stand.press(card, "认领", by=LIN)
    await stand.dead()
    assert len(await stand.events("claim")) == 1
    stand.start()
    assert (await stand.sandbox.answer_of(press)).text == "已认领，请核实"
    await stand.consistent()
    assert len(await stand.events("claim")) == 1
    assert (await stand.incidents())[0].owner == LIN
