"""Which chart is drawn by what. All that needs pillow is behind here."""

from core.pictures.charts import Bars, Chart, Stripes, Trend
from jobs.drawing.pictures import bars, curve, stripes, trend
from jobs.drawing.pictures.canvas import Canvas
from jobs.drawing.pictures.colours import LIGHT, THEMES, Theme
from jobs.drawing.pictures.lettering import font


def draw(chart: Chart, theme: str) -> bytes:
    """The chart as a file."""
    try:
        return painted(chart, THEMES.get(theme, LIGHT)).png()
    finally:
        # each size keeps 2 MiB; pictures are rare, and opening the font anew takes less than a millisecond
        font.cache_clear()


def painted(chart: Chart, theme: Theme) -> Canvas:
    """The chart, drawn and not yet a file."""
    if isinstance(chart, Trend):
        return trend.draw(chart, theme)
    if isinstance(chart, Bars):
        return bars.draw(chart, theme)
    return stripes.draw(chart, theme) if isinstance(chart, Stripes) else curve.draw(chart, theme)
