"""What every subject gives back, and how rounds are taken: interleaved, so that a busy minute hits all alike."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the report; `note` says under which conditions."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def markdown(self) -> str:
        """As it is printed and written."""
        lines = [self.head, tuple("---" for _ in self.head), *self.rows]
        return f"## {self.title}\n\n{self.note}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def seconds(cases: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median time of each case, in seconds."""
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, run in cases.items():
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(taken) for name, taken in times.items()}


def rates(cases: Mapping[str, Callable[[], object]], count: int) -> tuple[tuple[str, ...], ...]:
    """Rows: what, so many a second, against the last line."""
    taken = seconds(cases)
    last = taken[list(cases)[-1]]
    return tuple((name, f"{count / span:,.0f}", f"{last / span:.1f}x") for name, span in taken.items())


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
