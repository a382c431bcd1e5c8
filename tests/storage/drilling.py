"""Every question that the store answers and that does not name a single thing, asked by itself: a new one is asked too.

Where a question wants an incident, the real #0001 is meant.
"""

import inspect
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.choosing import Need
from core.digest.brief import day_facts
from core.digest.facts import Activity, Head
from core.digest.figures import Summary
from core.digest.periods import Span, containing
from core.digest.summary import summarise
from core.ledger.wish import Wish
from core.lists.keys import Asked
from core.policy import Policy
from core.posts import Post
from storage import Store
from storage.gauges import Gauges
from storage.rule_drafts import TRIAL, WRITE

#: what knows of drills by right, and why
IN_DRILLS = {
    "activity": "incidents of drills are told apart in it (另计：演练 n 件); all that is counted from it is compared",
    "gauges": "how much the machine has to do; what they say of matters, sources and posts is compared",
    "drill": "drills themselves",
    "drill_began": "drills themselves",
    "past_drills": "drills themselves",
    "audit_head": "the log has its acts too, marked",
    "export_audit": "the log has its acts too, marked",
    "verify_audit": "the log has its acts too, marked",
}
#: what is to be done while one goes on, each line and message of it marked; of these nothing is left when it is over
AT_WORK = {
    "open_page": "a list of work",
    "stale_cards": "its cards are drawn",
    "waiting": "its messages are sent",
    "new_arrivals": "its posts wait at the door",
    "risen": "it calms down",
    "silent": "it calms down",
    "snoozed": "it wakes",
    "unhandled": "its presses are heard",
}
#: what names one message, person, key, row or look: it answers of nothing else
SINGLE = {
    *("actor", "card", "chat", "key", "keys", "message", "named", "person"),
    *("run", "source", "statement", "update_id", "version"),
}

Figures = Mapping[str, Any]


def questions() -> dict[str, tuple[str, ...]]:
    """By name the parameters of everything that only reads and names no single thing."""
    found = {}
    for name in dir(Store):
        asked = getattr(Store, name)
        if name.startswith("_") or not (inspect.iscoroutinefunction(asked) or inspect.isasyncgenfunction(asked)):
            continue
        source = _source(asked)
        given = [one for one in inspect.signature(asked).parameters.values() if one.name != "self"]
        wanted = {one.name for one in given if one.default is one.empty}
        if "db.read()" not in source or "db.write()" in source:
            continue
        if not wanted & SINGLE:
            found[name] = tuple(wanted)
    return found


def _source(asked: Any) -> str:
    """Its own, with that of what it calls on itself."""
    own = inspect.getsource(asked)
    called = (getattr(Store, one, None) for one in re.findall(r"self\.(\w+)\(", own))
    return own + "".join(inspect.getsource(one) for one in called if inspect.isfunction(one))


async def arguments(store: Store, now: datetime, page: str) -> dict[str, Any]:
    """What the questions are asked with, by the names of their parameters, or of question and parameter."""
    week, policy = containing(Span.WEEK, now.date()), await store.policy()
    early, late = now - timedelta(days=20), now + timedelta(days=40)
    return {
        "now": now,
        "since": early,
        "lately": early,
        "begin": early,
        "moment": now,
        "before": late,
        "end": late,
        "period": week,
        "wish": Wish(period=week),
        "words": "塌方",
        "page": 0,
        "after": 0,
        "until": 10**9,
        "limit": 500,
        "most": 500,
        "rule": "工程安全",
        "found": (Post(key="x", url=page),),
        "policy": policy,
        "incident": 1,
        "ident": 1,
        "idents": (1,),
        "kinds": (WRITE, TRIAL),
        "asked": Asked(what="all"),
        "levels": {},
        "picker": Need.NOTHING.value,
    } | {
        # all that will ever be due: what has its turn at an instant changes with every look at a source
        "due_sources.now": late,
        "waiting_pages.now": late,
        "snoozed.now": late,
        # a menu that is left fades for a while, by a clock that went on since
        "stale_cards.now": late,
        # found_page(words, page) means the page of a list, incidents_at(page) an address
        "incidents_at.page": page,
        "around.incident": await store.incident(1),
    }


async def figures(store: Store, now: datetime, *, page: str = "https://forum.example/1") -> Figures:
    """All the answers, in a form that can be compared. A question with an unknown parameter is a KeyError: say what."""
    given, answers = await arguments(store, now, page), dict[str, Any]()
    for name, wanted in questions().items():
        if name not in IN_DRILLS:
            values = {one: given.get(f"{name}.{one}") or given[one] for one in wanted}
            kinds = values.pop("kinds", ())
            answers[name] = await plain(getattr(store, name)(*kinds, **values))
    policy, incident = given["policy"], given["around.incident"]
    for span in (Span.DAY, Span.WEEK, Span.MONTH, Span.YEAR):
        period = containing(span, now.date())
        answers[f"summary of the {span.value}"] = counted(await store.activity(period), policy)
    today = containing(Span.DAY, now.date())
    day = day_facts(await store.activity(today), now - timedelta(hours=20), now + timedelta(hours=4))
    answers["brief"] = replace(day, head=Head())
    answers["gauges"] = _of_matters(await store.gauges(now))
    # the newest post alone, and what pickers offer
    answers["window of one"] = await store.window(given["since"], 1)
    for picker in ("mg", "ag", "sp"):
        answers[f"picker {picker}"] = await store.around(incident, policy, picker, now)
    return answers


def at_rest(found: Figures) -> Figures:
    """Without what is to be done while a drill goes on."""
    return {name: answer for name, answer in found.items() if name not in AT_WORK}


def counted(activity: Activity, policy: Policy) -> Summary:
    """The figures of a period; drills are told apart, and the head of the log moves with everything."""
    return replace(summarise(activity, policy), drills=0, seq=0, hash="")


def _of_matters(found: Gauges) -> tuple[Any, ...]:
    return found.incidents, found.sources, found.blind, found.posts, found.evidence


async def plain(asked: Any) -> Any:
    """What came of it, comparable; when a source was last looked at says nothing of a drill."""
    came = [one async for one in asked] if isinstance(asked, AsyncIterator) else await asked
    if isinstance(came, tuple):
        return tuple(sorted((_steady(one) for one in came), key=repr))
    return vars(came) if not is_dataclass(came) and hasattr(came, "__dict__") else came


def _steady(one: Any) -> Any:
    if hasattr(one, "standing") and hasattr(one, "cursor"):
        return one.id, one.source
    return replace(one, last_ok_at=None) if hasattr(one, "last_ok_at") else one
