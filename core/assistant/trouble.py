"""Why there is no proposal, in words; the work goes on by hand in any case."""

from enum import StrEnum

from core.errors import TingfengError
from core.texts import N_, Message


class Came(StrEnum):
    """What became of one use, as the audit has it."""

    #: 已草拟
    DONE = "done"
    #: 超时
    LATE = "late"
    #: 对方限流
    BUSY = "busy"
    #: 连不上或被拒绝
    AWAY = "away"
    #: 答复不能用
    ODD = "odd"
    #: 中途停机
    CUT = "cut"


class AssistantError(TingfengError):
    """No answer that could be used. `tokens`: what it may have cost all the same, None = as much as can be."""

    def __init__(self, came: Came, text: str, /, *, tokens: int | None = 0, **params: object) -> None:
        super().__init__(text, **params)
        self.came = came
        self.tokens = tokens


def late(seconds: int) -> AssistantError:
    """The time is over; the far end may go on counting."""
    return AssistantError(Came.LATE, N_("助手超时，{seconds} 秒内没有写完"), tokens=None, seconds=seconds)


def odd() -> AssistantError:
    """There is an answer, and it cannot be used."""
    return AssistantError(Came.ODD, N_("助手不可用：答复读不懂"), tokens=None)


def fault() -> AssistantError:
    """It is ours."""
    return AssistantError(Came.ODD, N_("助手不可用：内部错误，详见日志"), tokens=None)


def cut() -> AssistantError:
    """We were stopped meanwhile; what the far end wrote went nowhere."""
    return AssistantError(Came.CUT, N_("听风中途重启，草稿没有收到，可再点一次"), tokens=None)


def by_hand(number: str, name: str, error: AssistantError) -> Message:
    """What whoever asked is told."""
    text = N_("🤖 {number} {name}没有写成：{why}。请照常人工处理")
    return Message(text, {"number": number, "name": Message(name), "why": error.message})
