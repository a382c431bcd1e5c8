"""Fitting a model to the team's marks, in a process of its own: the bot never loads what that needs.

The road: `ask.learn` → `python -m jobs.learning.worker` → `fitting.fit` → `core.learning.Model` and its examination.
"""

from jobs.learning.ask import learn, whole
from jobs.learning.lesson import Lesson, Task

__all__ = ["Lesson", "Task", "learn", "whole"]
