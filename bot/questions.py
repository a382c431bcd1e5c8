"""What `tingfeng init` asks: little, each answer checked at once; what stands on the command line is not asked."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.config_values import zone
from bot.line import TOKEN
from bot.preset_files import kind_of, preset, titles
from bot.proxy import Proxy
from core.errors import InputError
from core.texts import N_, Message, Texts

#: asks a person for a line; None = nobody is there to answer
Ask = Callable[[str], str] | None
Told = Callable[[Message], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to know. `flag` gives it on the command line; "" as answer means `default`, None = it must be given."""

    key: str
    flag: str
    text: str
    default: str | None = ""
    #: what may be answered by its number
    choices: Callable[[], Iterable[str]] = tuple
    #: what is kept of an answer; raises InputError
    read: Callable[[str], str] = str.strip


def _kind(answer: str) -> str:
    word = answer.strip()
    numbered = dict(enumerate(titles(), 1))
    kind = numbered.get(int(word), "") if word.isdecimal() and len(word) < 3 else kind_of(word)
    if not kind:
        raise InputError(N_("没有「{kind}」这一类；请写编号或 {known}"), kind=word, known="、".join(titles()))
    return kind


def _name(answer: str) -> str:
    # a name that cannot stand in a rule is refused by the preset
    preset("bureau", answer.strip())
    return answer.strip()


def _names(answer: str) -> str:
    """Several names, kept with one comma between them."""
    names = [name.strip() for name in re.split("[,，、;；]", answer) if name.strip()]
    if names:
        preset("bureau", names[0], tuple(names))
    return ",".join(dict.fromkeys(names))


def _token(answer: str) -> str:
    token = answer.strip()
    if token and not re.fullmatch(TOKEN, token):
        raise InputError(N_("这不是令牌；@BotFather 给的形如 123456789:AAE…，中间有冒号"))
    return token


def _proxy(answer: str) -> str:
    try:
        _ = answer.strip() and Proxy.read(answer)
    except ValueError:
        raise InputError(N_("代理写得不对；请写成 http://地址:端口 或 socks5://用户:密码@地址:端口")) from None
    return answer.strip()


def _zone(answer: str) -> str:
    zone(Path("init"), "timezone", answer.strip())
    return answer.strip()


TOKEN_ASKED = Question(
    key="token", flag="--token", text=N_("机器人令牌（向 @BotFather 发送 /newbot 得到）："), read=_token
)
PROXY_ASKED = Question(
    key="proxy",
    flag="--proxy",
    text=N_("连 Telegram 的代理，例如 socks5://127.0.0.1:1080；不用就直接回车："),
    read=_proxy,
)
QUESTIONS = (
    Question(
        key="kind",
        flag="--kind",
        text=N_("单位类型，写编号："),
        default=None,
        choices=lambda: (f"{title} {kind}" for kind, title in titles().items()),
        read=_kind,
    ),
    Question(
        key="name", flag="--name", text=N_("单位名称，按网上通常的写法，例如 海棠县住建局："), default=None, read=_name
    ),
    Question(key="aliases", flag="--alias", text=N_("别名、简称，用顿号隔开；没有就直接回车："), read=_names),
    Question(key="town", flag="--town", text=N_("所在地，例如 海棠县；没有就直接回车：")),
    Question(key="departments", flag="--department", text=N_("承办部门，用顿号隔开；没有就直接回车："), read=_names),
    TOKEN_ASKED,
    PROXY_ASKED,
    Question(
        key="timezone",
        flag="--timezone",
        text=N_("时区，直接回车为 Asia/Shanghai："),
        default="Asia/Shanghai",
        read=_zone,
    ),
)


def answered(given: Mapping[str, str | None], ask: Ask, told: Told, texts: Texts) -> dict[str, str]:
    """An answer to every question. `given`: from the command line, checked likewise; InputError names what is wrong
    there or missing. EOFError where a person stops answering."""
    found = {}
    for question in QUESTIONS:
        said = given.get(question.key)
        if said is not None:
            found[question.key] = _used(question, said)
        elif ask is not None:
            found[question.key] = asked(question, ask, told, texts)
        elif question.default is None:
            raise InputError(N_("请用 {flag} 写明；tingfeng init --help 列出全部参数"), flag=question.flag)
        else:
            found[question.key] = question.default
    return found


def asked(question: Question, ask: Callable[[str], str], told: Told, texts: Texts) -> str:
    """Ask until the answer can be used."""
    choices = "".join(f"{number}. {title}\n" for number, title in enumerate(question.choices(), 1))
    while True:
        said = ask(choices + texts(question.text)).strip()
        try:
            return _used(question, said)
        except InputError as error:
            told(error.message)


def _used(question: Question, said: str) -> str:
    return question.default if not said and question.default is not None else question.read(said)
