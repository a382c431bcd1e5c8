"""What presses and written words share: the pure judgement, who somebody is that nobody registered, an answer."""

import logging
from dataclasses import replace

from telegram import Message as Written
from telegram import Update, User
from telegram.constants import ChatType

from core.actions import BY_CODE
from core.changes import Entry, Origin, Turn
from core.incident import Incident
from core.lists.incidents import Keys
from core.outgoing import Key, Lane, Notice
from core.people import Actor, Role
from core.policy import Policy
from core.showing import clip
from core.team.keys import join_link
from core.texts import N_, Message
from core.workflow import Need, Outcome, act
from handlers.context import Desk
from storage.commands import Command, Ground

log = logging.getLogger(__name__)


def decide(incidents: tuple[Incident, ...], ground: Ground, *, command: Command, seen: int | None) -> Outcome:
    """The pure judgement that storage calls inside its transaction."""
    incident, *others = incidents
    turn = Turn(
        # who was registered when the button was pressed may be so no more, or hold another role
        actor=ground.policy.actor(command.actor.id) or replace(command.actor, roles=frozenset()),
        now=command.now,
        policy=ground.policy,
        origin=command.origin,
        seen=seen,
        arg=command.arg,
        words=command.words,
        confirmed=ground.confirmed,
        others=tuple(others),
        posts=ground.posts,
        texts=ground.texts,
        file=command.file,
    )
    return act(BY_CODE[command.action], incident, turn, known=BY_CODE)


def subjects(command: Command, incident: int) -> tuple[tuple[int, ...], Command]:
    """The incidents that the act is about, the pressed one first, and the command with what it must read."""
    action = BY_CODE[command.action]
    posts = action.needs in (Need.OTHER, Need.POSTS) and bool(command.arg)
    command = replace(command, posts=posts, texts=action.needs is Need.TEXTS)
    named = command.arg.removeprefix("-")
    names_other = action.needs is Need.OTHER and named.isdecimal() and len(named) < 19
    return ((incident, int(command.arg)) if names_other else (incident,)), command


def stranger(person: User) -> Actor:
    """Whoever is not registered acts without any role."""
    return Actor(id=person.id, name=clip(person.full_name, 60), roles=frozenset())


def not_registered(policy: Policy) -> Message:
    """What an unregistered person is told."""
    who = policy.who_may(Role.LEAD)
    if not policy.username:
        return Message(N_("您还没有登记，请联系带班领导（{who}）"), {"who": who})
    text = N_("您还没有登记。点 {link} 申请加入，由带班领导（{who}）同意")
    return Message(text, {"link": join_link(policy.username), "who": who})


async def registered(update: Update, written: Written, desk: Desk) -> Command | None:
    """The command of a registered person in one of our chats; others are turned away and logged."""
    policy, person = await desk.store.policy(), written.from_user
    if person is None:
        return None
    private = written.chat.id == person.id
    actor = policy.actor(person.id)
    command = command_of(update, written, desk, actor or stranger(person))
    if not (private or policy.is_ours(written.chat.id)):
        await desk.store.refused("foreign", "gate", command)
        # how an operator learns the number of a group; nothing is said there
        log.info("chat %s wrote; put it under [telegram] group to bind it", written.chat.id)
        return None
    await desk.store.chat_reachable(written.chat.id)
    if actor is None:
        await desk.store.refused("stranger", "gate", command)
        # once an hour: whoever forwards us a thousand messages must not make us write a thousand
        hour = int(command.now.timestamp() // 3600)
        await say(written, desk, not_registered(policy), key=f"stranger:{person.id}:{hour}")
        return None
    return command


def replied_to(written: Written) -> Written | None:
    """The message that this one answers; all that is said in a forum topic replies to the topic's root, which is none.

    Replies outside of forums have a thread of their own, named by the message that they answer.
    """
    answered = written.reply_to_message
    root = written.is_topic_message and answered is not None and answered.message_id == written.message_thread_id
    return None if root else answered


def command_of(update: Update, written: Written, desk: Desk, actor: Actor) -> Command:
    """The command that a written message is; its update makes it one of a kind."""
    entry = Entry.REPLY if replied_to(written) else Entry.COMMAND
    origin = Origin(entry=entry, chat=written.chat.id, message=written.message_id)
    return Command(key=f"update:{update.update_id}", actor=actor, origin=origin, now=desk.clock())


async def say(
    written: Written,
    desk: Desk,
    text: Message,
    *,
    incident: int = 0,
    key: str = "",
    keys: tuple[tuple[Key, ...], ...] = (),
) -> None:
    """Answer where it was written, once for each message."""
    notice = Notice(
        key=key or f"said:{written.chat.id}:{written.message_id}",
        chat=written.chat.id,
        text=text,
        lane=Lane.PROMPT,
        incident=incident,
        answers=0 if written.chat.type == ChatType.PRIVATE else written.message_id,
        keys=keys,
    )
    await desk.store.say(notice, desk.clock())
    desk.wake.set()


async def put(key: str, text: Message, keys: Keys, command: Command, desk: Desk, *, target: int = 0) -> None:
    """Say it once in the command's chat; `target`: in place of that message of ours."""
    notice = Notice(key=key, chat=command.origin.chat, text=text, lane=Lane.PROMPT, keys=keys, target=target)
    await desk.store.say(notice, desk.clock())
    desk.wake.set()
