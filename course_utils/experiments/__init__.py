"""Experiments too long for a notebook: run once, kept as rows in data/results."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.experiments.experiment import Experiment

_EXPERIMENT = re.compile(r"^EXPERIMENT = ", re.MULTILINE)


@cache
def names() -> list[str]:
    """Return the names of all experiments: the modules here that define an `EXPERIMENT`.

    They are read, not imported: most of them import TensorFlow.
    """
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return [path.stem for path in modules if _EXPERIMENT.search(path.read_text("utf-8"))]


def load(name: str) -> Experiment:
    """Return the experiment of that name.

    Raises
    ------
    CourseError
        If there is none, with the nearest name or all of them.
    """
    if name not in names():
        near = get_close_matches(name, names(), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names())}."
        raise CourseError(f"there is no experiment called {name}. {hint}")
    experiment: Experiment = import_module(f"course_utils.experiments.{name}").EXPERIMENT
    return experiment
