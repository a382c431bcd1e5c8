"""How far a long work has come, on stderr: one line that is written over on a terminal, else a line now and then."""

import sys
import time

from bot.terminal import texts
from core.texts import N_
from storage import schema
from storage.engine import Address

#: seconds between two words: nobody reads faster
OFTEN, SELDOM = 0.2, 5.0


def bring_up(url: Address) -> None:
    """The newest schema; where there are rows to take along, that may last, and is said before it begins."""
    now, newest = schema.present(url), schema.newest()
    if now is not None and now < newest:
        text = N_("正在升级数据库结构（{now} → {newest}），请勿中断")
        sys.stderr.write(texts()(text, now=now, newest=newest) + "\n")
    schema.bring_up(url)


class Progress:
    """Called with what is worked on and how many of it are done. Short work says nothing."""

    def __init__(self, text: str = N_("{what}：{done}")) -> None:
        self._text = text
        self._live = sys.stderr.isatty()
        self._said = time.monotonic()
        self._open = False

    def __call__(self, what: str, done: int) -> None:
        """So many are done."""
        now = time.monotonic()
        if now - self._said < (OFTEN if self._live else SELDOM):
            return
        self._said, line = now, texts()(self._text, what=what, done=done)
        sys.stderr.write(f"\r\x1b[K{line}" if self._live else f"{line}\n")
        sys.stderr.flush()
        self._open = self._live

    def end(self) -> None:
        """Leave a clean line behind."""
        if self._open:
            sys.stderr.write("\r\x1b[K")
            self._open = False
