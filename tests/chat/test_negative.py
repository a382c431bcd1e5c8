"""How a post sounds decides over a card, and 为什么 tells it with its words (D2), over HTTP."""

from pathlib import Path

from sqlalchemy.engine import URL

from tests.chat.stage import Stage, staged
from tests.conftest import GROUP, LIN


async def why(stage: Stage, title: str) -> str:
    stage.sandbox.say(LIN, LIN, "/start")
    menu = await stage.menu(await stage.expect_card(title), by=LIN)
    answer = await menu.press("为什么", by=LIN)
    await stage.quiet()
    return answer.text + "\n".join(m.text for m in stage.sandbox.messages(LIN) if "为什么报出" in m.text)


async def test_a_complaint_without_a_risk_word_is_a_card_that_names_its_words(stage: Stage) -> None:
    await stage.publish("望江西路修路", "路修成这样太差了，态度敷衍，居民都很寒心")
    said = await why(stage, "望江西路修路")
    assert "负面倾向达到提醒线 70%" in said
    assert "太差↑" in said
    assert "敷衍↑" in said
    assert "风险词：" not in said
    stored = await stage.incident()
    assert stored is not None


async def test_the_same_words_denied_are_none(stage: Stage) -> None:
    await stage.publish("望江西路修路", "路修得不差，没有敷衍，居民没有不满，都很满意")
    await stage.publish("望江西路通车", "没有人投诉，未造成人员伤亡，感谢师傅")
    await stage.quiet()
    assert not stage.sandbox.messages(GROUP)


async def test_a_risk_word_in_a_calm_text_is_no_higher_level(stage: Stage) -> None:
    """Class B makes 较大 only where the text is negative too."""
    await stage.publish("望江西路停水", "今晚停水检修，感谢支持，服务周到，明早恢复供水")
    calm = await stage.expect_card("望江西路停水")
    await calm.expect("一般")
    await stage.publish("断头路没人管", "断头路没人管，投诉多次，太差了")
    angry = await stage.expect_card("断头路没人管")
    await angry.expect("较大")
    assert "且负面" in await why(stage, "断头路没人管")


async def test_words_of_our_own_and_of_our_field(tmp_path: Path, sqlite_url: URL) -> None:
    risk = '[risk]\nfields = ["housing"]\nclass_b = ["绕行"]\nwithout = ["停水"]\n[rules]'
    async with staged(tmp_path, sqlite_url, change=("[rules]", risk)) as stage:
        await stage.publish("望江西路停水", "今晚停水检修")
        await stage.quiet()
        assert not stage.sandbox.messages(GROUP)
        await stage.publish("望江西路绕行", "明天起绕行")
        assert "风险词：绕行" in await why(stage, "望江西路绕行")
        await stage.publish("断头路旁脚手架倒塌", "刚刚看到的")
        await (await stage.expect_card("脚手架倒塌")).expect("重大")
