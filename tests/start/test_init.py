"""`tingfeng init`: what it writes, what it refuses, what becomes of the answers when Telegram cannot be asked (O2)."""

import asyncio
import stat
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path

import msgspec
import pytest

from bot.__main__ import main
from bot.commands.init import TOKEN_VARIABLE
from bot.config import load_config
from bot.config_tables import PolicyTable
from bot.first_config import example, filled
from bot.preset_files import KINDS
from bot.seeding import load_rules
from sandbox import Sandbox
from tests.start.conftest import TOKEN

GIVEN = ("--name", "海棠县住建局", "--alias", "县住建局", "--town", "海棠县")


Init = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def init(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Init:
    """The command in a thread beside the sandbox; `typed`: what a person types, None = `--yes`."""

    async def called(
        folder: Path, *arguments: str, typed: str | None = None, **environment: str
    ) -> tuple[int, str, str]:
        monkeypatch.delenv(TOKEN_VARIABLE, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        flags = ("--yes",) if typed is None else ()
        code = await asyncio.to_thread(main, ["init", "-c", str(folder / "config.toml"), *flags, *arguments])
        return code, *capsys.readouterr()

    return called


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_gets_its_rules_and_sources(init: Init, tmp_path: Path, sandbox: Sandbox, kind: str) -> None:
    code, out, err = await init(
        tmp_path, "--kind", kind, *GIVEN, "--department", "市政科", "--department", "物业科",
        "--token", TOKEN, "--api-base-url", sandbox.url, "--rsshub", "http://rsshub.internal",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "tingfeng run" in out
    assert "@tingfeng_bot" in out
    assert "/bind" in out
    config = load_config(tmp_path / "config.toml", {})
    assert (config.organisation.name, config.organisation.aliases) == ("海棠县住建局", ("县住建局",))
    assert (config.telegram.token, config.telegram.api_base_url) == (TOKEN, sandbox.url)
    assert [unit.name for unit in config.departments] == ["市政科", "物业科"]
    assert config.members == ()
    assert "百度搜索" in {source.name for source in config.sources}
    assert "本地论坛" not in {source.name for source in config.sources}, "it waits for an address"
    assert load_rules(config).groups
    assert config.figures.risk != load_config(_least(tmp_path), {}).figures.risk, "the words of its field"
    assert [call.method for call in sandbox.calls] == ["getMe"]


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _least(folder: Path) -> Path:
    path = folder / "least.toml"
    path.write_text('[organisation]\nname = "海棠县住建局"\n', "utf-8")
    return path


async def test_the_file_is_the_example_with_the_answers_in_it(init: Init, tmp_path: Path, sandbox: Sandbox) -> None:
    await init(tmp_path, "--kind", "bureau", *GIVEN, "--token", TOKEN, "--api-base-url", sandbox.url)
    text = (tmp_path / "config.toml").read_text("utf-8")
    explained = [line for line in example().splitlines() if line.startswith("# ") and not line.startswith("# [")]
    assert len(explained) > 200
    assert [line for line in explained if line not in text] == []
    # every option is still there to be found, in its table
    assert all(f"{field.name} = " in text for field in msgspec.structs.fields(PolicyTable))
    for name in ("config.toml", "watch.rules"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_an_answer_without_a_place_is_a_fault_of_ours() -> None:
    assert 'name = "某局"' in filled(example(), {"organisation": {"name": "某局"}}, {})
    with pytest.raises(ValueError, match="nonsense"):
        filled(example(), {"organisation": {"nonsense": 1}}, {})


def test_quotes_and_backslashes_stay_inside_their_value(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    hostile = 'x"\n[telegram]\ntoken = "stolen\\'
    path.write_text(filled(example(), {"organisation": {"name": hostile}}, {}), "utf-8")
    assert load_config(path, {}).organisation.name == hostile


@pytest.mark.parametrize(("spoken", "language"), [("en", "en"), ("zh_CN", "zh_CN"), ("xx", "zh_CN")])
async def test_the_bot_speaks_as_its_operator_does(
    init: Init, tmp_path: Path, sandbox: Sandbox, spoken: str, language: str
) -> None:
    given = ("--kind", "court", *GIVEN, "--token", TOKEN, "--api-base-url", sandbox.url)
    code, out, _ = await init(tmp_path, *given, TINGFENG_LANGUAGE=spoken)
    assert code == 0
    assert ("tingfeng run" in out, "下一步" in out) == (True, language == "zh_CN")
    assert load_config(tmp_path / "config.toml", {}).organisation.language == language


async def test_nothing_is_written_over(init: Init, tmp_path: Path) -> None:
    for name in ("config.toml", "watch.rules"):
        path = tmp_path / name
        path.write_text("mine", "utf-8")
        code, _, err = await init(tmp_path, "--kind", "bureau", *GIVEN)
        assert code == 2
        assert f"{path} 已经存在" in err
        assert listed(tmp_path) == [name]
        assert path.read_text("utf-8") == "mine"
        path.unlink()


async def test_a_write_that_fails_leaves_nothing_behind(init: Init, tmp_path: Path) -> None:
    # the second of the two files cannot be made
    (tmp_path / "watch.rules").symlink_to(tmp_path / "nowhere" / "x")
    code, _, err = await init(tmp_path, "--kind", "bureau", *GIVEN)
    assert code == 2
    assert f"{tmp_path / 'watch.rules'} 写不进去" in err
    assert listed(tmp_path) == ["watch.rules"]
    (tmp_path / "watch.rules").unlink()
    assert (await init(tmp_path, "--kind", "bureau", *GIVEN))[0] == 1, "the next try writes both"
    assert listed(tmp_path) == ["config.toml", "watch.rules"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "bureau"), "--name"),
        (("--name", "海棠县住建局"), "--kind"),
        (("--kind", "circus", *GIVEN), "circus"),
        (("--kind", "bureau", "--name", "局"), "两个字以上"),
        (("--kind", "bureau", "--name", "海棠县住建局", "--town", '海"棠'), "不带引号"),
        (("--kind", "bureau", *GIVEN, "--token", "nonsense"), "这不是令牌"),
        (("--kind", "bureau", *GIVEN, "--proxy", "nonsense"), "代理写得不对"),
        (("--kind", "bureau", *GIVEN, "--timezone", "Mars/Base"), "Mars/Base"),
        (("--kind", "bureau", *GIVEN, "--rsshub", "nonsense"), "rsshub"),
        (("--kind", "bureau", *GIVEN, "--without", "没有的源"), "没有的源"),
    ],
)
async def test_called_wrongly_writes_nothing(init: Init, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = await init(tmp_path, *arguments)
    assert code == 2
    assert said in err
    assert listed(tmp_path) == []


async def test_the_token_of_the_environment_stays_out_of_the_file(init: Init, tmp_path: Path, sandbox: Sandbox) -> None:
    flags = ("--kind", "bureau", *GIVEN, "--api-base-url", sandbox.url, "--without", "人民网观点")
    code, _, err = await init(tmp_path, *flags, **{TOKEN_VARIABLE: TOKEN})
    assert (code, err) == (0, "")
    assert TOKEN not in (tmp_path / "config.toml").read_text("utf-8")
    assert load_config(tmp_path / "config.toml", {TOKEN_VARIABLE: TOKEN}).telegram.token == TOKEN
    assert load_config(tmp_path / "config.toml", {}).sources == ()


async def test_answers_are_kept_when_telegram_cannot_be_asked(
    init: Init, tmp_path: Path, sandbox: Sandbox, nowhere: str
) -> None:
    flags = ("--kind", "bureau", *GIVEN)
    cases = {
        "wrong": (("--token", "1234:wrong", "--api-base-url", sandbox.url), "不认这个令牌"),
        "dead": (("--token", TOKEN, "--api-base-url", f"http://{nowhere}"), "请设代理"),
        "proxy": (("--token", TOKEN, "--api-base-url", sandbox.url, "--proxy", f"socks5://{nowhere}"), "连不上代理"),
        "none": ((), "还没有令牌"),
    }
    for name, (more, said) in cases.items():
        code, _, err = await init(tmp_path / name, *flags, *more)
        assert code == 1
        assert said in err.splitlines()[0]
        assert "tingfeng doctor" in err
        assert TOKEN not in err
        assert load_config(tmp_path / name / "config.toml", {}).organisation.name == "海棠县住建局"


async def test_a_person_answers_and_mends_a_wrong_token(init: Init, tmp_path: Path, sandbox: Sandbox) -> None:
    typed = f"九\n2\n校\n海棠一中\n一中、海棠中学\n\n教务处，后勤处\nno token\n1234:wrong\n\n\nt\n{TOKEN}"
    code, out, err = await init(tmp_path, "--api-base-url", sandbox.url, typed=f"{typed}\n")
    assert code == 0
    assert "1. 县局（住建、房管） bureau\n2. 学校 school\n" in out
    assert [line.partition("；")[0] for line in err.splitlines()] == [
        "没有「九」这一类",
        "名称「校」不能写进规则",
        "这不是令牌",
        "Telegram 不认这个令牌",
    ]
    config = load_config(tmp_path / "config.toml", {})
    assert config.organisation.names == ("海棠一中", "一中", "海棠中学")
    assert config.telegram.token == TOKEN
    assert [unit.name for unit in config.departments] == ["教务处", "后勤处"]


async def test_a_person_mends_the_proxy_tries_again_or_leaves_it(
    init: Init, tmp_path: Path, sandbox: Sandbox, nowhere: str
) -> None:
    flags = ("--kind", "school", *GIVEN, "--department", "", "--timezone", "", "--token", TOKEN)
    flags = (*flags, "--api-base-url", sandbox.url, "--proxy", f"http://{nowhere}")
    code, _, err = await init(tmp_path / "mended", *flags, typed="\np\n\n")
    assert code == 0
    assert err.count("连不上代理") == 2
    assert load_config(tmp_path / "mended" / "config.toml", {}).telegram.proxy == ""
    for name, typed in (("left", "s\n"), ("gone", "")):
        code, _, err = await init(tmp_path / name, *flags, typed=typed)
        assert code == 1
        assert load_config(tmp_path / name / "config.toml", {}).telegram.proxy == f"http://{nowhere}"


async def test_who_stops_answering_gets_no_half_file(init: Init, tmp_path: Path) -> None:
    code, _, err = await init(tmp_path, typed="2\n海棠一中\n")
    assert code == 2
    assert "什么也没有写" in err
    assert listed(tmp_path) == []
