"""The process: reads settings, wires, starts, stops."""

import os
import sys

# python-telegram-bot reads this whenever it hands out a span: numbers are deprecated there, timedeltas are not
os.environ.setdefault("PTB_TIMEDELTA", "true")
# httpx loads its command line where that happens to be installed: a tenth of a start, for nothing
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
