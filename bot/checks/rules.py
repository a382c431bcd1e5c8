"""The rule file: it must be readable whole, or the next start will refuse it."""

from collections.abc import Sequence

from bot.doctor import Ground
from bot.seeding import load_rules
from core.doctor import Finding, bad, fine
from core.errors import InputError
from core.texts import N_, Message


async def check(ground: Ground) -> Sequence[Finding]:
    """Read it as a start does."""
    file = ground.config.rules.file
    if file is None:
        return ()
    try:
        rules = load_rules(ground.config)
    except InputError as error:
        mend = Message(N_("运行 tingfeng rules check {file} 看出错的行"), {"file": file})
        return (bad(Message(N_("规则文件有错：{error}"), {"error": error.message}), mend),)
    return (fine(N_("规则文件：{groups} 组，没有错误"), groups=len(rules.groups)),)
