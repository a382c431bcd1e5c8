"""config.example.toml is complete and true, and every mistake in a config.toml is named with its key."""

import re
from datetime import time, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.commands.run import ready
from bot.config import Config, ConfigError, load_config
from bot.config_tables import (
    DepartmentTable,
    File,
    MemberTable,
    OrganisationTable,
    PolicyTable,
    RulesTable,
    SourceTable,
    StorageTable,
    TelegramTable,
    WebSourceTable,
    WebTable,
)
from bot.seeding import load_rules
from bot.texts import texts_in
from core.posts import Tier
from jobs.sources import KINDS

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
TABLES: dict[str, type[msgspec.Struct]] = {
    "organisation": OrganisationTable,
    "telegram": TelegramTable,
    "storage": StorageTable,
    "web": WebTable,
    "rules": RulesTable,
    "policy": PolicyTable,
    "departments": DepartmentTable,
    "members": MemberTable,
    "sources": SourceTable,
}
LEAST = '[organisation]\nname = "海棠县住建局"\n'
SOURCE = '[[sources]]\nname = "论坛"\nkind = "rss"\nurl = "https://forum.example/rss"\n'


def loaded(folder: Path, text: str, **environment: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load_config(path, environment)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as error:
        loaded(folder, text)
    said = str(error.value)
    assert str(folder / "config.toml") in said
    return said


# the example


def options() -> dict[str, dict[str, tuple[str, bool]]]:
    """Table → key → its value as written, and whether it only shows the default."""
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    table = ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if head := re.match(r"\[+(\w+)\]+$", line):
            table = head[1]
        elif option := re.match(r"(#?)(\w+) = (.+)$", line):
            found.setdefault(table, {})[option[2]] = (option[3], bool(option[1]))
    return found


def test_the_example_loads(tmp_path: Path) -> None:
    config = loaded(tmp_path, EXAMPLE.read_text("utf-8"))
    assert config.sources[0].interval == 300
    assert config.departments[0].name == "市政科"


def test_the_example_loads_with_every_option_taken(tmp_path: Path) -> None:
    text = re.sub(r"^#(\w+ = )", r"\1", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    assert loaded(tmp_path, text).telegram.group == -1001234567890


def test_what_is_only_shown_as_an_example_loads_too(tmp_path: Path) -> None:
    text = re.sub(r"^# (?=\[|\w+ = )", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    config = loaded(tmp_path, text)
    assert {source.kind for source in config.sources} == set(KINDS)
    assert [(one.name, one.tier) for one in config.web.sources.values()] == [("省舆情平台", Tier.PROVINCIAL)]


def test_every_option_of_a_webhooks_source_is_in_the_example() -> None:
    (shown,) = re.findall(
        r"^# \[\[web\.sources\]\]\n((?:# \w+ = .+\n)+)", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE
    )
    assert re.findall(r"# (\w+) =", shown) == [field.name for field in msgspec.structs.fields(WebSourceTable)]


def test_every_table_is_in_the_example() -> None:
    assert set(TABLES) == {field.name for field in msgspec.structs.fields(File)} == set(options())


@pytest.mark.parametrize("name", TABLES)
def test_every_option_is_in_the_example_with_its_default(name: str) -> None:
    shown = options()[name]
    assert list(shown) != []
    assert set(shown) == {field.name for field in msgspec.structs.fields(TABLES[name])}
    for field in msgspec.structs.fields(TABLES[name]):
        written, default_only = shown[field.name]
        if default_only and field.default is not None:
            assert msgspec.toml.decode(f"it = {written}")["it"] == default_of(field), field.name


def default_of(field: msgspec.structs.FieldInfo) -> object:
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    plain = msgspec.to_builtins(default)
    return list(plain) if isinstance(plain, tuple) else plain


@pytest.mark.parametrize("name", TABLES)
def test_every_option_is_explained_in_both_languages(name: str) -> None:
    text = EXAMPLE.read_text("utf-8")
    plain = {"name", "kind", "url", "telegram_id"} if name in ("departments", "members", "sources") else set()
    for key in set(options()[name]) - plain:
        part = text[text.index(f"[{name}]") :]
        comment = re.search(rf"((?:^# .+\n)+)^#?{key} = ", part, flags=re.MULTILINE)
        assert comment, key
        assert re.search("[\u4e00-\u9fff]", comment[1]), key
        assert re.search("[A-Za-z]{3}", comment[1]), key


# what is read


def test_the_least_file_has_all_defaults(tmp_path: Path) -> None:
    config = loaded(tmp_path, LEAST)
    assert config.storage_url == "sqlite:///tingfeng.db"
    assert config.rules.file is None
    assert not load_rules(config).groups
    assert config.figures.lease == timedelta(hours=4)
    assert config.figures.night == (time(22), time(7))
    assert config.telegram.api_base_url == "https://api.telegram.org"


def test_the_environment_wins(tmp_path: Path) -> None:
    text = LEAST + '[telegram]\ntoken = "1:file"\n[storage]\nurl = "sqlite:///file.db"\n'
    names = {"TINGFENG_TELEGRAM_TOKEN": "2:env", "TINGFENG_STORAGE_URL": "postgresql://h/d"}
    assert loaded(tmp_path, text).telegram.token == "1:file"
    config = loaded(tmp_path, text, **names)
    assert (config.telegram.token, config.storage_url) == ("2:env", "postgresql://h/d")


@pytest.mark.parametrize(
    ("text", "span"),
    [("90s", {"seconds": 90}), ("5m", {"minutes": 5}), ("1.5h", {"hours": 1.5}), (" 2d ", {"days": 2})],
)
def test_a_length_of_time(tmp_path: Path, text: str, span: dict[str, float]) -> None:
    assert loaded(tmp_path, f'{LEAST}[policy]\nlease = "{text}"\n').figures.lease == timedelta(**span)


def test_a_source_becomes_what_the_poller_reads(tmp_path: Path) -> None:
    text = f'{LEAST}{SOURCE}interval = "2m"\nheaders = {{ Cookie = "a=b" }}\ntier = "city"\n'
    source = loaded(tmp_path, text).sources[0]
    assert (source.interval, source.headers, source.tier.value) == (120, (("Cookie", "a=b"),), "city")


def test_the_rule_file_stands_beside_the_configuration(tmp_path: Path) -> None:
    config = loaded(tmp_path, f'{LEAST}[rules]\nfile = "own.rules"\n')
    assert config.rules.file == tmp_path / "own.rules"
    with pytest.raises(ConfigError, match=r"\[rules\] file"):
        load_rules(config)
    (tmp_path / "own.rules").write_text("[停水]\n停水\n", "utf-8")
    assert [group.name for group in load_rules(config).groups] == ["停水"]


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:8080", "https://proxy.example", ""])
def test_an_http_proxy_is_taken(tmp_path: Path, proxy: str) -> None:
    assert loaded(tmp_path, f'{LEAST}[telegram]\nproxy = "{proxy}"\n').telegram.proxy == proxy


# what is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[organisation]\nname = "局"\nnmae = "x"\n', ["nmae", "organisation"]),
        (f"{LEAST}[telegramm]\n", ["telegramm"]),
        ("[telegram]\n", ["organisation"]),
        ('[organisation]\nname = ""\n', ["organisation.name"]),
        (f'{LEAST}night = ["22:00"]\n', ["organisation.night"]),
        (f'{LEAST}night = ["late", "07:00"]\n', ["organisation.night", "late", "22:00"]),
        (f'{LEAST}timezone = "China"\n', ["organisation.timezone", "China", "Asia/Shanghai"]),
        (f'{LEAST}timezone = "../x"\n', ["organisation.timezone", "Asia/Shanghai"]),
        (f'{LEAST}[telegram]\ngroup = "-100"\n', ["telegram.group"]),
        (f'{LEAST}[telegram]\nproxy = "socks5://127.0.0.1:1080"\n', ["telegram.proxy", "http://"]),
        (f'{LEAST}[policy]\nlease = "4 hours"\n', ["policy.lease", "4 hours", "4h"]),
        (f'{LEAST}[policy]\nundo_window = "30"\n', ["policy.undo_window", "30"]),
        (f'{LEAST}[policy]\nconfirm_window = "-30s"\n', ["policy.confirm_window", "-30s"]),
        (f'{LEAST}[[departments]]\nchat = 5\n', ["departments[0]", "name"]),
        (f'{LEAST}[[members]]\ntelegram_id = 0\nname = "张三"\n', ["members[0].telegram_id"]),
        (f'{LEAST}[[members]]\ntelegram_id = 1\nname = "张三"\nroles = ["boss"]\n', ["members[0].roles[0]", "boss"]),
        (f'{LEAST}[[members]]\ntelegram_id = 1\nname = "张三"\ndepartment = "无此科"\n', ["张三", "无此科"]),
        (LEAST + '[[members]]\ntelegram_id = 1\nname = "甲"\n' * 2, ["members", "1"]),
        (f'{LEAST}[[departments]]\nname = "甲科"\n[[departments]]\nname = "甲科"\n', ["departments", "甲科"]),
        (f"{LEAST}{SOURCE}{SOURCE}", ["sources", "论坛"]),
        (f'{LEAST}{SOURCE}interval = "59s"\n', ["论坛", "interval", "60"]),
        (f'{LEAST}{SOURCE}'.replace('"rss"', '"rsss"'), ["论坛", "kind", "rsss", "rss"]),
        (f'{LEAST}{SOURCE}interval = "25h"\n', ["论坛", "interval", "24"]),
        (f'{LEAST}{SOURCE}local = true\ninterval = "0s"\n', ["论坛", "interval", "1 "]),
        (f'{LEAST}{SOURCE}interval = "soon"\n', ["论坛", "interval", "soon"]),
        (f'{LEAST}{SOURCE}timezone = "Mars/Olympus"\n', ["论坛", "timezone", "Mars/Olympus"]),
        (f'{LEAST}{SOURCE}tier = "village"\n', ["sources[0].tier", "village"]),
        (f"{LEAST}{SOURCE}watched = 1\n", ["sources[0].watched"]),
        ("name = ", ["TOML"]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key(tmp_path: Path, text: str, words: list[str]) -> None:
    said = refused(tmp_path, text)
    assert all(word in said for word in words), said


def test_a_local_source_may_be_looked_at_every_second(tmp_path: Path) -> None:
    assert loaded(tmp_path, f'{LEAST}{SOURCE}local = true\ninterval = "1s"\n').sources[0].interval == 1


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=re.escape("config.example.toml")):
        load_config(tmp_path / "config.toml", {})


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes('[organisation]\nname = "局"\n'.encode("gb18030"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(path, {})


def test_a_missing_token_is_named_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TINGFENG_TELEGRAM_TOKEN"):
        ready(loaded(tmp_path, LEAST))
    assert not (tmp_path / "tingfeng.db").exists()
    ready(loaded(tmp_path, LEAST, TINGFENG_TELEGRAM_TOKEN="1:token"))
    assert (tmp_path / "tingfeng.db").exists()


def test_errors_are_said_in_the_readers_language(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, f'{LEAST}[policy]\nlease = "x"\n')
    assert "不是时长" in str(error.value)
    assert "is no length of time" in error.value.say(texts_in("en"))
