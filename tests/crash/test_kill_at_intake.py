"""kill -9 around a look at a source: no post and no incident is lost or doubled (product.md O4)."""

import asyncio
from datetime import timedelta

from tests.conftest import LIN, NOON
from tests.crash.stand import STORIES, Stand

#: seconds between the feed's answer and the kill: parsing, preparing, storing, sending the card
MOMENTS = (0.0, 0.04, 0.07, 0.1, 0.4)


async def test_at_any_moment(stand: Stand) -> None:
    for (title, words), moment in zip(STORIES, MOMENTS, strict=True):
        stand.site.publish(title, words)
        stand.site.publish(title, f"转发微博 //@路人: {words}")
        stand.start()
        await stand.look()
        await asyncio.sleep(moment)
        await stand.killed()
    stand.start()
    last, _ = STORIES[-1]
    await stand.card(last)
    await stand.look()
    await stand.look()  # the one before has come to its end
    await stand.settled()
    found = {incident.title: incident for incident in await stand.incidents()}
    assert sorted(found) == sorted(title for title, _ in STORIES)
    assert {incident.posts for incident in found.values()} == {2}
    stored = [row async for row in stand.store.remembered(NOON - timedelta(days=1))]
    assert sorted(row.post.key for row in stored) == sorted(item["id"] for item in stand.site.items)
    assert all(row.incident is not None for row in stored)
    assert len(await stand.events("detect")) == len(await stand.events("add_post")) == len(STORIES)

    doubles = await stand.doubles()
    assert len(doubles) <= len(MOMENTS)
    await stand.consistent(*(card.message_id for card in doubles))
    for card in doubles:
        await stand.sandbox.answer_of(stand.press(card, "认领", by=LIN))
    await stand.consistent()
