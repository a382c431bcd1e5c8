"""The drill that goes on, played from its row: posts enter by the door of all that comes by itself, journalists ask.

row → due steps → arrivals (taken in as ever) and questions → how many are out; at its end the score card
A step has one key, so a restart in the middle plays none twice and leaves none out.
"""

from datetime import datetime, timedelta
from functools import partial

from core.bysystem import system_turn
from core.drill import running, scenario
from core.drill.running import Run
from core.drill.scenario import Asking
from core.drill.telling import card
from core.policy import Policy
from jobs.tools import Job, Tools


async def drill(tools: Tools) -> None:
    """What is due of it; something serious that is real goes before all of it."""
    run = await tools.store.drill()
    if run is None:
        return
    now, policy = tools.clock(), await tools.store.policy()
    alarms = [one for real in await tools.store.real_alarms(run) for one in running.real_one(run, real, policy)]
    said = await tools.store.said_before([one.key for one in alarms])
    for notice in (one for one in alarms if one.key not in said):
        await tools.store.say(notice, now)
    await _played(run, policy, now, tools)
    # what has just been let out is taken in first
    if not run.due(now) and run.is_over(await tools.store.drill_incidents(run), now):
        tell = partial(card, texts=tools.texts)
        await tools.store.end_drill(run, system_turn(policy, now), tell)
    tools.ring.set()


async def _played(run: Run, policy: Policy, now: datetime, tools: Tools) -> None:
    due = run.due(now)
    posts = [(place, one) for place, one in due if not isinstance(one, Asking)]
    asked = [running.asked(run, place, one, policy) for place, one in due if isinstance(one, Asking)]
    if posts:
        found = [scenario.arrival(run.id, place, one, run.at(one.at), run.pace) for place, one in posts]
        await tools.store.receive_arrivals(found, now)
    if due:
        await tools.store.drill_played(run, due[-1][0] + 1, asked, now)


JOB = Job(name="drill", every=timedelta(seconds=2), run=drill)
