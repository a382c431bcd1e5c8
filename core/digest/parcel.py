"""What is sent for a period: the lead message, and as replies under it details, pictures, the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.digest import charts
from core.digest.charts import Spell
from core.digest.details import details
from core.digest.figures import Summary
from core.digest.lines import is_empty
from core.digest.periods import Span
from core.digest.telling import lead
from core.ledger.wish import Wish
from core.lists.incidents import Answer, plain
from core.outgoing import Enclosure, Lane, Notice
from core.pictures.charts import Chart
from core.policy import Policy
from core.texts import N_, Message, Texts

#: behind what people wait for; never among the small notices that are told in one after a downtime
_LANE = Lane.NEW_CARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One period, and what its telling needs beside its figures."""

    summary: Summary
    #: the period before it as it was told
    before: Summary | None = None
    #: when sources were blind in it
    spells: tuple[Spell, ...] = ()
    #: how many incidents its ledger has
    rows: int = 0
    #: sent long after its time
    late: bool = False


def parcel(told: Told, policy: Policy, texts: Texts) -> tuple[Notice | Enclosure, ...]:
    """The messages in their order; an empty period has the lead and its picture alone."""
    summary = told.summary
    first = f"digest:{summary.period.key}"
    head = lead(summary, told.before, policy, texts, late=told.late)
    said: list[Notice | Enclosure] = [_notice(first, head, policy)]
    if not is_empty(summary):
        pages = enumerate(details(summary, policy, texts), 1)
        said += [_notice(f"{first}:{number}", page, policy, after=first) for number, page in pages]
    for name, chart in _pictures(told, policy, texts):
        caption = plain(chart.title)
        key = f"{first}:{name}"
        said.append(Enclosure(key=key, chat=policy.group, text=caption, content=chart, lane=_LANE, after=first))
    if told.rows:
        caption = Message(N_("台账 {period}，共 {count} 件"), {"period": summary.period.label, "count": told.rows})
        wish = Wish(period=summary.period)
        key = f"{first}:ledger"
        said.append(Enclosure(key=key, chat=policy.group, text=caption, content=wish, lane=_LANE, after=first))
    return tuple(said)


def _notice(key: str, said: Answer, policy: Policy, *, after: str = "") -> Notice:
    return Notice(key=key, chat=policy.group, text=said.text, lane=_LANE, keys=said.keys, after=after)


def _pictures(told: Told, policy: Policy, texts: Texts) -> Iterator[tuple[str, Chart]]:
    """Every week has one; a month and a year have two more where they show something."""
    yield "trend", charts.trend(told.summary, told.before, texts)
    if told.summary.period.span is Span.WEEK:
        return
    further: Sequence[tuple[str, Chart | None]] = (
        ("departments", charts.departments(told.summary, texts)),
        ("sources", charts.sources(told.summary, told.spells, policy.figures.timezone, texts)),
    )
    yield from ((name, chart) for name, chart in further if chart is not None)
