"""/week: the figures of a week, a month or a year, whenever somebody asks. Silent, and where it was asked for."""

import asyncio

from telegram import Update

from core.digest.asking import Wanted, decode_wanted, read_period
from core.digest.figures import Summary
from core.digest.leafing import answer as leaf
from core.digest.periods import Period, before
from core.digest.summary import summarise
from core.errors import InputError
from core.lists.incidents import Answer
from core.policy import Policy
from handlers.common import registered, say
from handlers.context import Context, Desk
from handlers.turning import turned
from storage.commands import Command


async def week(update: Update, context: Context) -> None:
    """/week [上周|本周|W46|11月|2026年]: the figures as the digest tells them."""
    written, desk = update.message, context.bot_data
    command = await registered(update, written, desk) if written else None
    if written is None or command is None:
        return
    policy = await desk.store.policy()
    try:
        period = read_period(" ".join(context.args or ()), policy.local(command.now).date())
    except InputError as error:
        await say(written, desk, error.message)
        return
    told = await _page(Wanted(period=period), policy, command, desk)
    await say(written, desk, told.text, keys=told.keys)


async def turn(update: Update, context: Context) -> None:
    """Another theme, or the period before or after: the same message shows it."""
    desk = context.bot_data
    policy = await desk.store.policy()
    today = policy.local(desk.clock()).date()

    async def page(wanted: Wanted, command: Command) -> Answer:
        return await _page(wanted, policy, command, desk)

    await turned(update, desk, lambda data: decode_wanted(data, today), page)


async def _page(wanted: Wanted, policy: Policy, command: Command, desk: Desk) -> Answer:
    today, period = policy.local(command.now).date(), wanted.period
    over = period.cut(today)
    began = await desk.store.began()
    earlier = await desk.store.kept_summary(before(period)) if over == period else None
    return leaf(
        wanted,
        await _figures(over, policy, desk),
        earlier,
        policy,
        desk.texts,
        began=policy.local(began).date() if began else today,
        today=today,
    )


async def _figures(period: Period, policy: Policy, desk: Desk) -> Summary:
    """As they were told, or counted now; of a running period the days that are over."""
    kept = await desk.store.kept_summary(period)
    if kept is not None:
        return kept
    # off the loop: everybody's presses would wait for a year's figures
    return await asyncio.to_thread(summarise, await desk.store.activity(period), policy)
