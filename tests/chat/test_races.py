"""Many thumbs at once, through the whole bot: one owner, and everybody else is told the truth (lifecycle §3)."""

import asyncio

from core.people import Member
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, GROUP, LIN, PEOPLE

STORY = ("望江西路改建拖延", "修了一年多还没修好，投诉了几次都没人管")
CROWD = tuple(Member(id=1000 + number, name=f"成员{number:03}") for number in range(100))


async def crowded(stage: Stage) -> Card:
    """A card before a hundred registered people in the group."""
    await stage.running.store.seed(group=None, people=(*PEOPLE, *CROWD), units=(), now=stage.clock())
    for person in CROWD:
        stage.sandbox.add_user(person.id, person.name)
        stage.sandbox.world.chat(GROUP).members[person.id] = "member"
    await stage.publish(*STORY)
    card = await stage.expect_card(STORY[0])
    await stage.quiet()
    return card


async def test_a_hundred_people_claim_at_once(both: Stage) -> None:
    card = await crowded(both)
    answers = await asyncio.gather(*(card.press("我来认领", by=person.id) for person in CROWD))
    incident = await both.incident()
    (winner,) = [person for person in CROWD if person.id == incident.owner]
    told = {person.name: answer.text for person, answer in zip(CROWD, answers, strict=True)}
    assert told.pop(winner.name) == "已认领，请核实"
    assert len(told) == 99
    assert all(text.startswith(f"已由 {winner.name} 于 ") for text in told.values())
    await card.expect(f"👤 {winner.name}", "待核实")
    assert len([m for m in both.sandbox.messages(GROUP) if m.buttons]) == 1
    (claim,) = await both.events("claim")
    assert claim["actor"] == winner.id
    assert {event["actor"] for event in await both.events("refused")} == {p.id for p in CROWD} - {winner.id}
    assert (await both.running.store.verify_audit())[1] is None


async def test_a_hundred_people_help_at_once_and_all_are_counted(stage: Stage) -> None:
    card = await crowded(stage)
    await card.press("我来认领", by=LIN)
    await card.expect("协助")
    answers = await asyncio.gather(*(card.press("协助", by=person.id) for person in CROWD))
    assert {answer.text for answer in answers} == {"已记下，您在协助"}
    assert set((await stage.incident()).assistants) == {person.id for person in CROWD}
    await card.expect("等 100 人")


async def test_one_thumb_many_times_counts_once(stage: Stage) -> None:
    await stage.publish(*STORY)
    card = await stage.expect_card(STORY[0])
    answers = await asyncio.gather(*(card.press("我来认领", by=LIN) for _ in range(20)))
    assert sorted(answer.text for answer in answers) == ["已认领，请核实", *["您已认领这件事"] * 19]
    assert len(await stage.events("claim")) == len(await stage.events("refused")) == 1


async def test_opposite_verdicts_at_once_one_wins_and_the_other_hears_of_it(stage: Stage) -> None:
    await stage.publish(*STORY)
    card = await stage.expect_card(STORY[0])
    answers = await asyncio.gather(card.press("✅ 属实", by=LIN), card.press("❌ 不实", by=BAI))
    (winner,) = [person for person, answer in zip((LIN, BAI), answers, strict=True) if not answer.alert]
    (refused,) = [answer for answer in answers if answer.alert]
    assert (await stage.incident()).owner == winner
    assert {LIN: "林晓", BAI: "白露"}[winner] in refused.text
    assert len(await stage.events("verdict")) == 1


async def test_an_update_served_twice_acts_once(stage: Stage) -> None:
    await stage.publish(*STORY)
    card = await stage.expect_card(STORY[0])
    await card.press("我来认领", by=LIN)
    await card.expect("协助")
    stage.sandbox.replay(await stage.last_update())
    await card.press("协助", by=BAI)
    assert [len(await stage.events(kind)) for kind in ("claim", "assist", "refused")] == [1, 1, 0]
