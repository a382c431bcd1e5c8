"""What a person gets beside a statement's card: the whole text to copy, a template and past replies to write from."""

from core.actions.draft import chosen
from core.cards.assistant import Keys, draft_keys
from core.cards.statement_lines import FULL_TEXT, statement_list
from core.cards.statements import changes, state_of
from core.changes import Turn
from core.incident import Incident
from core.outgoing import Lane, Notice, marked
from core.policy import Policy
from core.searching import Case
from core.showing import shown
from core.statement import Stand, Statement
from core.statements.standing import find, named
from core.texts import N_, Message
from core.wording.templates import template
from core.workflow import Outcome
from handlers.context import Desk
from handlers.pressing import turned_away
from storage.commands import Command

__all__ = ["FULL_TEXT", "full_text", "offer_aids"]

#: so many past replies are offered
PAST = 2


async def full_text(ident: int, command: Command, desk: Desk) -> Outcome:
    """The text that the button names, else the one that waits to be published, else the newest; to copy, privately."""
    incident, policy = await desk.store.incident(ident), await desk.store.policy()
    if incident is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    statement = _wanted(incident, command.arg)
    if statement is None:
        told = statement_list(incident, (), policy, desk.texts)
        return Outcome(answer=Message(N_("{text}"), {"text": told}), alert=True)
    await _send(incident, statement, policy, command, desk)
    private = command.origin.chat == command.actor.id
    return Outcome(answer=Message(N_("已发在下方") if private else N_("全文已私信发给您")), alert=not private)


def _wanted(incident: Incident, arg: str) -> Statement | None:
    asked = named(arg)
    if asked is not None:
        return find(incident, asked.number)
    left = [one for one in incident.statements if one.stand is not Stand.DISCARDED]
    return incident.to_publish or (left[-1] if left else None)


async def _send(incident: Incident, statement: Statement, policy: Policy, command: Command, desk: Desk) -> None:
    versions = await desk.store.versions(incident.id, statement.number)
    text = next((one.text for one in versions if one.version == statement.version), "")
    if changed := changes(versions, statement, desk.texts):
        told = marked(Message(N_("{text}"), {"text": changed}), incident.id)
        await _say(command, desk, "changes", told, chat=command.actor.id)
    above = marked(Message(N_("{text}"), {"text": state_of(incident, statement, policy, desk.texts)}), incident.id)
    await _say(command, desk, "text", above, chat=command.actor.id, quoted=text)


async def offer_aids(outcome: Outcome, ident: int, command: Command, desk: Desk) -> None:
    """Whoever is asked for a text gets one to begin with: the present one, or a template and past replies."""
    ask = next((one for one in outcome.asks if one.action in ("dr", "ed")), None)
    incident = await desk.store.incident(ident) if ask is not None else None
    if ask is None or incident is None:
        return
    if ask.action == "ed":
        statement = _wanted(incident, ask.arg)
        versions = await desk.store.versions(ident, statement.number) if statement else ()
        if versions:
            above = marked(Message(N_("现稿，点按复制")), ident)
            await _say(command, desk, "present", above, chat=ask.chat, quoted=versions[-1].text)
        return
    policy = await desk.store.policy()
    turn = Turn(actor=command.actor, now=command.now, policy=policy, origin=command.origin, arg=ask.arg)
    for kind in chosen(turn)[:1]:
        text = template(kind, incident, policy)
        above, keys = Message(N_("模板，点按复制，＿＿处请补全")), draft_keys(incident, kind, policy)
        await _say(command, desk, "template", marked(above, ident), chat=ask.chat, quoted=text, keys=keys)
    for case in [one for one in await desk.store.similar(ident, PAST) if one.text]:
        await _say(command, desk, f"past{case.incident}", marked(_past(case), ident), chat=ask.chat, quoted=case.text)


def _past(case: Case) -> Message:
    words = N_("先例 #{number} {title} 的答复，点按复制")
    return Message(words, {"number": f"{case.incident:04d}", "title": shown(case.title, 30)})


async def _say(
    command: Command, desk: Desk, what: str, text: Message, *, chat: int, quoted: str = "", keys: Keys = ()
) -> None:
    key = f"{what}:{command.key}"[:120]
    notice = Notice(key=key, chat=chat, text=text, lane=Lane.PROMPT, quoted=quoted, keys=keys)
    await desk.store.say(notice, command.now)
