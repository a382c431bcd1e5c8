"""`python -m jobs.learning.worker`: a task and its marks on stdin, a lesson on stdout. The bot goes first."""

import os
import resource
import sys

import msgspec

from core.learning import Model
from jobs.learning.fitting import NothingToLearn, fit
from jobs.learning.lesson import Lesson, MarkLine, Task

_POLITE = 19
#: bytes of address space; who needs more is ended before the machine runs short
_MEMORY = 3 * 1024**3


def main() -> None:
    """One task."""
    os.nice(_POLITE)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    given = sys.stdin.buffer
    task = msgspec.json.decode(given.readline(), type=Task)
    marks = [msgspec.json.decode(line, type=MarkLine).mark for line in given]
    present = Model.from_bytes(task.present) if task.present else None
    try:
        lesson = fit(marks, present=present, seed=task.seed)
    except NothingToLearn as problem:
        lesson = Lesson(problem=problem.message)
    sys.stdout.buffer.write(msgspec.json.encode(lesson))


if __name__ == "__main__":
    main()
