"""Posts from a CSV table, as a spreadsheet saves it: UTF-8 or GB 18030, with Chinese or English heads."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Any

from bot.post_lines import Line, LineError, line_of
from core.arrivals import keyed
from core.posts import Source
from core.texts import N_, Message

#: what the columns may be called
_NAMES = {
    "title": "标题 题目 title",
    "text": "正文 内容 摘要 text content",
    "url": "链接 网址 地址 url link",
    "author": "作者 账号 author",
    "published_at": "时间 发布时间 发布日期 published_at time date",
    "reposts": "转发 转发数 reposts",
    "comments": "评论 评论数 comments",
    "likes": "点赞 点赞数 likes",
    "platform": "平台 platform",
    "source": "来源 监测源 source",
    "id": "编号 序号id id key",
}
_COLUMNS = {name: field for field, names in _NAMES.items() for name in names.split()}
_COUNTS = {"reposts": N_("转发"), "comments": N_("评论"), "likes": N_("点赞")}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
#: characters of one cell, of one line of the file
LONGEST, LONGEST_LINE = 1_000_000, 4_000_000


def read_table(raw: bytes, zone: tzinfo, known: Mapping[str, Source]) -> Iterator[tuple[int, Line | LineError]]:
    """Line numbers of the file (the head is 1) and posts. LineError at once where there is no usable head."""
    csv.field_size_limit(LONGEST)
    table = csv.reader(_bounded(io.StringIO(_decoded(raw), newline="")))
    try:
        heads = [_COLUMNS.get(cell.strip().lower(), "") for cell in next(table, [])]
    except csv.Error:
        heads = []
    if "title" not in heads and "text" not in heads:
        names = Message(N_("标题 正文 链接 作者 时间 转发 平台 来源 编号"))
        raise LineError(N_("第一行应为列名，至少有“标题”或“正文”；可用：{names}"), names=names)
    yield from _rows(table, heads, zone, known)


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    """A line without end would become a hundred million cells: in its place stands one that the reader refuses."""
    return (line if len(line) <= LONGEST_LINE else " " * (LONGEST + 1) for line in lines)


def _rows(
    table: Any, heads: list[str], zone: tzinfo, known: Mapping[str, Source]
) -> Iterator[tuple[int, Line | LineError]]:
    while True:
        number = table.line_num + 1
        try:
            cells = next(table, None)
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield number, _line(dict(zip(heads, cells, strict=False)), zone, known)
        except csv.Error:
            yield number, LineError(N_("这一行不是有效的 CSV；请检查引号"))
        except LineError as error:
            yield number, error


def _line(cells: Mapping[str, str], zone: tzinfo, known: Mapping[str, Source]) -> Line:
    found: dict[str, object] = {name: cell.strip() for name, cell in cells.items() if name and cell.strip()}
    if "title" not in found and "text" not in found:
        raise LineError(N_("标题和正文都是空的"))
    for name in _COUNTS:
        if name in found:
            found[name] = _count(name, str(found[name]))
    if "published_at" in found:
        found["published_at"] = _date(str(found["published_at"]))
    line = line_of({"id": "", "text": "", **found}, zone, known)
    post = keyed(line.post)
    return Line(ident=post.key, post=post, source=line.source, at=line.at)


def _count(name: str, cell: str) -> int:
    plain = cell.replace(",", "").replace("，", "")
    if not plain.isdecimal() or len(plain) > 12:
        raise LineError(N_("{name}“{cell}”应为不小于 0 的整数"), cell=cell[:20], name=Message(_COUNTS[name]))
    return int(plain)


def _date(cell: str) -> str:
    """A spreadsheet's date as ISO 8601; what it is not, the reader of lines says."""
    found = _DATE.fullmatch(cell)
    if found is None:
        return cell
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # every spreadsheet of the mainland that does not write UTF-8 writes this
        return raw.decode("gb18030", "replace")
