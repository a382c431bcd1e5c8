"""`tingfeng init`: a few questions, the token tried at Telegram, and a commented config.toml with rules and sources.

questions → Telegram asked who the bot is → config.toml (600) and watch.rules → the next step
"""

import argparse
import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.commands.presets import entries
from bot.config import load_config
from bot.config_sources import checked_services
from bot.config_tables import ServicesTable, TelegramTable
from bot.first_config import example, filled, titled
from bot.line import Line, LineError, RefusalError
from bot.preset_files import KINDS, Preset, preset
from bot.questions import PROXY_ASKED, QUESTIONS, TOKEN_ASKED, Ask, answered, asked
from bot.seeding import load_rules
from bot.terminal import CALLED_WRONGLY, FINE, FOUND_A_PROBLEM, asked_in_terminal, complain, language, say, texts, why
from bot.texts import SOURCE
from core.errors import InputError, TingfengError
from core.texts import N_, Message
from jobs.sources.services import Services

#: beside config.toml
RULES = "watch.rules"
TOKEN_VARIABLE = "TINGFENG_TELEGRAM_TOKEN"  # noqa: S105 - its name
#: kinds whose field of work is called otherwise
_FIELDS = {"bureau": "housing"}
_LISTS = ("aliases", "departments")


def add(commands: Any) -> None:
    """Add the sub-command."""
    command = commands.add_parser("init", help="ask a few questions and write a config.toml, rules and sources")
    command.add_argument("-c", "--config", type=Path, default=Path("config.toml"), help="default: %(default)s")
    command.add_argument("--yes", action="store_true", help="ask nothing: what is not given has its default")
    command.add_argument("--kind", help=f"what kind of organisation: {', '.join(KINDS)}")
    command.add_argument("--name", help="the organisation's name, as posts would write it")
    command.add_argument("--alias", dest="aliases", action="append", help="another name; may be given again")
    command.add_argument("--town", help="the county, town or district")
    command.add_argument("--department", dest="departments", action="append", help="may be given again")
    command.add_argument("--token", help=f"from @BotFather; rather set {TOKEN_VARIABLE}, it stays out of the file")
    command.add_argument("--proxy", help="http://host:port or socks5://user:password@host:port")
    command.add_argument("--timezone", help="default: Asia/Shanghai")
    command.add_argument("--api-base-url", default="", help="another Bot API server, such as the sandbox")
    command.add_argument("--rsshub", default="", metavar="URL", help="where an RSSHub is that may be asked")
    command.add_argument("--newsnow", default="", metavar="URL", help="where a newsnow is that may be asked")
    command.add_argument("--without", action="append", default=[], metavar="NAME", help="a source to leave out")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 written and tried, 1 written but Telegram could not be asked, 2 called wrongly; nothing is written over."""
    files = (options.config, options.config.parent / RULES)
    for path in files:
        if path.exists():
            text = N_("{path} 已经存在，没有改动；要重填请先移走，或用 -c 写到别处；只改令牌、代理的，改 [telegram]")
            return complain(Message(text, {"path": path}), CALLED_WRONGLY)
    ask = None if options.yes else asked_in_terminal
    try:
        services = checked_services(options.config, ServicesTable(rsshub=options.rsshub, newsnow=options.newsnow))
        answers = answered(_given(options), ask, complain, texts())
        made = _without(_preset(answers), options.without)
    except InputError as error:
        return complain(error.message, CALLED_WRONGLY)
    except EOFError:
        text = N_("没有回答完，什么也没有写；也可以全部写成参数：tingfeng init --help")
        return complain(Message(text), CALLED_WRONGLY)
    problem = _tried(answers, options.api_base_url, ask)
    try:
        _write(files, (_config(answers, made, services, options.api_base_url), made.rules))
        load_rules(load_config(options.config))
    except OSError as error:
        text = N_("{path} 写不进去（{error}）；请检查路径和权限")
        return complain(Message(text, {"path": error.filename or options.config, "error": why(error)}), CALLED_WRONGLY)
    return _said(options.config, problem, answers.get("username", ""))


def _given(options: argparse.Namespace) -> dict[str, str | None]:
    """What the command line and the environment say; None = to be asked."""
    said = {one.key: getattr(options, one.key) for one in QUESTIONS}
    said |= {key: "，".join(said[key]) for key in _LISTS if said[key] is not None}
    # it wins at every start, so it is the one that must be good
    said["token"] = os.environ.get(TOKEN_VARIABLE) or said["token"]
    return said


def _preset(answers: dict[str, str]) -> Preset:
    return preset(answers["kind"], answers["name"], _several(answers["aliases"]), answers["town"])


def _several(answer: str) -> tuple[str, ...]:
    return tuple(one for one in answer.split(",") if one)


def _without(made: Preset, names: list[str]) -> Preset:
    known = {str(offer.values["name"]) for offer in made.offers}
    for name in names:
        if name not in known:
            text = N_("预设里没有名为「{name}」的监测源；现有：{known}")
            raise InputError(text, name=name, known="、".join(sorted(known)))
    return replace(made, offers=tuple(offer for offer in made.offers if offer.values["name"] not in names))


def _tried(answers: dict[str, str], base: str, ask: Ask) -> Message | None:
    """Ask Telegram who the bot is; what is wrong is mended here, or said at the end. None where all is well."""
    while True:
        if not answers["token"]:
            return Message(N_("还没有令牌；填入 [telegram] token，或设 TINGFENG_TELEGRAM_TOKEN"))
        try:
            answers["username"] = asyncio.run(_username(answers, base or TelegramTable().api_base_url))
        except TingfengError as error:
            if ask is None or not _mended(answers, error, ask):
                return error.message
        else:
            return None


async def _username(answers: dict[str, str], base: str) -> str:
    async with Line(token=answers["token"], base=base, proxy=answers["proxy"]) as line:
        try:
            return str((await line.ask("getMe")).result.get("username", ""))
        except RefusalError as refusal:
            raise LineError(N_("Telegram：{words}；过几分钟再试"), words=refusal.message) from None


def _mended(answers: dict[str, str], error: TingfengError, ask: Callable[[str], str]) -> bool:
    """Say it and ask what to do; False = leave it and write the file."""
    complain(error)
    try:
        choice = ask(texts()(N_("直接回车再试一次；t 改令牌，p 改代理，s 先写好文件："))).lower()
        if choice == "t":
            answers["token"] = asked(TOKEN_ASKED, ask, complain, texts())
        elif choice == "p":
            answers["proxy"] = asked(PROXY_ASKED, ask, complain, texts())
    except EOFError:
        return False
    return choice != "s"


def _config(answers: dict[str, str], made: Preset, services: Services, base: str) -> str:
    in_environment = os.environ.get(TOKEN_VARIABLE) == answers["token"]
    telegram: dict[str, object] = {"token": "" if in_environment else answers["token"]}
    telegram |= {"proxy": answers["proxy"]} if answers["proxy"] else {}
    telegram |= {"api_base_url": base} if base else {}
    spoken = {"language": language()} if language() != SOURCE else {}
    tables: dict[str, dict[str, object]] = {
        "organisation": {
            **{key: answers[key] for key in ("name", "timezone")},
            "aliases": _several(answers["aliases"]),
            **spoken,
        },
        "telegram": telegram,
        "rules": {"file": RULES},
        "risk": {"fields": [_FIELDS.get(made.kind, made.kind)]},
        "services": {name: url for name in ("rsshub", "newsnow") if (url := getattr(services, name))},
    }
    units = [{"name": name} for name in _several(answers["departments"])]
    text = filled(example(), tables, {"departments": units, "members": (), "sources": ()})
    return text + titled(texts()(N_("{title}：监测源预设"), title=made.title), "".join(entries(made, services)))


def _write(files: tuple[Path, Path], contents: tuple[str, str]) -> None:
    """Both new, the token for us alone; both or none, as half a file would stand in the way of the next try."""
    files[0].parent.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        for path, text in zip(files, contents, strict=True):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                made.append(path)
                file.write(text)
    except OSError:
        for path in made:
            path.unlink()
        raise


def _said(config: Path, problem: Message | None, username: str) -> int:
    say(N_("已写好 {config} 和 {rules}，每项设置都有说明"), config=config, rules=config.parent / RULES)
    if problem is not None:
        complain(problem)
        complain(
            Message(N_("答过的都在文件里；改好 [telegram] 后运行 tingfeng doctor -c {config}"), {"config": config})
        )
        return FOUND_A_PROBLEM
    say(N_("下一步：tingfeng run -c {config}，屏幕上会显示绑定码"), config=config)
    say(N_("再把 @{username} 拉进工作群，在群里发送 /bind 绑定码，您就是带班领导"), username=username)
    return FINE
