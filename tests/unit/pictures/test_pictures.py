"""Pictures: how large, in which colours, that nothing stands over another or beside the sheet, whatever is drawn."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image

from core.pictures.charts import KINDS, Bar, Bars, Chart, Mark
from jobs.drawing.pictures import drawn
from jobs.drawing.pictures.canvas import WIDTH, Canvas, Words
from jobs.drawing.pictures.colours import DARK, LIGHT, THEMES, Theme
from jobs.drawing.pictures.kinds import painted
from jobs.drawing.pictures.lettering import font
from storage.pieces import read_content, stored_content
from tests.unit.pictures.charts import BARS, BEGIN, CHARTS, CURVE, STRIPES, TREND
from tests.unit.pictures.extremes import EXTREMES

ALL = {type(chart).__name__.lower(): chart for chart in CHARTS} | EXTREMES
#: pixels by which letters may come near each other
NEAR = 4

Box = tuple[float, float, float, float]


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def box(words: Words) -> Box:
    left, top, right, bottom = font(words.size).getbbox(words.said, anchor=words.anchor)
    return words.at[0] + left, words.at[1] + top, words.at[0] + right, words.at[1] + bottom


def overlap(one: Words, other: Words) -> bool:
    left, top, right, bottom = box(one)
    begin, high, end, low = box(other)
    return left + NEAR < end and begin + NEAR < right and top + NEAR < low and high + NEAR < bottom


def overlapping(canvas: Canvas) -> list[tuple[str, str]]:
    return [(a.said, b.said) for a, b in combinations(canvas.placed, 2) if overlap(a, b)]


def outside(canvas: Canvas) -> list[str]:
    def inside(edges: Box) -> bool:
        return edges[0] >= 0 and edges[1] >= 0 and edges[2] <= WIDTH and edges[3] <= canvas.height

    return [words.said for words in canvas.placed if not inside(box(words))]


def said(chart: Chart) -> list[str]:
    return [words.said for words in painted(chart, LIGHT).placed]


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_it_is_a_png_that_a_phone_takes(chart: Chart) -> None:
    content = drawn(chart)
    image = opened(content)
    assert (image.format, image.mode, image.width) == ("PNG", "RGB", 1080)
    assert 200 < image.height <= 1600
    assert len(content) <= 1_000_000


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=THEMES)
@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_no_words_stand_over_others_or_beside_the_sheet(chart: Chart, theme: Theme) -> None:
    canvas = painted(chart, theme)
    assert not overlapping(canvas)
    assert not outside(canvas)


def test_words_over_others_and_beside_the_sheet_are_found() -> None:
    canvas = Canvas(200, LIGHT)
    canvas.words((100, 100), "一件事", 40, LIGHT.ink)
    canvas.words((180, 100), "别的事", 40, LIGHT.ink)
    canvas.words((1060, 50), "外面", 40, LIGHT.ink)
    assert overlapping(canvas) == [("一件事", "别的事")]
    assert outside(canvas) == ["外面"]


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_words_are_large_enough_for_a_phone(chart: Chart) -> None:
    sizes = {words.size for words in painted(chart, LIGHT).placed}
    assert min(sizes, default=99) >= 28


@pytest.mark.parametrize("chart", CHARTS, ids=KINDS)
def test_the_same_chart_gives_the_same_bytes_and_another_theme_others(chart: Chart) -> None:
    assert drawn(chart, "light") == drawn(chart, "light")
    light, dark = opened(drawn(chart, "light")), opened(drawn(chart, "dark"))
    assert light.size == dark.size
    assert light.getpixel((3, 3)) == LIGHT.ground
    assert dark.getpixel((3, 3)) == DARK.ground


def test_pictures_that_are_drawn_at_once_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(drawn, CHARTS * 3))
    assert at_once == [drawn(chart) for chart in CHARTS] * 3


def test_an_unknown_theme_is_the_light_one() -> None:
    assert drawn(TREND, "purple") == drawn(TREND, "light")


@pytest.mark.parametrize("chart", CHARTS, ids=KINDS)
def test_it_is_drawn_from_its_row_as_from_itself(chart: Chart) -> None:
    assert drawn(read_content(stored_content(chart))) == drawn(chart)  # type: ignore[arg-type]


def test_the_title_says_the_finding_and_everything_is_named_where_it_stands() -> None:
    assert said(TREND)[:2] == [TREND.title, TREND.note]
    assert {"新增 2", "办结 3", "周一", "周日", "0", "6"} <= set(said(TREND))
    for bar in BARS.bars:
        assert {bar.name, bar.said} <= set(said(BARS))
    assert {"海棠论坛", "31 小时", "11-16", "11-19", "11-22"} <= set(said(STRIPES))
    assert {"潜伏", "爆发", "140", "认领", "11-18 09:00", "首次回应逾期", "1", "4"} <= set(said(CURVE))


def test_what_is_left_out_is_counted() -> None:
    assert "… +28" in said(EXTREMES["forty bars"])
    assert "… +28" in said(EXTREMES["forty stripes"])
    assert "… +22" in said(EXTREMES["acts at once"])
    assert not [text for chart in CHARTS for text in said(chart) if text.startswith("… +")]


def test_an_act_after_the_curve_stands_at_its_edge_with_an_arrow() -> None:
    assert "→" in said(CURVE)
    near = type(CURVE)(title="", steps=CURVE.steps, values=CURVE.values, marks=(Mark(at=BEGIN, said="认领"),))
    assert "→" not in said(near)
    assert "←" in said(EXTREMES["acts before"])


def test_bad_is_told_by_a_sign_as_well() -> None:
    def inked(chart: Bars) -> int:
        """Pixels in the colour of what is bad."""
        image = opened(drawn(chart))
        colours = image.getcolors(2**24) or []
        return sum(count for count, colour in colours if colour == LIGHT.moods[bad.mood])

    bad = BARS.bars[0]
    empty = Bars(title="", bars=(Bar(name="a", value=0, said="0", mood=bad.mood),))
    # no bar is seen, and still the sign is
    assert inked(empty) > 100
    assert inked(Bars(title="", bars=(Bar(name="a", value=0, said="0"),))) == 0


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=THEMES)
def test_words_are_read_on_their_ground(theme: Theme) -> None:
    for colour in (theme.ink, theme.soft, *theme.words.values()):
        assert contrast(colour, theme.ground) >= 4.5
    for colour in theme.moods.values():
        assert contrast(colour, theme.ground) >= 2.2
    assert contrast(theme.faint, theme.ground) < 1.6


def test_a_bot_that_draws_nothing_does_without_the_library() -> None:
    code = "import sys, bot.app, jobs.deliver; assert 'PIL' not in sys.modules, 'loaded'; print('light')"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.stdout.strip(), found.returncode) == ("light", 0), found.stderr
