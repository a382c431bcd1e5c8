"""学习: marks are gathered, a model is fitted from all of them in a process of its own, and the better one is used.

audit → marks → (enough of them new, the last fit long ago) → worker → model and its examination → use it, or not
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

from core.learning import Mark, Model
from core.models.standing import Learned, State
from core.texts import N_, Message
from jobs.learning import Lesson
from jobs.learning import learn as taught
from jobs.tools import Job, Tools
from storage.models import Made

log = logging.getLogger(__name__)


async def learn(tools: Tools) -> None:
    """Bring the marks up to date, fit a model where one is due, and judge by the one that is to be used."""
    while await tools.store.gather():
        pass
    await tools.memory.learn(tools.store)
    found = await tools.store.begin_fitting(tools.clock())
    if found is None:
        return
    # what is used now is what the new one is examined beside
    await tools.memory.learn(tools.store)
    problem = await _fitted(found, tools)
    if problem is not None:
        await tools.store.fitting_failed(problem)
    await tools.memory.learn(tools.store)


async def _fitted(found: Learned, tools: Tools) -> Message | None:
    """Keep what the worker made of the marks; else what went wrong."""
    try:
        lesson = await taught(_marks(tools), tools.memory.model)
        return lesson.problem or await _kept(found, lesson, tools)
    except TimeoutError:
        log.error("learning took too long and was ended")
        return Message(N_("学习用时过长，已停止；现用的版本不变"))
    except Exception:
        log.exception("learning failed")
        return Message(N_("学习程序中途退出，原因见日志；现用的版本不变"))


async def _kept(found: Learned, lesson: Lesson, tools: Tools) -> Message | None:
    if lesson.exam is None:
        return Message(N_("较新的标记里，该报的或误报的太少，还检验不了"))
    model = await asyncio.to_thread(Model.from_bytes, lesson.model)
    # the line that posts are judged by is drawn from all marks, not from the older ones alone
    exam = replace(lesson.exam, threshold=model.threshold)
    made = Made(version=model.version, body=lesson.model, exam=exam)
    state = await tools.store.keep_model(made, found, tools.clock())
    log.info("model %s of %d marks: %s", model.version, found.positive + found.negative, state.value)
    if state is State.REFUSED:
        log.warning("model %s is not used, and is kept aside; /model says why", model.version)
    return None


async def _marks(tools: Tools) -> AsyncIterator[Sequence[Mark]]:
    """All of them, page by page: everybody's presses come in between, and no more than a page is in memory."""
    last = 0
    while page := await tools.store.marked(last):
        yield page
        last = int(page[-1].id)


#: while one run waits for its worker, another gathers marks
JOB = Job(name="learn", every=timedelta(minutes=1), run=learn, at_once=2)
