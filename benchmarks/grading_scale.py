"""Grade classes of 125, 250 and 500 students, and print seconds and memory.

    .venv/bin/python -m benchmarks.grading_scale

Each student hands in lesson 01 with right answers, each written a little differently. Memory is
the most that `course grade` itself and the processes that it starts held at any moment.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook

from course_utils import solutions
from course_utils.exercises import of_lesson

SIZES = (125, 250, 500)
IMPORTS = "import gzip\nimport struct\n\nimport numpy as np"
MEBIBYTE = 2**20
GRADE = [sys.executable, "-m", "course_utils", "grade", "class", "--out", "out"]


def notebook(number: int) -> nbformat.NotebookNode:
    """Return lesson 01, solved, with outputs as large as the real lesson's."""
    cells = [new_code_cell(IMPORTS)]
    for exercise in of_lesson(1):
        source = f"{solutions.source(exercise.name)}\n\n\nmine_{number} = {number}"
        cells.append(new_code_cell(source, metadata={"course": {"exercise": exercise.name}}))
    picture = nbformat.v4.new_output("display_data", {"image/png": "A" * 500_000})
    cells.append(new_code_cell("", outputs=[picture]))
    return new_notebook(cells=cells)


def hand_in(folder: Path, notebooks: Iterable[nbformat.NotebookNode]) -> None:
    """Write a class of students with a notebook each, for `GRADE` to grade in that folder."""
    for number, its in enumerate(notebooks):
        place = folder / "class" / f"student{number:03}"
        place.mkdir(parents=True)
        nbformat.write(its, place / "lesson.ipynb")


def peak_of(process: psutil.Process, stop: threading.Event, peaks: dict[str, int]) -> None:
    """Note the most memory of a process, and of all that it starts, until told to stop."""
    while not stop.wait(0.1):
        try:
            own = process.memory_info().rss
            started = max(
                (child.memory_info().rss for child in process.children(recursive=True)), default=0
            )
        except psutil.NoSuchProcess:
            continue
        peaks["own"] = max(peaks.get("own", 0), own)
        peaks["started"] = max(peaks.get("started", 0), started)


def measure(n: int, folder: Path) -> str:
    """Grade n students and return a row of the table."""
    hand_in(folder, map(notebook, range(n)))
    start = time.perf_counter()
    running = subprocess.Popen(GRADE, cwd=folder, stdout=subprocess.DEVNULL)
    stop, peaks = threading.Event(), {}
    watcher = threading.Thread(target=peak_of, args=(psutil.Process(running.pid), stop, peaks))
    watcher.start()
    assert running.wait() == 0
    stop.set()
    watcher.join()
    seconds = time.perf_counter() - start
    full = sum(",passed," in line for line in (folder / "out" / "grades.csv").open())
    assert full == n * len(of_lesson(1))
    own, started = peaks["own"] / MEBIBYTE, peaks["started"] / MEBIBYTE
    return f"| {n} | {seconds:.1f} | {1000 * seconds / n:.0f} | {own:.0f} | {started:.0f} |"


def main() -> None:
    print("| students | seconds | ms each | MB, course grade | MB, largest process it starts |")
    print("|--:|--:|--:|--:|--:|")
    for n in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            print(measure(n, Path(folder)), flush=True)


if __name__ == "__main__":
    main()
