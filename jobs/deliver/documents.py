"""Papers as files: drawn with python-docx off the event loop, sent as a document."""

import asyncio
import re
from html import escape
from io import BytesIO

from docx import Document
from docx.document import Document as Sheet
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from telegram import Bot, InputFile, ReplyParameters
from telegram.constants import ParseMode

from core.forms.paper import Cell, Paper
from core.showing import clip
from core.texts import Texts
from storage.outbox import Waiting

#: UTF-16 units under a file; Telegram allows 1024
CAPTION = 1000
#: UTF-16 units of one cell
ROOM = 4000
#: what XML 1.0 cannot hold
_HOSTILE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: what Chinese offices write in, and what stands for it in Latin letters and digits
_BODY = "仿宋"
_HEAD = "宋体"
_LATIN = "Times New Roman"
#: points
_TITLE_SIZE, _HOUSE_SIZE, _SIZE = 22.0, 14.0, 12.0
#: centimetres of a sheet of A4, its margins, the columns of the table, and the room for a pen
_PAPER, _MARGINS, _COLUMNS, _TALL = (21.0, 29.7), (2.5, 2.7), (2.5, 5.3, 2.5, 5.3), 4.5


async def say_document(bot: Bot, item: Waiting, paper: Paper, texts: Texts) -> int:
    """Draw the paper and send it; returns the message id."""
    # tens of milliseconds: everybody's presses would wait for it
    content = await asyncio.to_thread(drawn, paper, texts)
    answered = None
    if item.reply_to is not None:
        answered = ReplyParameters(message_id=item.reply_to, allow_sending_without_reply=True)
    sent = await bot.send_document(
        item.chat,
        InputFile(content, filename=_file_name(texts.say(paper.file))),
        caption=escape(clip(texts.say(item.text), CAPTION), quote=False),
        parse_mode=ParseMode.HTML,
        disable_notification=not item.loud,
        reply_parameters=answered,
    )
    return sent.message_id


def drawn(paper: Paper, texts: Texts) -> bytes:
    """The paper as a DOCX of A4: title, whose it is, and the table."""
    made, title = _blank(), _safe(texts.say(paper.title))
    properties = made.core_properties
    properties.title, properties.author, properties.comments = title[:250], _safe(paper.organisation)[:250], ""
    properties.created = properties.modified = paper.made_at
    _write(made.add_paragraph(), title, _HEAD, _TITLE_SIZE, bold=True, centred=True)
    if paper.organisation:
        _write(made.add_paragraph(), _safe(paper.organisation), _HEAD, _HOUSE_SIZE, centred=True)
    table = made.add_table(rows=len(paper.rows), cols=len(_COLUMNS), style="Table Grid")
    table.autofit = False
    for row, cells in zip(table.rows, paper.rows, strict=True):
        _draw_row(row, cells, texts)
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


def _draw_row(row: _Row, cells: tuple[Cell, ...], texts: Texts) -> None:
    """One cell takes the whole width, two share it."""
    boxes = row.cells
    for box, width in zip(boxes, _COLUMNS, strict=True):
        box.width = Cm(width)
    if any(cell.tall for cell in cells):
        _heighten(row)
    if len(cells) == 1:
        boxes = (boxes[0], boxes[1].merge(boxes[-1]))
    for place, cell in enumerate(cells):
        _fill(boxes[2 * place], texts.say(cell.label), bold=True, centred=True)
        _fill(boxes[2 * place + 1], texts.say(cell.value))


def _heighten(row: _Row) -> None:
    row.height, row.height_rule = Cm(_TALL), WD_ROW_HEIGHT_RULE.AT_LEAST


def _fill(box: _Cell, text: str, *, bold: bool = False, centred: bool = False) -> None:
    first, *others = _safe(text).split("\n")
    _write(box.paragraphs[0], first, _BODY, _SIZE, bold=bold, centred=centred)
    for line in others:
        _write(box.add_paragraph(), line, _BODY, _SIZE, bold=bold, centred=centred)


def _write(line: Paragraph, text: str, font: str, size: float, *, bold: bool = False, centred: bool = False) -> None:
    line.paragraph_format.space_after = Pt(2)
    if centred:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), _LATIN
    # Word takes the font of Chinese characters from an attribute of its own
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _safe(text: str) -> str:
    """Bounded, and without what would make the file no XML."""
    return clip(_HOSTILE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), ROOM)


def _file_name(text: str) -> str:
    """A name that every system takes."""
    return clip(re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "_", _safe(text)), 100) or "form.docx"
