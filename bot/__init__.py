"""The process: reads settings, wires, starts, stops."""

import os

# python-telegram-bot reads this whenever it hands out a span: numbers are deprecated there, timedeltas are not
os.environ.setdefault("PTB_TIMEDELTA", "true")
