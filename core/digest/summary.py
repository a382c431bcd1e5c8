"""From an activity to its figures (汇总): every number of the reports, counted in one place."""

from core.digest.count_around import sources, work
from core.digest.count_clocks import answers, clocks
from core.digest.count_flow import flow
from core.digest.count_judged import judged, mentions
from core.digest.count_standing import standing
from core.digest.count_times import times
from core.digest.facts import Activity
from core.digest.figures import Summary
from core.digest.ground import ground
from core.policy import Policy


def summarise(activity: Activity, policy: Policy) -> Summary:
    """Every figure of the period."""
    made = ground(activity, policy)
    parts = (flow, times, clocks, answers, judged, mentions, standing, sources, work)
    values = {name: value for part in parts for name, value in part(made).items()}
    return Summary(period=activity.period, as_of=activity.as_of, **values)
