"""/bind: the group, or a department's chat, with a code of the server's or by a lead."""

from telegram import Update, User
from telegram.constants import ChatID, ChatType

from core.people import Actor, Role
from core.practice import offer
from core.team.binding import wish
from core.texts import N_, Message
from handlers.common import command_of, say, stranger
from handlers.context import Context

#: refusals that cost no try are answered once a minute in a chat
_MINUTE = 60


async def bind(update: Update, context: Context) -> None:
    """Whoever sends the code binds the chat; what is wrong is said where it was sent."""
    written, desk, words = update.message, context.bot_data, tuple(context.args or ())
    if written is None or written.from_user is None:
        return
    policy, person, now = await desk.store.policy(), written.from_user, desk.clock()
    hidden = written.sender_chat is not None or person.id == ChatID.ANONYMOUS_ADMIN
    actor = _nobody(person) if hidden else policy.actor(person.id) or stranger(person)
    command = command_of(update, written, desk, actor)
    problem = _problem(written.chat.type, hidden, words)
    if problem is not None:
        await desk.store.refused("bind", "group", command)
        await say(written, desk, problem, key=f"bind:{written.chat.id}:{int(now.timestamp() // _MINUTE)}")
        return
    known = tuple(d.name for d in policy.departments)
    asked = wish(words, person.full_name, known, lead=actor.may(Role.LEAD))
    outcome = await desk.store.bind(asked, command)
    if not outcome.refused:
        # what was found before there was a group is shown now
        await desk.store.chat_reachable(written.chat.id)
        await desk.store.catch_up_cards()
    minute = f"bind:{outcome.refused}:{written.chat.id}:{int(now.timestamp() // _MINUTE)}"
    # whoever has just bound the team's group may want to see a card before there is a real one
    keys = () if outcome.refused or asked.department else offer()
    await say(written, desk, outcome.answer, key="" if outcome.refused in ("", "code") else minute, keys=keys)


def _problem(kind: str, hidden: bool, words: tuple[str, ...]) -> Message | None:
    if kind not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return Message(N_("请把机器人加入群，在群里发送 /bind 绑定码"))
    if hidden:
        return Message(N_("匿名管理员无法绑定，请关闭匿名后再发"))
    if not words:
        return Message(N_("用法：/bind 绑定码，或 /bind 绑定码 部门名；绑定码由 tingfeng bind-code 生成"))
    return None


def _nobody(person: User) -> Actor:
    return Actor(id=person.id, name="", roles=frozenset())
