"""Keys under a card, and the picker that takes their place: two columns, eight a page, a way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.actions import BY_CODE
from core.callback import PICKER, Press, encode
from core.incident import Incident
from core.policy import Policy
from core.showing import shown
from core.texts import N_, Texts
from core.workflow import Choice

PER_ROW = 2
PER_PAGE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A key under a message: callback data or an address."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


def picker_keys(incident: Incident, policy: Policy, texts: Texts, picker: str) -> Keyboard:
    """The picker `<action>.<page>` in place of the buttons; empty where it makes no sense any more."""
    code, _, page_text = picker.partition(".")
    action = BY_CODE.get(code)
    if action is None or action.choices is None or not page_text.isdecimal():
        return ()
    choices = action.choices(incident, policy)
    page = min(int(page_text), max(0, (len(choices) - 1) // PER_PAGE))
    part = choices[page * PER_PAGE : (page + 1) * PER_PAGE]
    keys = tuple(_choice(code, choice, incident, texts) for choice in part)
    rows = tuple(keys[at : at + PER_ROW] for at in range(0, len(keys), PER_ROW))
    return (*rows, _turning(code, page, choices, incident, texts))


def _choice(code: str, choice: Choice, incident: Incident, texts: Texts) -> Button:
    press = Press(action=code, incident=incident.id, seen=incident.decision, arg=choice.arg)
    return Button(label=shown(texts.say(choice.label), 24), data=encode(press))


def _turning(code: str, page: int, choices: Sequence[Choice], incident: Incident, texts: Texts) -> tuple[Button, ...]:
    def go(label: str, arg: str) -> Button:
        press = Press(action=PICKER, incident=incident.id, seen=incident.decision, arg=arg)
        return Button(label=texts(label), data=encode(press))

    back = (go(N_("← 返回"), ""),)
    if len(choices) <= PER_PAGE:
        return back
    last = (len(choices) - 1) // PER_PAGE
    return (*back, go(N_("下一页 →"), f"{code}.{page + 1 if page < last else 0}"))
