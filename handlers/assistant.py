"""🤖 助手: what somebody asks of the model is answered at once; what it writes is said later, below, marked 机器草拟.

press → may it be used now? → asked aside → its words cleaned → said to be copied, and the use ends in the audit
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from core.assistant import read_order
from core.assistant.answer import proposal, unfounded
from core.assistant.prompt import estimated, prompt_of
from core.assistant.task import Order, Prompt
from core.assistant.trouble import AssistantError, Came, by_hand, cut, fault, odd
from core.assistant_settings import DEAREST
from core.cards.assistant import ASSISTANT, Keys, above_proposal, assistant_keys, assistant_state, has_assistant
from core.incident import Incident
from core.outgoing import Lane, Notice, rehearsed
from core.texts import N_, Message
from core.workflow import Outcome
from handlers.context import Desk
from handlers.pressing import turned_away
from storage.commands import Command

__all__ = ["ASSISTANT", "assisted", "begin_anew"]

log = logging.getLogger(__name__)


async def assisted(ident: int, command: Command, desk: Desk) -> Outcome:
    """The key of the menu: what may be asked for. A key below that: it is asked."""
    incident, order = await desk.store.incident(ident), read_order(command.arg)
    if incident is None:
        return await turned_away(desk, "unknown", command, Message(N_("找不到这件事，请在最新的卡片上操作")))
    if order is not None:
        return await _ordered(incident, order, command, desk)
    if command.arg:
        return await turned_away(desk, "forged", command, Message(N_("按钮已失效，请在最新的卡片上操作")))
    policy = await desk.store.policy()
    if not has_assistant(policy):
        return await turned_away(desk, "off", command, Message(N_("本单位没有启用助手")))
    text = Message(N_("{text}"), {"text": assistant_state(incident, (), policy, desk.texts)})
    await desk.store.say(_notice(command, incident, text, keys=assistant_keys(incident)), command.now)
    return Outcome(answer=Message(N_("请在下方选择")))


async def _ordered(incident: Incident, order: Order, command: Command, desk: Desk) -> Outcome:
    outcome, begins = await desk.store.begin_use(incident, order, command)
    if not begins:
        return outcome
    if not desk.think(partial(_thought, incident, order, command, desk)):
        await desk.store.end_use(incident, order, command, None, came=Came.BUSY, tokens=0, seconds=0.0)
        return Outcome(answer=Message(N_("等助手草拟的太多，请稍后再试")), alert=True)
    return outcome


async def begin_anew(desk: Desk) -> None:
    """After a start: what a stop cut off is over. A model is not asked by itself; whoever wants it asks again."""
    for incident, order, command in await desk.store.cut_off(desk.clock()):
        notice = _notice(command, incident, by_hand(incident.number, order.task.name, cut()))
        # what it cost is not known: as much as can be
        await desk.store.end_use(incident, order, command, notice, came=Came.CUT, tokens=DEAREST, seconds=0.0)


async def _thought(incident: Incident, order: Order, command: Command, desk: Desk) -> None:
    """However it ends, whoever asked hears of it, and the use is over."""
    began = desk.clock()
    prompt = Prompt(system="", user="", most=0)
    try:
        prompt = await _prompt(incident, order, desk, began)
        said = await desk.assistant(prompt)
        text = await asyncio.to_thread(proposal, said.text, order.task.longest)
        if not text:
            raise odd()
    except Exception as error:
        if not isinstance(error, AssistantError):
            log.exception("the assistant failed at incident %s", incident.id)
        trouble = error if isinstance(error, AssistantError) else fault()
        words = by_hand(incident.number, order.task.name, trouble)
        notice, came = _notice(command, incident, words), trouble.came
        tokens = estimated(prompt) + prompt.most if trouble.tokens is None else trouble.tokens
    else:
        words = above_proposal(incident, order, unfounded(text, prompt))
        notice, came, tokens = _notice(command, incident, words, quoted=text), Came.DONE, said.tokens
    now = desk.clock()
    seconds, command = max(0.0, (now - began).total_seconds()), replace(command, now=now)
    await desk.store.end_use(incident, order, command, notice, came=came, tokens=tokens, seconds=seconds)
    desk.wake.set()


async def _prompt(incident: Incident, order: Order, desk: Desk, now: datetime) -> Prompt:
    matter = await desk.store.matter(incident.id, now)
    if matter is None:
        raise fault()
    return await asyncio.to_thread(prompt_of, order, matter, await desk.store.policy())


def _notice(command: Command, incident: Incident, text: Message, *, quoted: str = "", keys: Keys = ()) -> Notice:
    """In reply to the message of the key; no card of the incident: a reply to it is no comment on anything."""
    return Notice(
        key=f"assistant:{command.key}:{'asked' if keys else 'said'}",
        chat=command.origin.chat,
        text=rehearsed(text) if incident.drill else text,
        quoted=quoted,
        lane=Lane.PROMPT,
        answers=command.origin.message,
        keys=keys,
    )
