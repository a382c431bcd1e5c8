"""What every DOCX of ours has: A4, the fonts of an office, and no text that would break it."""

import re
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from core.showing import clip

#: UTF-16 units of one paragraph or cell
ROOM = 4000
#: what Chinese offices write in, and what stands for it in Latin letters and digits
BODY = "仿宋"
HEAD = "宋体"
LATIN = "Times New Roman"
#: points
TITLE_SIZE, HOUSE_SIZE, SIZE = 22.0, 14.0, 12.0
#: what XML 1.0 cannot hold
_HOSTILE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: centimetres of a sheet of A4, its margins
_PAPER, _MARGINS = (21.0, 29.7), (2.5, 2.7)


def begun(title: str, organisation: str, made_at: datetime) -> Sheet:
    """A new sheet of A4 with its title and whose it is."""
    made, title, organisation = _blank(), safe(title), safe(organisation)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = title[:250], organisation[:250], ""
    properties.created = properties.modified = made_at
    write(made.add_paragraph(), title, HEAD, TITLE_SIZE, bold=True, centred=True)
    if organisation:
        write(made.add_paragraph(), organisation, HEAD, HOUSE_SIZE, centred=True)
    return made


def saved(made: Sheet) -> bytes:
    """As a file."""
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _blank() -> Sheet:
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Cm(_PAPER[0]), Cm(_PAPER[1])
    section.left_margin = section.right_margin = Cm(_MARGINS[1])
    section.top_margin = section.bottom_margin = Cm(_MARGINS[0])
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    return made


def fill(box: _Cell, text: str, *, size: float = SIZE, bold: bool = False, centred: bool = False) -> None:
    """Text in a cell, its lines as paragraphs."""
    first, *others = safe(text).split("\n")
    write(box.paragraphs[0], first, BODY, size, bold=bold, centred=centred)
    for line in others:
        write(box.add_paragraph(), line, BODY, size, bold=bold, centred=centred)


def write(line: Paragraph, text: str, font: str, size: float, *, bold: bool = False, centred: bool = False) -> None:
    """One run of safe text."""
    line.paragraph_format.space_after = Pt(2)
    if centred:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), LATIN
    # Word takes the font of Chinese characters from an attribute of its own
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def safe(text: str) -> str:
    """Bounded, and without what would make the file no XML."""
    return clip(_HOSTILE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), ROOM)


def file_name(text: str) -> str:
    """A name that every system takes."""
    return clip(re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "_", safe(text)), 100) or "form.docx"
