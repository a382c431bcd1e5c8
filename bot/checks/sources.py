"""Every source, looked at once: what does it bring? Side by side, through the guarded fetcher, nothing is stored."""

import asyncio
from collections.abc import Sequence

from bot.doctor import Ground, Trial
from core.doctor import Finding, bad, fine, note
from core.posts import Post, Source
from core.showing import shown
from core.texts import N_, Message
from jobs.sources import KINDS

#: looked at in one examination, and how many at a time
MOST, BESIDE = 300, 8
_TITLE = 30


async def check(ground: Ground) -> Sequence[Finding]:
    """Those of the database that are not paused; before there is one, those of the file."""
    if ground.trial is None:
        return ()
    listed = await _listed(ground)
    if not listed:
        mend = N_("发送 /source preset 挑选，或 /source add 增加")
        return (note(Message(N_("没有监测源")), Message(mend)),)
    beside = asyncio.Semaphore(BESIDE)
    found = await asyncio.gather(*(_looked_at(one, ground.trial, beside) for one in listed[:MOST]))
    if len(listed) <= MOST:
        return found
    text = Message(N_("另有 {count} 个监测源没有逐个试读"), {"count": len(listed) - MOST})
    return (*found, note(text, Message(N_("发送 /sources 看它们的日常状态"))))


async def _listed(ground: Ground) -> list[Source]:
    if ground.store is None:
        return list(ground.config.sources)
    # what comes by itself or by hand is nowhere to be fetched
    return [source for source, active in await ground.store.listed_sources() if active and source.kind in KINDS]


async def _looked_at(source: Source, trial: Trial, beside: asyncio.Semaphore) -> Finding:
    async with beside:
        return judged(source.name, *await trial(source))


def judged(name: str, posts: Sequence[Post], problem: Message | None) -> Finding:
    """What one look showed."""
    known = {"name": shown(name, 40), "count": len(posts)}
    if problem is not None and not posts:
        mend = N_("发送 /source test {name} 再试；换了地址的改 url，读不了的先暂停")
        return bad(Message(N_("监测源「{name}」：{problem}"), known | {"problem": problem}), Message(mend, known))
    if problem is not None:
        text = N_("监测源「{name}」读到 {count} 条，但不完整：{problem}")
        return note(Message(text, known | {"problem": problem}))
    if not posts:
        mend = N_("用 tingfeng parse 看读到了什么；列表页请核对选择器")
        return note(Message(N_("监测源「{name}」读到了，里面没有内容"), known), Message(mend))
    first = shown(posts[0].title or posts[0].text, _TITLE)
    return fine(N_("监测源「{name}」：{count} 条，第一条「{first}」"), **known, first=first)
