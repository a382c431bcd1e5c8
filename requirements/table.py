"""Writes the tables of docs/dependencies.md from the pins and from what uv knows of dates, for `./run.sh lock`."""

import re
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/dependencies.md"
#: what packages write instead of an SPDX name
_SPDX = {"Apache 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0"}
_SPDX |= {
    "MIT License": "MIT",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}

Pin = tuple[str, str]


def pins(kind: str) -> dict[Pin, str]:
    """Name and version of every pin of run.txt or dev.txt, with its marker or ""."""
    found = re.findall(r"^([\w.-]+)==([\w.]+)(?: ; (.*?))? \\$", _text(f"requirements/{kind}.txt"), re.MULTILINE)
    return {(name, version): marker for name, version, marker in found}


def rows() -> dict[Pin, list[str]]:
    """What the page says now: the cells after name and version."""
    lines = re.findall(r"^\| ([\w.-]+) \| (\d[\w.]*) \| (.*) \|$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    return {(name, version): rest.split(" | ") for name, version, rest in lines}


def licence(name: str) -> str:
    """As its installed metadata says, in SPDX's name; "" where it is not installed on this kind of machine."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ""
    classes = [one.rpartition(" :: ")[2] for one in found.metadata.get_all("Classifier") or () if "License ::" in one]
    said = next((found.metadata[one] for one in ("License-Expression", "License") if one in found.metadata), "")
    if not said or "\n" in said:
        said = classes[0] if classes else "unknown"
    return _bsd(found) if said == "BSD License" else _SPDX.get(said, said)


def purpose(kind: str, name: str) -> str:
    """The reason in ADR 0001 of what we ask for ourselves, else who brings it along."""
    reasons = re.findall(
        r"^\| ([^|]+) \| ([^|;]+?)(?: \(\d{4}\))? ?[|;]", _text("docs/adr/0001-dependencies.md"), re.MULTILINE
    )
    for packages, reason in reasons:
        if name in packages.lower().replace("_", "-").split(", "):
            return str(reason)
    block = re.search(
        rf"^{re.escape(name)}==.*(?:\n    --hash.*)+((?:\n    #.*)+)", _text(f"requirements/{kind}.txt"), re.MULTILINE
    )
    return "with " + ", ".join(re.findall(r"[\w-]+", block[1].replace("# via", ""))) if block else ""


def project(newest: bool) -> str:
    """A project for uv to lock: our pins as they are, or all we ask for without any bound of ours."""
    ours = tomllib.loads(_text("pyproject.toml"))
    wanted = [
        *ours["project"]["dependencies"],
        *ours["project"]["optional-dependencies"]["postgres"],
        *ours["dependency-groups"]["dev"],
    ]
    exact = [
        f"{name}=={version}" + (f" ; {marker}" if marker else "") for (name, version), marker in pins("dev").items()
    ]
    bare = [re.split(r"[<>=~]", one)[0] for one in wanted]
    listed = ",\n".join(f'    "{one}"' for one in (bare if newest else exact))
    return f'[project]\nname = "dates"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = [\n{listed}\n]\n'


def dates(lock: Path) -> dict[Pin, str]:
    """The day on which the first file of each version was published."""
    found = {}
    for one in tomllib.loads(lock.read_text("utf-8"))["package"]:
        files = [one.get("sdist", {}), *one.get("wheels", ())]
        days = sorted(file["upload-time"][:10] for file in files if "upload-time" in file)
        found[one["name"], one["version"]] = days[0] if days else "unknown"
    return found


def table(kind: str, released: dict[Pin, str], newest: dict[str, tuple[str, str]]) -> str:
    """One table of the page."""
    before, listed = rows(), pins(kind)
    lines = ["| package | version | licence | for | released | newest known |", "|---|---|---|---|---|---|"]
    for name, version in listed if kind == "run" else listed.keys() - pins("run").keys():
        old = before.get((name, version), ["unknown"])
        day, latest = newest.get(name, ("unknown", ""))
        same = "the same" if latest == version else f"{latest}, {day}" if latest else day
        cells = (
            name,
            version,
            licence(name) or old[0],
            purpose(kind, name),
            released.get((name, version), "unknown"),
            same,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join((*lines[:2], *sorted(lines[2:]), ""))


def main(folder: Path, today: str) -> None:
    """Both tables anew, from the locks `pinned` and `newest` in this folder."""
    released, latest = dates(folder / "pinned/uv.lock"), dates(folder / "newest/uv.lock")
    newest = {name: (day, version) for day, name, version in sorted((d, n, v) for (n, v), d in latest.items())}
    text = PAGE.read_text("utf-8")
    for kind in ("run", "dev"):
        mark = f"<!-- {kind} -->\n"
        head, _, rest = text.partition(mark)
        text = head + mark + table(kind, released, newest) + rest[rest.index("\n<!-- end -->") :]
    PAGE.write_text(re.sub(r"on \d{4}-\d\d-\d\d", f"on {today}", text), "utf-8")


def _bsd(found: Distribution) -> str:
    texts = [found.read_text(name) or "" for name in ("LICENSE.txt", "licenses/LICENSE")]
    return "BSD-3-Clause" if any("Neither the name" in text for text in texts) else "BSD"


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "project":
        sys.stdout.write(project(sys.argv[2] == "newest"))
    else:
        main(Path(sys.argv[1]), sys.argv[2])
