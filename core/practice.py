"""演练卡片: a card to learn on. It is a message and nothing else: no incident, no number, no clock, no figure.

Each key says what it would do on a real card, and the message moves to what would be seen next; 收起 ends it.
"""

import re
from dataclasses import dataclass

from core.errors import InputError
from core.lists.incidents import Answer, Keys
from core.outgoing import Key, rehearsed
from core.texts import N_, Message

#: what begins the data of every key here
PREFIX = "p1:"
#: sends the card; puts it away
BEGIN, END = "begin", "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the card shows, the key that leads on from there, and what that key says it would do."""

    shows: str
    label: str = ""
    says: str = ""


STEPS = (
    Step(
        shows=N_(
            "⚠️ 较大 · 望江西路修路扰民\n海棠论坛 08:12，投诉几次没人管，雨天全是泥\n现在：还没有人认领\n请点下面的按钮"
        ),
        label=N_("🙋 我来认领"),
        says=N_("真卡片上：从此由您负责，别人再点会看到已由您认领。先点先得"),
    ),
    Step(
        shows=N_("⚠️ 较大 · 望江西路修路扰民\n现在：{name} 已认领，正在核实"),
        label=N_("✅ 属实"),
        says=N_("真卡片上：会请您写一句依据，再选交给哪个部门"),
    ),
    Step(
        shows=N_("⚠️ 较大 · 望江西路修路扰民\n现在：{name} 核实为属实，已交市政科"),
        label=N_("✍️ 起草"),
        says=N_("真卡片上：按模板写好，逐级签发；谁也不能签自己写的"),
    ),
    Step(
        shows=N_("⚠️ 较大 · 望江西路修路扰民\n现在：回应已签发，等发布"),
        label=N_("📣 已发布"),
        says=N_("真卡片上：贴上链接，首次回应的时限就停了"),
    ),
    Step(shows=N_("⚠️ 较大 · 望江西路修路扰民\n现在：已发布，继续关注 7 天，平息后办结\n走完了。真卡片也是这样办")),
)
_FORM = re.compile(rf"{PREFIX}(?P<step>{BEGIN}|{END}|[0-{len(STEPS) - 2}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePress:
    """What a key says: begin, end, or the step that it leads on from: `p1:<step>`."""

    begin: bool = False
    end: bool = False
    step: int = 0


def decode_practice(data: str) -> PracticePress:
    """Read a key's data; whatever does not fit raises InputError."""
    found = _FORM.fullmatch(data)
    if found is None:
        raise InputError(N_("按钮已失效"))
    word = found["step"]
    return PracticePress(begin=word == BEGIN, end=word == END, step=int(word) if word.isdecimal() else 0)


def offer() -> Keys:
    """Under the greeting after /bind."""
    return ((Key(label=Message(N_("🎓 发一张演练卡片")), data=PREFIX + BEGIN),),)


def practice_card(step: int, name: str = "") -> Answer:
    """The card as it stands at that step; `name`: who pressed last."""
    here = STEPS[step]
    put_away = (Key(label=Message(N_("收起")), data=PREFIX + END),)
    further = ((Key(label=Message(here.label), data=f"{PREFIX}{step}"),),) if here.label else ()
    return Answer(text=rehearsed(Message(here.shows, {"name": name})), keys=(*further, put_away))


def put_away() -> Answer:
    """What stays of it."""
    return Answer(text=rehearsed(Message(N_("演练卡片已收起，不计入任何数字"))))
