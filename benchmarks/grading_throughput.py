"""Grade the same TensorFlow submissions with `course grade`, nbgrader and Otter, in one run.

The peers live in an environment of their own, which this script makes in `.peers`: nbgrader and
Otter, on top of the packages that the course runs with. Their tests call the same check as
`course grade` does. Each submission has the exercises of lessons 06 and 07 and no training.

    .venv/bin/python -m benchmarks.grading_throughput [NUMBER OF SUBMISSIONS]

Nothing else should run on the machine. Times are wall times of the whole command.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks.grading_scale import GRADE, hand_in
from course_utils import solutions
from course_utils.exercises import of_lesson
from course_utils.exercises.exercise import Exercise

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".peers"
PINS = ("nbgrader==0.9.6", "otter-grader==7.0.0")
LESSONS = (6, 7)
IMPORTS = "import keras\nimport numpy as np\nimport tensorflow as tf"
TEST = """\
from course_utils.exercises import find
from course_utils.exercises.checking import verdict_on
assert verdict_on(find("{name}"), {name}, 0).passed"""
OTTER_TEST = """\
OK_FORMAT = False
from otter.test_files import test_case
name = "{name}"
points = {points}

@test_case()
def check_it(env):
    from course_utils.exercises import find
    from course_utils.exercises.checking import verdict_on
    assert verdict_on(find("{name}"), env["{name}"], 0).passed
"""


def make_peers() -> Path:
    """Make the peers' environment if it is not there, and return its folder of commands."""
    commands = PEERS / "bin"
    if not (commands / "otter").exists():
        venv.create(PEERS, with_pip=True, clear=True)
        site = next(PEERS.glob("lib/python*/site-packages"))
        (site / "course.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
        subprocess.run([commands / "pip", "install", "--quiet", *PINS], check=True)
        # The course's own environment may have them, but their commands have to be here.
        again = ("--force-reinstall", "--no-deps", PINS[0], "alembic")
        subprocess.run([commands / "pip", "install", "--quiet", *again], check=True)
        run([commands / "python", "-m", "ipykernel", "install", "--sys-prefix"], ROOT)
    return commands


def run(command: list[object], folder: Path) -> float:
    """Run a command and return the seconds it took."""
    environment = {**os.environ, "PATH": f"{PEERS / 'bin'}:{os.environ['PATH']}"}
    environment |= {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    start = time.perf_counter()
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{command}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return seconds


def exercises() -> list[Exercise]:
    """Return what is graded."""
    return [exercise for lesson in LESSONS for exercise in of_lesson(lesson)]


def notebook(for_nbgrader: bool) -> nbformat.NotebookNode:
    """Return a submission with right answers; nbgrader's has its test cells too."""
    cells = [new_code_cell(IMPORTS)]
    for exercise in exercises():
        answer = new_code_cell(solutions.source(exercise.name))
        answer.metadata = {"course": {"exercise": exercise.name}, "tags": ["exercise"]}
        cells.append(answer)
        if for_nbgrader:
            answer.metadata["nbgrader"] = marks(exercise.name, solution=True)
            test = new_code_cell(TEST.format(name=exercise.name))
            test.metadata["nbgrader"] = marks(f"test_{exercise.name}", points=exercise.points)
            cells.append(test)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def marks(name: str, solution: bool = False, points: int | None = None) -> dict[str, object]:
    """Return nbgrader's metadata for a cell."""
    found = {"schema_version": 3, "grade_id": name, "solution": solution, "task": False}
    found |= {"grade": points is not None, "locked": points is not None}
    return found | ({"points": points} if points is not None else {})


def by_course(folder: Path, n: int) -> tuple[float, float]:
    """Return the seconds and the points of one student with `course grade`."""
    hand_in(folder, (notebook(for_nbgrader=False) for _ in range(n)))
    seconds = run(GRADE, folder)
    return seconds, float((folder / "out" / "totals.csv").read_text().splitlines()[1].split(",")[1])


def by_nbgrader(folder: Path, n: int, commands: Path) -> tuple[float, float]:
    """Return the same with `nbgrader autograde`."""
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"
        f"c.CourseDirectory.root = {str(folder)!r}\nc.ExecutePreprocessor.timeout = 600\n"
    )
    source = folder / "source" / "lesson"
    source.mkdir(parents=True)
    nbformat.write(notebook(for_nbgrader=True), source / "lesson.ipynb")
    run([commands / "nbgrader", "generate_assignment", "lesson", "--create"], folder)
    for number in range(n):
        place = folder / "submitted" / f"student{number}" / "lesson"
        place.mkdir(parents=True)
        nbformat.write(notebook(for_nbgrader=True), place / "lesson.ipynb")
    seconds = run([commands / "nbgrader", "autograde", "lesson", "--create"], folder)
    run([commands / "nbgrader", "export", "--to", "grades.csv"], folder)
    header, first, *_ = (folder / "grades.csv").read_text().splitlines()
    return seconds, float(first.split(",")[header.split(",").index("score")])


def by_otter(folder: Path, n: int, commands: Path) -> tuple[float, float]:
    """Return the same with `otter run`, once for each submission."""
    (folder / "tests").mkdir(parents=True)
    for exercise in exercises():
        test = OTTER_TEST.format(name=exercise.name, points=exercise.points)
        (folder / "tests" / f"{exercise.name}.py").write_text(test)
    run([commands / "otter", "generate", "-t", "tests", "-o", "autograder.zip"], folder)
    nbformat.write(notebook(for_nbgrader=False), folder / "lesson.ipynb")
    seconds = sum(
        run([commands / "otter", "run", "-a", "autograder.zip", "lesson.ipynb"], folder)
        for _ in range(n)
    )
    tests = json.loads((folder / "results.json").read_text())["tests"]
    return seconds, sum(test.get("score", 0) for test in tests)


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    commands = make_peers()
    folder = Path(tempfile.mkdtemp())
    try:
        rows = [
            ("course grade", *by_course(folder / "course", n)),
            ("nbgrader autograde", *by_nbgrader(folder / "nbgrader", n, commands)),
            ("otter run", *by_otter(folder / "otter", n, commands)),
        ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    fastest_peer = min(seconds for _, seconds, _ in rows[1:])
    print(f"{n} submissions with the exercises of lessons 06 and 07, one job")
    for name, seconds, points in rows:
        print(f"{name:<20}{seconds:7.1f} s  {seconds / n:6.2f} s each  {points:g} points each")
    print(
        f"course grade has {fastest_peer / rows[0][1]:.1f} times the throughput of the faster peer"
    )


if __name__ == "__main__":
    main()
