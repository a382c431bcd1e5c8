"""Pictures in the chat: drawn when they are sent, as a photo in reply to what they belong to; over HTTP."""

import threading
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from core.outgoing import Content, Enclosure, Lane, Notice
from core.pictures.charts import Bar, Bars, Chart, Curve, Line, Mark, Phase, Stripe, Stripes, Trend
from core.texts import Message
from jobs.drawing import pictures
from sandbox import Message as Shown
from tests.chat.stage import Stage, staged
from tests.conftest import GROUP, NOON
from tests.unit.pictures.charts import BARS, CURVE, STRIPES, TREND


def enclosure(content: Content, *, key: str = "week:trend", **changes: Any) -> Enclosure:
    text = Message("走势 <b>11月16日</b>—22日")
    return Enclosure(**({"key": key, "chat": GROUP, "text": text, "content": content, "lane": Lane.LOG} | changes))


def photos(stage: Stage) -> list[Shown]:
    return [m for m in stage.sandbox.messages(GROUP) if m.media is not None and m.media.kind == "photo"]


async def sent(stage: Stage, *enclosures: Enclosure) -> list[Shown]:
    """Enqueue them and wait until they stand in the group."""
    before = len(photos(stage))
    for one in enclosures:
        await stage.running.store.enclose(one, stage.clock())
    await stage.until(lambda: len(photos(stage)) == before + len(enclosures))
    return photos(stage)[before:]


def image(message: Shown) -> Image.Image:
    assert message.media is not None
    return Image.open(BytesIO(message.media.data))


async def test_a_picture_comes_in_reply_to_the_message_it_belongs_to(both: Stage) -> None:
    stage = both
    lead = Notice(key="week:47", chat=GROUP, text=Message("本周周报"), lane=Lane.LOG)
    picture = enclosure(TREND, after="week:47")
    await stage.running.store.say(lead, stage.clock())
    await stage.running.store.enclose(picture, stage.clock())
    await stage.until(lambda: photos(stage))
    said = await stage.expect_text("本周周报")
    (photo,) = photos(stage)
    assert photo.reply_to == said.message_id
    assert photo.message_id > said.message_id
    assert photo.silent
    # what people wrote is no markup
    assert photo.text == "走势 <b>11月16日</b>—22日"
    assert photo.media is not None
    assert (photo.media.mime, image(photo).format, image(photo).width) == ("image/png", "PNG", 1080)

    assert not await stage.running.store.enclose(picture, stage.clock())
    await stage.quiet()
    assert len(photos(stage)) == 1


async def test_every_kind_of_chart_comes_as_it_was_asked_for(both: Stage) -> None:
    stage, charts = both, (TREND, BARS, STRIPES, CURVE)
    kept = await sent(stage, *(enclosure(chart, key=f"k{number}") for number, chart in enumerate(charts)))
    for message, chart in zip(kept, charts, strict=True):
        assert message.media is not None
        # what lay in a row is what is drawn: no instant and no figure was lost
        assert message.media.data == pictures.drawn(chart, "light")


async def test_pictures_are_dark_where_the_office_wants_them_dark(tmp_path: Any, sqlite_url: Any) -> None:
    change = ("[telegram]\n", '[reports]\npictures = "dark"\n[telegram]\n')
    async with staged(tmp_path, sqlite_url, change=change) as stage:
        (photo,) = await sent(stage, enclosure(TREND))
        assert image(photo).convert("L").getpixel((2, 2)) < 60
        assert photo.media is not None
        assert photo.media.data == pictures.drawn(TREND, "dark")


async def test_pictures_are_light_unless_the_office_says_otherwise(stage: Stage) -> None:
    (photo,) = await sent(stage, enclosure(TREND))
    assert image(photo).convert("L").getpixel((2, 2)) == 255


async def test_the_bot_hears_people_while_a_picture_is_drawn(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing, go_on, threads = threading.Event(), threading.Event(), []
    draw = pictures.drawn

    def held(chart: Chart, theme: str = "light") -> bytes:
        threads.append(threading.current_thread())
        drawing.set()
        assert go_on.wait(30)
        return draw(chart, theme)

    monkeypatch.setattr(pictures, "drawn", held)
    await stage.running.store.enclose(enclosure(TREND), stage.clock())
    await stage.until(drawing.is_set)
    try:
        # the picture waits; everything else goes its way
        stage.sandbox.say(15, 15, "/start")
        await stage.until(lambda: len(stage.sandbox.messages(15)) > 1)
        assert not photos(stage)
    finally:
        go_on.set()
    await stage.until(lambda: photos(stage))
    assert threads[0] is not threading.main_thread()


HOSTILE = "\u202eabc\u200b😀\ue000" + "م" * 50 + "\n电话13812345678" + "字" * 10_000


@pytest.mark.parametrize(
    "chart",
    [
        Trend(title=HOSTILE, note=HOSTILE, ticks=(HOSTILE,) * 3, lines=(Line(name=HOSTILE, values=(1, 2, 3)),)),
        Bars(title=HOSTILE, bars=(Bar(name=HOSTILE, value=1, said=HOSTILE),)),
        Stripes(title=HOSTILE, ticks=(HOSTILE,), stripes=(Stripe(name=HOSTILE, said=HOSTILE),)),
        Curve(
            title=HOSTILE,
            steps=(NOON,),
            values=(1,),
            phases=(Phase(begin=NOON, end=NOON + timedelta(hours=1), name=HOSTILE),),
            marks=(Mark(at=NOON, said=HOSTILE),),
        ),
    ],
    ids=lambda chart: type(chart).__name__,
)
async def test_what_people_wrote_stops_no_picture(stage: Stage, chart: Chart) -> None:
    (photo,) = await sent(stage, enclosure(chart, text=Message("{x}", {"x": HOSTILE})))
    assert image(photo).width == 1080
    assert len(photo.text) <= 1024
