"""`./run.sh bench [SUBJECT …] [--write]`: medians of interleaved rounds and their ratios, with the machine named.

Absolute figures of two runs cannot be compared; ratios within one run can.
"""

import argparse
import importlib
import os
import platform
import sys
from pathlib import Path

from benchmarks.sample import ASK

#: one file each, with `measure() -> Table`
SUBJECTS = (
    "feeds",
    "detection",
    "duplicates",
    "idle",
    "rounds",
    "spread",
    "presses",
    "queries",
    "digests",
    "pictures",
    "endurance",
    "endurance_postgres",
)
#: subjects of several tables, one file each
PARTS = {
    "detection": (
        "detection",
        "detection_negative",
        "detection_everyday",
        "detection_copies",
        "detection_events",
        "detection_refit",
        "detection_start",
    ),
}
RESULTS = Path(__file__).with_name("RESULTS.md")
_MARK = "<!-- what follows is written by `./run.sh bench --write` -->\n"


def main() -> int:
    """Print one table a subject; with --write also into RESULTS.md."""
    parser = argparse.ArgumentParser(prog="./run.sh bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}; default: all")
    parser.add_argument("--write", action="store_true", help="replace these tables of benchmarks/RESULTS.md")
    options = parser.parse_args()
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    parts = [part for name in options.subjects or SUBJECTS for part in PARTS.get(name, (name,))]
    for name in parts:
        where = machine()
        table = importlib.import_module(f"benchmarks.{name}").measure()
        say(f"{table.markdown}\n{where}")
        # what was skipped says nothing against what was measured
        if options.write and ASK not in table.markdown:
            write_down(table.title, f"{table.markdown}\n{where}")
    return 0


def write_down(title: str, said: str) -> None:
    """Put a table into RESULTS.md in place of its former self; remarks and other tables stay."""
    remarks, _, tables = RESULTS.read_text("utf-8").partition(_MARK)
    known = {table.partition("\n")[0]: f"## {table.strip()}\n" for table in f"\n{tables}".split("\n## ")[1:]}
    RESULTS.write_text(f"{remarks}{_MARK}\n" + "\n".join((known | {title: said}).values()), "utf-8")


def machine() -> str:
    """Where this was measured."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return (
        f"{model or platform.processor()}, {os.cpu_count()} cores, {platform.platform(terse=True)},"
        f" Python {platform.python_version()}; load {os.getloadavg()[0]:.1f} at the start; medians.\n"
    )


def say(line: str) -> None:
    """A part of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
