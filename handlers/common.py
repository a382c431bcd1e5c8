"""What presses and written words share: the pure judgement, and who somebody is that nobody registered."""

import logging
from dataclasses import replace

from telegram import CallbackQuery, Update, User
from telegram import Message as Written
from telegram.constants import ChatType
from telegram.error import BadRequest, NetworkError, TelegramError

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

#: UTF-16 units of an alert box
ANSWER_LIMIT = 200
#: seconds; Telegram takes an answer for about as long
ANSWER_WITHIN = 10

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
    names_other = action.needs is Need.OTHER and command.arg.isdecimal() and len(command.arg) < 19
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


async def answer(query: CallbackQuery, outcome: Outcome, desk: Desk) -> None:
    """Stop the spinner; a stranger lands where one can ask to join. A query too old to answer is no error."""
    text = clip(desk.texts.say(outcome.answer), ANSWER_LIMIT)
    unknown = outcome.refused == "stranger" and desk.store.username
    link = join_link(desk.store.username) if unknown else None
    # a phone that gets words opens no link: the private chat says the rest
    error = await _answered(query, "" if link else text, link, alert=outcome.alert)
    if isinstance(error, BadRequest):
        # no spinner goes on because Telegram does not like a link or our words
        await _answered(query, text if link else "", None, alert=outcome.alert)
    elif isinstance(error, NetworkError):
        # lost on the way there or back; a second one does no harm
        await _answered(query, text, link, alert=outcome.alert)


async def _answered(query: CallbackQuery, text: str, link: str | None, *, alert: bool) -> TelegramError | None:
    """What went wrong; the change is committed and the card will tell, so that nothing more is done about it."""
    try:
        await query.answer(text or None, show_alert=alert, url=link, read_timeout=ANSWER_WITHIN)
    except TelegramError as error:
        if "query is too old" in error.message.lower():
            return None
        log.warning("a press could not be answered: %s", error.message)
        return error
    return None


async def tapped(query: CallbackQuery, desk: Desk) -> Command | None:
    """The command of a registered person's tap in one of our chats; others are turned away, answered and logged."""
    policy, chat = await desk.store.policy(), query.message.chat.id if query.message else 0
    message = query.message.message_id if query.message else 0
    actor = policy.actor(query.from_user.id)
    origin = Origin(entry=Entry.BUTTON, chat=chat, message=message, callback=query.id)
    who = actor or stranger(query.from_user)
    command = Command(key=f"press:{query.id}", actor=who, origin=origin, now=desk.clock())
    if not (policy.is_ours(chat) or chat == query.from_user.id):
        code, words = "foreign", Message(N_("这里不是本单位的群，不能操作"))
    elif actor is None:
        code, words = "stranger", not_registered(policy)
    else:
        await desk.store.chat_reachable(chat)
        return command
    await desk.store.refused(code, "gate", command)
    await answer(query, Outcome(answer=words, alert=True, refused=code), desk)
    return None


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


async def turned_away(desk: Desk, code: str, command: Command, words: Message) -> Outcome:
    """Not for this person, this chat or this button: logged, and said in an alert box."""
    await desk.store.refused(code, "gate", command)
    return Outcome(answer=words, alert=True, refused=code)


async def put(key: str, text: Message, keys: Keys, command: Command, desk: Desk, *, target: int = 0) -> None:
    """Say it once in the command's chat; `target`: in place of that message of ours."""
    notice = Notice(key=key, chat=command.origin.chat, text=text, lane=Lane.PROMPT, keys=keys, target=target)
    await desk.store.say(notice, desk.clock())
    desk.wake.set()
