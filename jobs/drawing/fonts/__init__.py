"""The font of the pictures, and the list of its characters: made by `python -m jobs.drawing.fonts.make`."""

from pathlib import Path

_HERE = Path(__file__).parent
FONT = _HERE / "TingfengSansSC-Regular.otf"
#: every character that the font has, in one line
CHARACTERS = _HERE / "characters.txt"
