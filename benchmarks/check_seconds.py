"""Print what each check costs: in a notebook that runs already, and in a fresh worker of a class.

    .venv/bin/python -m benchmarks.check_seconds

Reference solutions, on a quiet machine: the median of five. A lesson's row is a whole submission.
"""

import statistics
import time

import keras  # noqa: F401  # a notebook has imported it when its first network is checked

from course_utils import solutions
from course_utils.exercises import all_exercises, of_lesson
from course_utils.exercises.checking import verdict_on
from course_utils.exercises.exercise import Exercise
from course_utils.grading.limits import Limits
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.nursery_process import Nursery
from course_utils.notebooks.reading import CodeCell

REPEATS = 5
IMPORTS = "import gzip\nimport struct\nimport keras\nimport numpy as np\nimport tensorflow as tf"


def in_a_notebook(exercise: Exercise) -> float:
    """Return the seconds of one check, after a first one."""
    function = solutions.reference(exercise.name)
    start = time.perf_counter()
    assert verdict_on(exercise, function, 0).passed
    return time.perf_counter() - start


def in_a_worker(exercises: list[Exercise], nursery: Nursery) -> float:
    """Return the seconds of grading a notebook with these exercises."""
    cells = [CodeCell(1, IMPORTS)]
    lesson = of_lesson(exercises[0].lesson)  # an answer may call another one
    cells += [CodeCell(2, solutions.source(one.name), one.name) for one in lesson]
    start = time.perf_counter()
    verdicts = verdicts_on(cells, exercises, Conditions(nursery=nursery, seed=1))
    assert all(verdict.passed for verdict in verdicts)
    return time.perf_counter() - start


def median(measure, *arguments) -> float:
    """Return the median of several measures, after one that does not count."""
    measure(*arguments)
    return statistics.median(measure(*arguments) for _ in range(REPEATS))


def main() -> None:
    with Nursery(Limits()) as nursery:
        print("| check | in a notebook, s | in a fresh worker, s |")
        print("|---|--:|--:|")
        for number in sorted({exercise.lesson for exercise in all_exercises().values()}):
            for exercise in of_lesson(number):
                warm, cold = (
                    median(in_a_notebook, exercise),
                    median(in_a_worker, [exercise], nursery),
                )
                print(f"| `{exercise.name}` | {warm:.3f} | {cold:.3f} |", flush=True)
            whole = median(in_a_worker, of_lesson(number), nursery)
            print(f"| **lesson {number:02}** | | {whole:.2f} |", flush=True)


if __name__ == "__main__":
    main()
