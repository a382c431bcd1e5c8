"""Near-duplicates among a million posts: how many edited reposts are found, how quickly, in how much memory."""

import random
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.detection import NOW
from benchmarks.table import Table, percentile
from benchmarks.texts import Writer
from core.normalise import normalise
from core.similar import Memory, Similar, columns_of, fingerprint
from core.similar.fingerprint import SKETCH
from jobs.heap import give_back

REMEMBERED = 1_000_000
#: of the million so many are real texts of which edited copies are looked up; the fingerprints of the rest are drawn,
#: since making them takes 80 seconds and a look-up sees no more of a text than they do
WRITTEN = 60_000
COPIES = 3_000
SINCE = NOW - timedelta(days=30)


def measure() -> Table:
    """In a child, so that nothing else is counted as memory."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.duplicates"], capture_output=True, text=True, check=True)
    recall, strangers, half, late, memory = done.stdout.split()
    return Table(
        title="Near-duplicates",
        note=f"{REMEMBERED:,} posts remembered; {COPIES:,} copies with 5, 10 or 15 % of the characters deleted,"
        " inserted or replaced, and 转发 or @somebody before them; 1,000 new posts of shared sentences.",
        head=("what", "reached", "aim"),
        rows=(
            ("copies found", recall, "0.995"),
            ("new posts called copies", strangers, "-"),
            ("look-up, median (fingerprint not counted)", f"{half} ms", "0.5 ms"),
            ("look-up, 99th percentile", f"{late} ms", "-"),
            ("memory of the index", f"{memory} MiB", "200 MiB"),
        ),
    )


def main() -> None:
    """Measure in this process and print five figures."""
    writer = Writer()
    texts = list(writer.recombined(WRITTEN, writer.sentences(WRITTEN * 2)))
    similar, before = Similar(), resident()
    _fill(similar, texts)
    # as `jobs.memory` does when it has loaded
    give_back()
    grown = resident() - before
    times: list[float] = []
    found = sum(_found(similar, edited(texts[n], n), times) == n for n in range(0, WRITTEN, WRITTEN // COPIES))
    fresh = Writer(8).recombined(1_000, writer.sentences(WRITTEN * 2))
    strangers = sum(_found(similar, text, times) is not None for text in fresh)
    figures = (statistics.median(times) * 1e3, percentile(times, 0.99) * 1e3)
    sys.stdout.write(f"{found / COPIES:.4f} {strangers} {figures[0]:.2f} {figures[1]:.2f} {grown / 2**20:.0f}\n")


def _fill(similar: Similar, texts: list[str]) -> None:
    """The written posts lie evenly among the drawn ones."""
    chance, every = np.random.default_rng(7), REMEMBERED // WRITTEN
    at = int(NOW.timestamp())
    for begin in range(0, len(texts), 400):
        page: list[Memory] = []
        for number, text in enumerate(texts[begin : begin + 400], start=begin):
            made = fingerprint(normalise(text))
            page.append(Memory(post=number, at=at, digest=made.digest, sketch=made.sketch, simhash=made.simhash))
        page += [drawn(chance, len(texts) + begin * every + n) for n in range((every - 1) * len(page))]
        similar.load(columns_of(page))
    similar.load(columns_of([drawn(chance, 2 * REMEMBERED + n) for n in range(REMEMBERED - len(similar))]))


def drawn(chance: np.random.Generator, number: int) -> Memory:
    """As the fingerprint of a post of 230 characters: sixteen smallest of 230 hashes."""
    smallest = np.sort(chance.integers(1, 2**32, 230, dtype=np.uint32))[:SKETCH]
    digest = chance.bytes(14) + (230).to_bytes(2, "little")
    at = int(NOW.timestamp())
    return Memory(post=number, at=at, digest=digest, sketch=smallest.tobytes(), simhash=chance.bytes(32))


def edited(text: str, number: int) -> str:
    """As people pass texts on."""
    chance = random.Random(number)
    chars = list(text)
    share, how = (0.05, 0.10, 0.15)[number // 20 % 3], chance.choice(("delete", "insert", "replace"))
    for place in sorted(chance.sample(range(len(chars)), round(share * len(chars))), reverse=True):
        other = chr(chance.randrange(0x4E00, 0x5E00))
        chars[place] = {"delete": "", "insert": chars[place] + other, "replace": other}[how]
    return chance.choice(("转发微博 ", "//@路人甲:", "@海棠发布 ", "")) + "".join(chars)


def _found(similar: Similar, text: str, times: list[float]) -> int | None:
    features = fingerprint(normalise(text))
    began = time.perf_counter()
    likeness = similar.closest(features, SINCE)
    times.append(time.perf_counter() - began)
    return likeness.post if likeness else None


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    main()
