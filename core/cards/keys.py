"""Keys under a card, and the picker that takes their place: two columns, eight a page, a way back."""

from dataclasses import dataclass

from core.actions import BY_CODE
from core.callback import PICKER, Press, encode, from_36, to_36
from core.incident import Incident
from core.showing import shown
from core.texts import N_, Texts
from core.workflow import Action, Around, Choice

PER_ROW = 2
PER_PAGE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A key under a message: callback data or an address."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


def picker_keys(incident: Incident, around: Around, texts: Texts, picker: str) -> Keyboard:
    """The picker `<action>.<page>[.<ticks>]` in place of the buttons; empty where it makes no sense any more."""
    code, page_text, ticks = (*picker.split("."), "", "")[:3]
    action = BY_CODE.get(code)
    if action is None or action.choices is None or not page_text.isdecimal():
        return ()
    choices = action.choices(incident, around)
    page = min(int(page_text), max(0, (len(choices) - 1) // PER_PAGE))
    part = list(enumerate(choices))[page * PER_PAGE : (page + 1) * PER_PAGE]
    draw = _Picker(incident, texts, action, page, from_36(ticks))
    keys = tuple(draw.tick(place, choice) if action.several else draw.choice(choice) for place, choice in part)
    rows = tuple(keys[at : at + action.columns] for at in range(0, len(keys), action.columns))
    return (*rows, *draw.chosen(), draw.turning(len(choices)))


@dataclass(frozen=True, slots=True)
class _Picker:
    incident: Incident
    texts: Texts
    action: Action
    page: int
    ticked: int

    def choice(self, choice: Choice) -> Button:
        label = self.texts.say(choice.label)
        return self._button(self.action.code, choice.arg, shown(label, 24 if self.action.columns > 1 else 40))

    def tick(self, place: int, choice: Choice) -> Button:
        """Turns one entry on or off: the ticks travel in the buttons, so nothing has to be remembered."""
        sign = "☑ " if self.ticked >> place & 1 else "☐ "
        arg = f"{self.action.code}.{self.page}.{to_36(self.ticked ^ 1 << place)}"
        return self._button(PICKER, arg, sign + shown(self.texts.say(choice.label), 38))

    def chosen(self) -> Keyboard:
        """The button that acts on what is ticked."""
        if not (self.action.several and self.ticked):
            return ()
        label = self.texts(
            N_("{label}（{count} 项）"), label=self.texts(self.action.label), count=self.ticked.bit_count()
        )
        return ((self._button(self.action.code, to_36(self.ticked), label),),)

    def turning(self, count: int) -> tuple[Button, ...]:
        back = self._button(PICKER, "", self.texts(N_("← 返回")))
        if count <= PER_PAGE:
            return (back,)
        following = self.page + 1 if self.page < (count - 1) // PER_PAGE else 0
        ticks = f".{to_36(self.ticked)}" if self.ticked else ""
        return back, self._button(PICKER, f"{self.action.code}.{following}{ticks}", self.texts(N_("下一页 →")))

    def _button(self, action: str, arg: str, label: str) -> Button:
        press = Press(action=action, incident=self.incident.id, seen=self.incident.decision, arg=arg)
        # a name of nothing visible is no label, and Telegram refuses the whole card for it
        return Button(label=label.strip() or "—", data=encode(press))
