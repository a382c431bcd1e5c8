"""Looks on trial (试读): they take long, so what they brought is said later, in the chat where it was asked for."""

import shlex
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from core.errors import InputError
from core.lists.incidents import Keys, plain
from core.posts import Source
from core.showing import clip
from core.texts import N_, Message
from core.watching.listing import offered, trial_told
from handlers.common import put
from handlers.context import Desk
from storage.commands import Command
from storage.source_changes import Known

BUSY = N_("正在试读的监测源太多，请稍后再试")


def try_known(known: Known, command: Command, desk: Desk) -> bool:
    """Look at a source that is watched, soon; False where too many wait."""
    return _soon(partial(_tried, known, command, desk), command, desk)


def try_new(made: Source, command: Command, desk: Desk) -> Message:
    """Look at a source that nobody watches yet and offer it if it can be read; what is said meanwhile."""
    return begun(made.name, fine=_soon(partial(_tried_first, made, command, desk), command, desk))


def try_address(address: str, command: Command, desk: Desk) -> Message:
    """An address that nobody watches is read as a feed; other kinds need to be told where things stand."""
    try:
        made = desk.read_source(shlex.join(("/source", "test", "rss", clip(address, 40), address)))
    except InputError as error:
        return Message(N_("⚠️ {error}"), {"error": error.message})
    return begun(made.name, fine=try_known(Known(id=0, source=made, active=True), command, desk))


def begun(name: str, *, fine: bool) -> Message:
    """What is said while the look lasts."""
    return Message(N_("正在试读「{name}」，请稍候") if fine else BUSY, {"name": name})


def _soon(work: Callable[[], Awaitable[None]], command: Command, desk: Desk) -> bool:
    """Whoever waits for it hears also that it broke off."""

    async def done() -> None:
        try:
            await work()
        except Exception:
            await put(f"trial:{command.key}", Message(N_("⚠️ 试读没有完成，请再试一次")), (), command, desk)
            raise

    return desk.aside(done)


async def _tried(known: Known, command: Command, desk: Desk) -> None:
    """One look that stores nothing."""
    posts, problem = await desk.trial(known.source)
    told = trial_told(known.source.name, posts, problem, await desk.store.policy(), desk.texts)
    await put(f"trial:{command.key}", plain(told), (), command, desk)


async def _tried_first(made: Source, command: Command, desk: Desk) -> None:
    """A new source is kept, resting, only if it can be read; then it is asked whether to use it."""
    posts, problem = await desk.trial(made)
    told, keys = trial_told(made.name, posts, problem, await desk.store.policy(), desk.texts), Keys()
    if problem is not None and not posts:
        told += "\n" + desk.texts(N_("没有加入。改好后请再发送一次"))
    else:
        outcome = await desk.store.add_source(made, replace(command, now=desk.clock()))
        known = await desk.store.known_source(made.name)
        told += "\n" + desk.texts.say(outcome.answer)
        keys = offered(known.id) if known is not None and not outcome.refused else keys
    await put(f"trial:{command.key}", plain(told), keys, command, desk)
