"""The chats where we speak: the team's group, the departments', the public channel. Are we in, and may we speak?"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.doctor import Ground
from bot.line import Line, LineError, RefusalError, Reply
from core.doctor import Finding, bad, fine, note
from core.policy import Policy
from core.texts import N_, Message

#: what cards, pictures and ledgers are
_NEEDED = ("can_send_messages", "can_send_photos", "can_send_documents")
_TO_BOTFATHER = N_("请群主把机器人设为管理员，或在群权限里允许成员发消息、图片和文件")


async def check(ground: Ground) -> Sequence[Finding]:
    """Each chat that is bound."""
    if ground.store is None:
        return ()
    policy = await ground.store.policy()
    unbound = () if policy.group else (_unbound(),)
    if ground.reached is None or not isinstance(ground.hello, Reply):
        return unbound
    us = ground.hello.result.get("id", 0)
    return (*unbound, *[await _looked_at(ground.reached, us, *one) for one in _chats(policy)])


def _unbound() -> Finding:
    mend = N_("把机器人拉进群，运行 tingfeng bind-code，在群里发送 /bind 绑定码")
    return bad(Message(N_("还没有绑定工作群")), Message(mend))


def _chats(policy: Policy) -> list[tuple[int, Message]]:
    """Their numbers, and what people call them."""
    named = [(policy.group, Message(N_("工作群"))), (policy.channel, Message(N_("发布频道")))]
    named += [(unit.chat, Message(N_("{name}的群"), {"name": unit.name})) for unit in policy.departments]
    return [(chat, name) for chat, name in named if chat]


async def _looked_at(line: Line, us: int, chat: int, name: Message) -> Finding:
    try:
        about = await line.ask("getChat", chat_id=chat)
        member = await line.ask("getChatMember", chat_id=chat, user_id=us)
    except RefusalError as refusal:
        mend = N_("确认机器人还在里面；换了群的，在新群里重新 /bind")
        return bad(Message(N_("{name}：{words}"), {"name": name, "words": refusal.message}), Message(mend))
    except LineError as error:
        return bad(Message(N_("{name}：{words}"), {"name": name, "words": error.message}), Message(N_("稍后再试")))
    return judged(name, about.result, member.result)


def judged(name: Message, chat: Mapping[str, Any], member: Mapping[str, Any]) -> Finding:
    """What Telegram says of a chat and of our place in it."""
    kind, status, named = chat.get("type"), member.get("status"), {"name": name}
    if status in ("left", "kicked"):
        return bad(Message(N_("机器人不在{name}里"), named), Message(N_("把机器人重新拉进群")))
    if kind == "channel":
        return _channel(member, named)
    if not _may_speak(chat, member):
        return bad(Message(N_("机器人在{name}里不能发消息、图片或文件"), named), Message(_TO_BOTFATHER))
    if kind == "group":
        text = N_("{name}还是普通群：可以用；升级为超级群时编号会变，听风会自动跟过去")
        return note(Message(text, named))
    return fine(N_("{name}：机器人在群里，能发言"), **named)


def _channel(member: Mapping[str, Any], named: Mapping[str, object]) -> Finding:
    if member.get("status") == "administrator" and member.get("can_post_messages", True):
        return fine(N_("{name}：机器人能发布"), **named)
    mend = N_("把机器人设为频道管理员，允许发布消息；不用代发的，把 [telegram] channel 设为 0")
    return bad(Message(N_("机器人不能在{name}里发布"), named), Message(mend))


def _may_speak(chat: Mapping[str, Any], member: Mapping[str, Any]) -> bool:
    """An administrator always; who is restricted by what is left to them, else by what the group allows everybody."""
    status = member.get("status")
    if status in ("administrator", "creator"):
        return True
    allowed: Mapping[str, Any] = member if status == "restricted" else chat.get("permissions") or {}
    return all(allowed.get(right, True) for right in _NEEDED)
