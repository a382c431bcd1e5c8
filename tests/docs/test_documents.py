"""The documents name what exists, and say the same in both languages."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import load_config
from core.rules import RuleSet
from core.severity import Severity

ROOT = Path(__file__).parents[2]
GUIDES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")
ADRS = sorted((ROOT / "docs/adr").glob("*.md"))


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(text: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def targets() -> set[str]:
    return set(re.findall(r"^    (\w+)\)", read("run.sh"), flags=re.MULTILINE))


@pytest.mark.parametrize("name", GUIDES)
def test_every_target_of_run_sh_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"\./run\.sh (\w+)", read(name)))
    assert named
    assert named <= targets()


def test_run_sh_names_its_own_targets() -> None:
    usage = set(re.findall(r"^#   \./run\.sh (\w+)", read("run.sh"), flags=re.MULTILINE))
    assert usage == targets()


@pytest.mark.parametrize("name", GUIDES[:2])
def test_every_command_that_is_named_exists(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    named = re.findall(
        r"^\./run\.sh tingfeng ([a-z-]+)((?: [a-z]+\b(?![.:]))?)", "\n".join(blocks(read(name))), flags=re.MULTILINE
    )
    assert {first for first, _ in named} == {
        "init",
        "doctor",
        "run",
        "bind-code",
        "rules",
        "parse",
        "due",
        "detect",
        "learn",
        "evidence",
        "import",
        "members",
        "sources",
        "audit",
        "backup",
        "restore",
        "export",
    }
    for first, second in named:
        with pytest.raises(SystemExit) as left:
            main([first, *second.split(), "--help"])
        assert left.value.code == 0
    capsys.readouterr()


@pytest.mark.parametrize("name", GUIDES)
def test_every_file_that_is_linked_exists(name: str) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", read(name)):
        # the picture is made from the running sandbox and may not be there yet
        assert (ROOT / link).exists() or link.endswith(".png"), link


def test_both_readmes_say_the_same() -> None:
    english, chinese = (read(name) for name in GUIDES[:2])
    assert blocks(english) == blocks(chinese)
    for sign in (r"^## ", r"^- ", r"^\d\. "):
        assert len(re.findall(sign, english, flags=re.MULTILINE)) == len(re.findall(sign, chinese, flags=re.MULTILINE))
    assert marked(english) == marked(chinese)


def marked(text: str) -> set[str]:
    """What stands between single back quotes."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)))


def test_the_configuration_of_the_readme_loads(tmp_path: Path) -> None:
    (text,) = (block for block in blocks(read("README.md")) if block.startswith("[organisation]"))
    (tmp_path / "config.toml").write_text(text, "utf-8")
    config = load_config(tmp_path / "config.toml", {})
    assert [source.name for source in config.sources] == ["海棠论坛"]
    assert not config.telegram.group, "README binds it by a code"
    assert config.rules.file == tmp_path / "watch.rules"


def test_the_rules_of_the_readme_are_good() -> None:
    (text,) = (block for block in blocks(read("README.md")) if block.startswith("[道路施工]"))
    groups = RuleSet.parse(text).groups
    assert [group.name for group in groups] == ["道路施工", "工程安全"]
    assert groups[1].settings.level is Severity.MAJOR


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_a_decision_fits_a_page_and_says_what_was_rejected(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert lines[0].startswith(f"# {path.name[:4]}: ")
    assert lines[2].startswith("**Decision.** ")
    assert len(lines) <= 60
    assert "## Rejected" in lines or "left out" in path.read_text("utf-8")


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgres"],
        *project["dependency-groups"]["dev"],
    ]
    reasons = " ".join(re.findall(r"^\| ([^|]+) \|", read("docs/adr/0001-dependencies.md"), flags=re.MULTILINE))
    names = {re.split(r"[\[<>=~]", one)[0] for one in wanted}
    listed = set(re.findall(r"[\w-]+", reasons)) - {"run", "time", "tests", "---"}
    assert names == listed
