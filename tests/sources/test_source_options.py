"""The options of [[sources]] that belong to kinds: read, and refused with the key and the way to mend it (W1, W2)."""

import re
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load_config
from bot.config_sources import read_source
from core.errors import InputError
from jobs.sources import CHECKS, KINDS

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SEARCH = "https://a.example/{keyword}"
BROKEN = 'fields = { items = "li[", title = "a", link = "a" }\n'
LEAST = '[organisation]\nname = "海棠县住建局"\n'


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load_config(path, {})


def source(kind: str, url: str, more: str = "") -> str:
    return f'{LEAST}[[sources]]\nname = "论坛"\nkind = "{kind}"\nurl = "{url}"\n{more}'


def test_the_example_of_every_kind_is_true(tmp_path: Path) -> None:
    """What stands behind "# " in config.example.toml works as soon as the sign is taken away."""
    text = EXAMPLE.read_text("utf-8")
    shown = re.sub(r"^# (\[\[?[\w.]+\]|\w+ = )", r"\1", text, flags=re.MULTILINE)
    config = loaded(tmp_path, shown)
    assert {one.kind for one in config.sources} == set(KINDS)
    assert [one.keyword_encoding for one in config.sources if one.terms] == ["gb18030"]


def test_fields_and_terms_become_what_the_poller_reads(tmp_path: Path) -> None:
    more = 'terms = ["停水"]\n[sources.fields]\nitems = "data.list"\ntitle = "t"\n'
    (one,) = loaded(tmp_path, source("json", "https://a.example/{keyword}", more)).sources
    assert one.fields == (("items", "data.list"), ("title", "t"))
    assert (one.terms, one.keyword_encoding) == (("停水",), "utf-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (source("json", "https://a.example/"), ["论坛", "fields.items"]),
        (source("html", "https://a.example/", BROKEN), ["论坛", "fields.items", "CSS"]),
        (source("rss", "https://a.example/", 'fields = { items = "x" }\n'), ["论坛", "fields", "rss"]),
        (source("hotlist", "https://a.example/", 'fields = { items = "x" }\n'), ["fields", "hotlist"]),
        (source("rss", SEARCH), ["论坛", "terms", "{keyword}"]),
        (source("rss", "https://a.example/", 'terms = ["停水"]\n'), ["论坛", "terms", "{keyword}"]),
        (source("rss", SEARCH, 'terms = ["停水"]\nkeyword_encoding = "big5"\n'), ["keyword_encoding", "big5"]),
        (source("json", "https://a.example/", "[sources.fields]\nitems = 5\n"), ["sources[0].fields"]),
        (source("xml", "https://a.example/"), ["kind", "json", "html", "hotlist"]),
        (source("rss", "https://a.example/", 'timezone = "America"\n'), ["timezone", "America"]),
        (source("rss", "https://a.example/", f'interval = "{"9" * 400}d"\n'), ["interval", "90s"]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, text)
    said = str(refused.value)
    assert str(tmp_path / "config.toml") in said
    assert all(word in said for word in words), said


def test_every_kind_with_fields_checks_them() -> None:
    assert set(CHECKS) <= set(KINDS)
    assert {
        name for name, fetch in KINDS.items() if fetch.__module__.rpartition(".")[2] in ("json_api", "html_list")
    } == set(CHECKS)


@pytest.mark.parametrize("more", ["local=true", "headers=a", "proxy=http://p.example", "fields=a", "name=b"])
@pytest.mark.parametrize("kind", ["rss", "json items=list title=t", "html items=li title=a link=a"])
def test_what_only_the_file_may_say_cannot_be_said_in_chat(kind: str, more: str) -> None:
    """An inner host, our own headers, a proxy: whoever runs the server opens them (O7)."""
    name, *rest = kind.split()
    with pytest.raises(InputError):
        read_source(f"/source add {name} 论坛 https://forum.example/ {' '.join(rest)} {more}")
    assert not read_source(f"/source add {name} 论坛 https://forum.example/ {' '.join(rest)}").local


@pytest.mark.parametrize("option", [f"间隔={'9' * 30}d", "时区=America", "时区=../../etc/passwd", "编码=utf-7", "=x"])
def test_a_mad_option_in_chat_is_refused_with_words(option: str) -> None:
    with pytest.raises(InputError) as refused:
        read_source(f"/source add rss 论坛 https://forum.example/ {option}")
    assert str(refused.value)
