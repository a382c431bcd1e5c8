"""The font of the pictures: it comes along, and a broken installation shows here rather than on Monday morning."""

import asyncio
from collections.abc import Sequence

from bot.doctor import Ground
from core.doctor import Finding, bad, fine
from core.texts import N_, Message
from jobs.drawing.fonts import FONT

_SIZE = 34
_SAMPLE = "听风"


async def check(_ground: Ground) -> Sequence[Finding]:
    """Draw two characters."""
    return (judged(await asyncio.to_thread(_problem)),)


def _problem() -> str:
    """ "" where Chinese can be drawn, else what keeps it from being."""
    try:
        # Pillow is loaded where pictures are drawn, not with the bot
        from PIL import ImageFont  # noqa: PLC0415

        width = ImageFont.truetype(FONT, _SIZE).getlength(_SAMPLE)
    except (ImportError, OSError) as error:
        return type(error).__name__
    return "" if width >= _SIZE else "empty"


def judged(problem: str) -> Finding:
    """`problem`: "" = none."""
    if not problem:
        return fine(N_("图片用的中文字体可用"))
    mend = N_("安装不完整：请重新运行 ./run.sh setup，或重新安装听风")
    return bad(Message(N_("图片用的中文字体读不出来（{problem}）"), {"problem": problem}), Message(mend))
