"""`./run.sh bench [SUBJECT …] [--write]`: medians of interleaved rounds and their ratios, with the machine named.

Absolute figures of two runs cannot be compared; ratios within one run can.
"""

import argparse
import importlib
import os
import platform
import sys
from pathlib import Path

#: one file each, with `measure() -> Table`
SUBJECTS = (
    "feeds",
    "detection",
    "duplicates",
    "idle",
    "rounds",
    "presses",
)
RESULTS = Path(__file__).with_name("RESULTS.md")
_MARK = "<!-- what follows is written by `./run.sh bench --write` -->\n"


def main() -> int:
    """Print one table a subject; with --write also into RESULTS.md, below its remarks."""
    parser = argparse.ArgumentParser(prog="./run.sh bench", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(SUBJECTS)}; default: all")
    parser.add_argument("--write", action="store_true", help="replace the tables of benchmarks/RESULTS.md")
    options = parser.parse_args()
    if unknown := set(options.subjects) - set(SUBJECTS):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    parts = [machine()]
    say(parts[0])
    for name in options.subjects or SUBJECTS:
        parts.append(importlib.import_module(f"benchmarks.{name}").measure().markdown)
        say(parts[-1])
    if options.write:
        remarks = RESULTS.read_text("utf-8").partition(_MARK)[0] if RESULTS.exists() else "# Results\n\n"
        RESULTS.write_text(remarks + _MARK + "\n" + "\n".join(parts), "utf-8")
    return 0


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
