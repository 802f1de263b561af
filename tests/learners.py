"""What the tests of a learner's folder share: a small course, and processes in odd conditions."""

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

from course_utils import solutions
from course_utils.learner import folder as folders
from course_utils.notebooks.reading import exercise_of, source_of

PROJECT = Path(__file__).resolve().parent.parent
COURSE = [sys.executable, "-m", "course_utils"]

OPENING = """\
# Lesson 03: two tasks

**Time to run:** under 1 minute. Take 60 minutes for the
exercises.

More on [one page](../docs/page.md#top), in [lesson 04](04_other.ipynb), in
[the data](../data/README.md) and [on the web](https://example.org/a.md)."""


def run(*arguments, **options):
    """Run a command of the course."""
    return subprocess.run(
        [*COURSE, *map(str, arguments)], capture_output=True, text=True, check=False, **options
    )


def small_course(place, text="Some text."):
    """Make a course of two lessons and a page. `text` stands in both lessons."""
    course = Path(place).resolve()
    (course / "notebooks").mkdir(parents=True, exist_ok=True)
    (course / "docs").mkdir(exist_ok=True)
    (course / "docs" / "page.md").write_text(f"# Page\n\n{text} [Code](../tests/a.py).\n")
    names = ["split_dataset", "task_sets", "set_all_seeds"]
    write(course / "notebooks" / "03_split.ipynb", lesson(OPENING, text, names))
    other = OPENING.replace("03: two tasks", "04: another").replace("60 min", "20 min")
    write(course / "notebooks" / "04_other.ipynb", lesson(other, text, ["paired_gain"]))
    return course


def lesson(opening, text, names):
    folded = {"tags": ["hide-output"], "jupyter": {"outputs_hidden": True}}
    cells = [markdown(opening), code("1 + 1", folded), markdown(text)]
    for name in names:
        cells.append(
            code(solutions.stub(name), {"course": {"exercise": name}, "tags": ["exercise"]})
        )
        cells.append(code(f"{name} = check({name})"))
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def code(source, metadata=None):
    return {
        "cell_type": "code",
        "id": f"id-{abs(hash(source))}",
        "execution_count": 1,
        "metadata": metadata or {},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["out\n"]}],
        "source": source.splitlines(keepends=True),
    }


def markdown(source):
    return {
        "cell_type": "markdown",
        "id": f"id-{abs(hash(source))}",
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }


def started(tmp_path, course):
    """Return a learner's folder of a course."""
    folder = tmp_path / "my course"
    folders.start(folder, course)
    return folder


def read(path):
    return json.loads(path.read_text("utf-8"))


def write(path, notebook):
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def answer(path, name, source=None):
    """Write a source into the cell of an exercise: the solution if none is given."""
    notebook = read(path)
    for cell in notebook["cells"]:
        if exercise_of(cell) == name:
            cell["source"] = (source or solutions.source(name)).splitlines(keepends=True)
    write(path, notebook)


def source_in(path, name):
    """Return what stands in the cell of an exercise."""
    return next(source_of(cell) for cell in read(path)["cells"] if exercise_of(cell) == name)


def contents(folder):
    """Return all files below a folder, with what is in them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def obeying_modes():
    """For subprocess's preexec_fn: make root obey the modes of folders, as others must."""
    if sys.platform == "linux" and os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP
