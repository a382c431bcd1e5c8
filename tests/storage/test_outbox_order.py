"""A message that answers another one waits for it, and stands alone where that could not be said."""

from dataclasses import replace

import pytest

from core.digest.periods import Span, containing
from core.forms.essay import Essay, Section
from core.ledger.wish import Wish
from core.outgoing import Enclosure, Lane, Notice
from core.pictures.charts import Bar, Bars, Curve, Line, Mark, Mood, Phase, Stripe, Stripes, Trend
from core.texts import Message
from storage import Store
from storage.enclosures import enqueue_file
from tests.conftest import GROUP, NOON

FIRST = Notice(key="digest:2026-W47", chat=GROUP, text=Message("周报"), lane=Lane.LOG)
#: in a lane of its own that comes before
SECOND = replace(FIRST, key="digest:2026-W47:more", lane=Lane.PROMPT, after=FIRST.key)
CHARTS = (
    Trend(title="新增多于办结", ticks=("11-16",), lines=(Line(name="新增", values=(2.0,), mood=Mood.BAD),)),
    Bars(title="市政科最慢", bars=(Bar(name="市政科", value=0.5, said="1/2"),)),
    Stripes(title="一个源静默", stripes=(Stripe(name="论坛", said="3 小时", pieces=((0.0, 0.5, Mood.GOOD),)),)),
    Curve(
        title="两小时到顶",
        steps=(NOON,),
        values=(3.0,),
        phases=(Phase(begin=NOON, end=NOON, name="爆发"),),
        marks=(Mark(at=NOON, said="认领"),),
    ),
)


async def test_what_answers_waits_for_what_it_answers(store: Store) -> None:
    assert await store.say(SECOND, NOON)
    assert await store.say(FIRST, NOON)
    (lead,) = await store.waiting(NOON)
    assert lead.text.text == "周报"
    await store.message_sent(lead.id, 77)
    (reply,) = await store.waiting(NOON)
    assert reply.reply_to == 77


async def test_it_stands_alone_where_the_first_could_not_be_said(store: Store) -> None:
    await store.say(FIRST, NOON)
    await store.say(SECOND, NOON)
    (lead,) = await store.waiting(NOON)
    await store.message_failed(lead.id, "kicked", retry_at=None)
    (reply,) = await store.waiting(NOON)
    assert reply.reply_to is None


async def test_one_that_answers_nothing_known_does_not_wait_for_ever(store: Store) -> None:
    await store.say(replace(SECOND, after="never said"), NOON)
    assert len(await store.waiting(NOON)) == 1


@pytest.mark.parametrize(
    "content",
    [
        *CHARTS,
        Wish(period=containing(Span.MONTH, NOON.date()), form="csv"),
        Essay(
            title="分析报告",
            organisation="海棠县住建局",
            sections=(Section(heading="走势", lines=("一",), table=(("甲", "乙"),), picture=CHARTS[-1]),),
            file="report.docx",
            made_at=NOON,
        ),
    ],
    ids=lambda content: type(content).__name__,
)
async def test_what_a_file_is_drawn_from_comes_back_as_it_was(store: Store, content: object) -> None:
    enclosure = Enclosure(key="f", chat=GROUP, text=Message("附件"), content=content, lane=Lane.LOG)  # type: ignore[arg-type]
    async with store.db.write() as connection:
        assert await enqueue_file(connection, enclosure, NOON)
        assert not await enqueue_file(connection, enclosure, NOON)
        assert not await enqueue_file(connection, replace(enclosure, key="g", chat=0), NOON)
    (waiting,) = await store.waiting(NOON)
    assert waiting.content == content
