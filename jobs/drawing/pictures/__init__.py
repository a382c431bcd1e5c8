"""Charts as pictures: `drawn` is the whole of it. Plain values in, PNG out; call it in a thread."""

from core.pictures.charts import Chart


def drawn(chart: Chart, theme: str = "light") -> bytes:
    """The chart as a PNG, 1080 px wide; `theme` is light or dark. The same chart gives the same bytes."""
    # the library of pictures takes memory that a bot with nothing to draw does not need
    from jobs.drawing.pictures.kinds import draw  # noqa: PLC0415 - pillow

    return draw(chart, theme)
