"""What somebody wants of the ledger: which days, which incidents, in which form."""

from dataclasses import dataclass

from core.digest.periods import Period

#: the status of a wish that lets through whatever is still being worked on
IN_HAND = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Incidents detected in the period; a filter that is "" lets everything through."""

    period: Period
    #: xlsx | csv
    form: str = "xlsx"
    #: core.severity.Severity, core.incident.Status or `IN_HAND`, a department, as wire values
    severity: str = ""
    status: str = ""
    department: str = ""
