"""A statement on its way through the chats: written, sent for signing, signed, published."""

from dataclasses import dataclass

from tests.chat.stage import Card, Stage
from tests.conftest import GROUP, PEOPLE
from tests.unit.speaking import TEXT

HEAT = ("小区没有暖气", "小区没有暖气，老人受不了，打了很多电话还是没人管")
#: of config.toml: at this level whoever leads signs alone
LEAD_SIGNS = (
    "[rules]",
    '[[approval]]\nlevel = "significant"\nstages = [["head@department", "lead"]]\nstandin = ["lead"]\n[rules]',
)
BASIS = "到过现场，有照片"


@dataclass(slots=True)
class Office:
    """The people before the card of one matter."""

    stage: Stage
    card: Card

    async def answer(self, question: str, words: str, *, by: int, chat: int = GROUP) -> None:
        """Reply to the newest question that holds these words."""
        await self.stage.quiet()
        await self.stage.answer_question(question, words, by=by, chat=chat)
        await self.stage.heard()

    async def judged(self, label: str, *, by: int) -> None:
        """A verdict and its basis."""
        await self.card.press(label, by=by)
        await self.answer("依据", BASIS, by=by)

    async def drafted(self, *, by: int, kind: str = "首次回应", text: str = TEXT) -> Card:
        """起草 on the card, else in the menu: kind, text, and the card of version 1."""
        place = self.card
        if not any("✍️" in label for label in place.labels):
            place = await self.stage.menu(self.card, by=by)
        chat = place.chat
        await place.press("✍️", by=by)
        await self.stage.until(lambda: kind in place.labels)
        await place.press(kind, by=by)
        await self.answer("回应正文", text, by=by, chat=chat)
        return await self.stage.expect_card(f"回应 v1（{kind}）", chat=chat)

    async def edited(self, draft: Card, text: str, version: int, *, by: int) -> Card:
        """改稿: the whole new text, and the card of that version."""
        await draft.press("改稿", by=by)
        await self.answer("修改后的全文", text, by=by, chat=draft.chat)
        return await self.stage.expect_card(f"回应 v{version}（", chat=draft.chat)

    async def submitted(self, draft: Card, *, by: int) -> None:
        """送审, whatever the draft check says."""
        said = await draft.press("送审", by=by)
        if "再按一次" in said.text:
            self.stage.clock.forward(seconds=2)
            said = await draft.press("送审", by=by)
        assert said.text == "已送审，正在通知审签人"

    async def bypassed(self, *, by: int) -> None:
        """特批签发: the shortest way to a signed text."""
        menu = await self.stage.menu(self.card, by=by)
        await menu.confirm("特批签发", by=by)
        await self.answer("特批签发的理由", "会前必须回应", by=by, chat=by)
        await self.card.expect("已签发", "📣 已发布")

    async def approval(self, person: int, version: int = 1) -> Card:
        """The approval card in somebody's private chat."""
        return await self.stage.expect_card(f"回应 v{version}（首次回应）待审签", chat=person)

    async def signed(self, person: int, version: int = 1) -> None:
        """签发, twice."""
        card = await self.approval(person, version)
        await card.expect(f"✅ 签发 v{version}")
        said = await card.confirm(f"✅ 签发 v{version}", by=person)
        assert said.text == "已签发"


async def office(stage: Stage, story: tuple[str, str] = HEAT) -> Office:
    """Everybody has spoken to the bot; the card of the story stands in the group."""
    for member in PEOPLE:
        stage.sandbox.say(member.id, member.id, "/start")
    await stage.publish(*story)
    return Office(stage, await stage.expect_card(story[0]))
