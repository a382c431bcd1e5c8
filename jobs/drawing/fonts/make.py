"""Makes the font anew: `python -m jobs.drawing.fonts.make FILE`, FILE being NotoSansCJK-Regular.ttc. For maintainers.

Neither the bot nor the tests need it, or the fonttools that it uses: what it made lies beside it.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import jieba
import opencc
from fontTools import subset
from fontTools.ttLib import TTFont

from jobs.drawing.fonts import CHARACTERS, FONT

FAMILY = "Tingfeng Sans SC"
#: the simplified Chinese one of the collection
_NUMBER = 2
#: Latin, punctuation, arrows, figures, signs, kana, full-width forms: what of them the original has
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2040), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x22FF),
    (0x2460, 0x24FF), (0x2500, 0x26FF), (0x2700, 0x27BF), (0x3000, 0x30FF), (0x3200, 0x33FF), (0xFF00, 0xFFEF),
)  # fmt: skip
#: a character outside the standards stands so often in jieba's dictionary that somebody may be named so
_OFTEN = 25
#: of people and places, and rarer
_NAMES = "瀞頔媞昳韡骦骕鹓潆溦沄禤嵕堽塱浰漹瀍灈鄠酂珺翀婳垟峣堃喆祎彧赟"
_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")


def main(source: str) -> None:
    """Read the original, write the font and its list of characters."""
    font = TTFont(source, fontNumber=_NUMBER, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += _TABLES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 9, 10, 13, 14]
    cutting = subset.Subsetter(options)
    cutting.populate(unicodes=sorted(map(ord, wanted())))
    cutting.subset(font)
    _rename(font)
    font.save(FONT)
    has = sorted(map(chr, font.getBestCmap()))
    CHARACTERS.write_text("".join(has), "utf-8")


def wanted() -> set[str]:
    """GB 2312, the common half of Big5, what Chinese texts and names have beside them, and signs."""
    signs = {chr(code) for begin, end in _RANGES for code in range(begin, end + 1)}
    known = signs | set(_coded("gb2312", range(0xA1, 0xF8))) | set(_coded("big5", range(0xA4, 0xC7)))
    return known | set(_NAMES) | set(_written(known))


def _coded(codec: str, leads: Iterable[int]) -> Iterator[str]:
    for lead in leads:
        for trail in range(0x40, 0xFF):
            yield from bytes((lead, trail)).decode(codec, "ignore") if trail != 0x7F else ""


def _written(known: set[str]) -> Iterator[str]:
    often = Counter[str]()
    with jieba.Tokenizer().get_dict_file() as file:
        for line in file.read().decode().splitlines():
            word, count, _ = line.split(" ")
            often.update({char: int(count) for char in word if "\u3400" <= char <= "\u9fff" and char not in known})
    simplify = opencc.OpenCC("t2s").convert
    return (char for char, count in often.items() if count >= _OFTEN and simplify(char) == char)


def _rename(font: TTFont) -> None:
    """Whoever changes a font under this licence gives it a name of its own."""
    plain = FAMILY.replace(" ", "")
    names = {1: FAMILY, 2: "Regular", 3: f"{plain}-Regular", 4: FAMILY, 6: f"{plain}-Regular"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    made = font["CFF "].cff
    made.fontNames = [f"{plain}-Regular"]
    made.topDictIndex[0].FullName, made.topDictIndex[0].FamilyName = FAMILY, FAMILY


if __name__ == "__main__":
    main(sys.argv[1])
