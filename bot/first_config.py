"""A first config.toml: `config.example.toml`, word for word, with what was answered put in its places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.toml import comment, value

#: beside the package where it was installed, else at the root of the source tree
_PLACES = (Path(__file__).parent / "config.example.toml", Path(__file__).parents[1] / "config.example.toml")
_HEAD = re.compile(r"(\[+)([\w.]+)\]+\s*$")
_OPTION = re.compile(r"#?(\w+) = ")

#: table → key → what was answered
Answers = Mapping[str, Mapping[str, object]]


def example() -> str:
    """The one text that explains every setting."""
    return next(path for path in _PLACES if path.exists()).read_text("utf-8")


def filled(text: str, answers: Answers, entries: Mapping[str, Sequence[Mapping[str, object]]]) -> str:
    """The example with `answers` in their places.

    `entries`: of an array of tables, what stands there instead of the example's one entry; for none it is taken out
    by "# ". Its comments stay, because they say how to write one. ValueError where the example has no such place.
    """
    parts = [_part(table, lines, answers, entries) for table, lines in _tables(text)]
    missing = {(t, key) for t, told in answers.items() for key in told} - {
        place for _, found in parts for place in found
    }
    if missing:
        raise ValueError(f"no place in the example for {sorted(missing)}")
    return "".join(text for text, _ in parts)


def titled(title: str, text: str) -> str:
    """A part of its own at the end of the file."""
    return f"\n{comment(title)}{text}"


def _tables(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every table with its lines, the head first; what stands above a head belongs to the table before it."""
    name, lines = "", list[str]()
    for line in text.splitlines(keepends=True):
        if head := _HEAD.match(line):
            yield name, lines
            name, lines = ("*" if head[1] == "[[" else "") + head[2], []
        lines.append(line)
    yield name, lines


def _part(
    table: str, lines: list[str], answers: Answers, entries: Mapping[str, Sequence[Mapping[str, object]]]
) -> tuple[str, set[tuple[str, str]]]:
    """The lines of one table as they shall stand, and which answers found their place there."""
    if table.startswith("*") and table[1:] in entries:
        return _array(table[1:], lines, entries[table[1:]]), set()
    told, found = answers.get(table, {}), set[tuple[str, str]]()
    for at, line in enumerate(lines):
        option = _OPTION.match(line)
        if option and option[1] in told:
            lines[at] = f"{option[1]} = {value(told[option[1]])}\n"
            found.add((table, option[1]))
    return "".join(lines), found


def _array(table: str, lines: list[str], entries: Sequence[Mapping[str, object]]) -> str:
    """The first entry among the example's comments, the others below it."""
    if not entries:
        return "".join(_shown_only(line) for line in lines)
    first, *others = entries
    left = dict(first)
    for at, line in enumerate(lines):
        option = _OPTION.match(line)
        if option and option[1] in left:
            lines[at] = f"{option[1]} = {value(left.pop(option[1]))}\n"
    more = "".join(
        f"[[{table}]]\n" + "".join(f"{key} = {value(one)}\n" for key, one in entry.items()) for entry in others
    )
    end = next((at for at in range(len(lines), 0, -1) if _OPTION.match(lines[at - 1])), len(lines))
    return "".join([*lines[:end], more, *lines[end:]])


def _shown_only(line: str) -> str:
    if _HEAD.match(line):
        return f"# {line}"
    return f"# {line.removeprefix('#')}" if _OPTION.match(line) else line
