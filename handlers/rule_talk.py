"""What is said about rules, by commands and keys alike."""

from core.changes import Entry
from core.lists.incidents import Keys
from core.outgoing import QUOTED, Ask, Lane, Notice
from core.rules.changes import SUBJECT
from core.rules.drafting import ASK_TEXT, too_long
from core.rules.editing import LONGEST
from core.rules.figures import Figures
from core.rules.listing import rule_list, rule_panel
from core.rules.sections import Rule
from core.showing import clip, parts, utf16
from core.texts import N_, Message
from core.watching.changes import permit
from core.workflow import Refused
from handlers.context import Desk
from storage.commands import Command

#: the acts that our questions wait for: a new rule, other words for one, one to try
NEW, TEXT, TRIED = "ru:add", "ru:edit", "ru:test"


async def tell(
    command: Command,
    desk: Desk,
    text: Message,
    *,
    what: str = "said",
    keys: Keys = (),
    quoted: str = "",
    target: int = 0,
) -> None:
    """Say it once for this command."""
    for notice in notices(command, text, what=what, keys=keys, quoted=quoted, target=target):
        await desk.store.say(notice, desk.clock())
    desk.wake.set()


def notices(
    command: Command, text: Message, *, what: str, keys: Keys = (), quoted: str = "", target: int = 0
) -> tuple[Notice, ...]:
    """What is said for this command; `target`: in place of that message of ours, which has the keys.

    `quoted` can be copied by a tap; it is never cut: what is too long for one message goes on in the next.
    """
    answers = command.origin.message if command.origin.entry is not Entry.BUTTON else 0
    private = command.origin.chat == command.actor.id
    pieces = parts(quoted, QUOTED) or ("",)
    keyed = 1 if target else len(pieces)
    return tuple(
        Notice(
            key=f"rule:{what}:{place}:{command.key}"[:120],
            chat=command.origin.chat,
            text=text if place == 1 else Message(N_("（续 {place}）"), {"place": place}),
            lane=Lane.PROMPT,
            keys=keys if place == keyed else (),
            quoted=piece,
            target=target if place == 1 else 0,
            answers=0 if private else answers,
        )
        for place, piece in enumerate(pieces, 1)
    )


async def ask(command: Command, desk: Desk, action: str, text: Message, arg: str = "") -> None:
    """Ask for a rule's text by a forced reply."""
    question = Ask(action=action, person=command.actor.id, chat=command.origin.chat, text=text, arg=arg)
    await desk.store.ask_for_rule(question, command)
    desk.wake.set()


async def show_list(page: int, command: Command, desk: Desk) -> None:
    """A page of the list."""
    figures = await desk.store.rule_figures(command.now)
    told = rule_list(await desk.store.rules(), figures, page, await desk.store.policy(), desk.texts)
    await tell(command, desk, told.text, what="list", keys=told.keys, target=_in_place(command))


async def show_panel(ident: int, page: int, command: Command, desk: Desk) -> None:
    """One rule with its text and keys."""
    known = await desk.store.rule(ident)
    if known is None:
        return
    figures = (await desk.store.rule_figures(command.now)).get(known.name, Figures())
    text, quoted, keys = rule_panel(known, figures, await desk.store.policy(), command.now, page)
    await tell(command, desk, text, what="panel", keys=keys, quoted=quoted, target=_in_place(command))


async def ask_text(known: Rule, command: Command, desk: Desk) -> None:
    """What it says now, to copy, and the question for what it shall say, where one message can hold that."""
    await tell(command, desk, Message(N_("现行内容，点按复制")), what="present", quoted=known.section.text)
    if utf16(known.section.text) > LONGEST:
        await tell(command, desk, too_long(known), what="long")
        return
    await ask(command, desk, TEXT, Message(ASK_TEXT, {"name": clip(known.section.handle, 40)}), known.section.handle)


def _in_place(command: Command) -> int:
    """A tap changes the message under the thumb; what is written gets a new one."""
    return command.origin.message if command.origin.entry is Entry.BUTTON else 0


async def not_a_lead(command: Command, desk: Desk) -> Message | None:
    """Words that say who may, and the attempt is logged; None for a lead."""
    try:
        permit(command.actor, await desk.store.policy())
    except Refused as refused:
        await desk.store.refused(refused.code, SUBJECT, command)
        return refused.message
    return None
