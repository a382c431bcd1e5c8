"""The same day of the town on PostgreSQL."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.endurance import measured
from benchmarks.spread import server
from benchmarks.table import Table


def measure() -> Table:
    """One day on a server of its own."""
    with server() as url, TemporaryDirectory() as folder:
        return measured("A day of the town on PostgreSQL", "PostgreSQL", Path(folder), url)
