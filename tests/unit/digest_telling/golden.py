"""Golden texts of a digest; `python -m tests.unit.digest_telling.golden` writes them anew, to be read and kept."""

from pathlib import Path

from bot.texts import SOURCE, texts_in
from core.digest import charts
from core.digest.details import details
from core.digest.figures import Summary
from core.digest.telling import lead
from core.lists.incidents import Answer
from core.texts import Texts
from tests.unit.digest_telling.making import BAD, BEFORE, EMPTY, NORMAL
from tests.unit.making import POLICY

FOLDER = Path(__file__).parent / "golden"
LANGUAGES = (SOURCE, "en")
#: name → the week, and the week before it
WEEKS: dict[str, tuple[Summary, Summary | None, bool]] = {
    "normal": (NORMAL, BEFORE, False),
    "empty": (EMPTY, NORMAL, False),
    "bad": (BAD, NORMAL, True),
}


def path(name: str, language: str) -> Path:
    return FOLDER / f"{name}.{language}.txt"


def digest(name: str, texts: Texts) -> str:
    """Everything that is said of the week, keys in brackets, the picture's title last."""
    summary, before, late = WEEKS[name]
    said = [lead(summary, before, POLICY, texts, late=late), *details(summary, POLICY, texts)]
    return "\n\n".join([*(_drawn(one, texts) for one in said), charts.trend(summary, before, texts).title]) + "\n"


def _drawn(one: Answer, texts: Texts) -> str:
    rows = ("".join(f"[{texts.say(key.label)}]" for key in row) for row in one.keys)
    return "\n".join([texts.say(one.text), *rows])


if __name__ == "__main__":
    for week in WEEKS:
        for language in LANGUAGES:
            path(week, language).write_text(digest(week, texts_in(language)), "utf-8")
