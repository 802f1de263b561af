"""Every lesson runs from top to bottom with the reference solutions filled in."""

import pytest

from course_utils.exercises import of_lesson
from course_utils.experiments.results import read_results
from course_utils.notebooks.building import execute
from course_utils.notebooks.solving import solved
from tests import machines
from tests.notebook_guards import NOTEBOOKS, all_notebooks, live_numbers_outside, read

pytestmark = pytest.mark.slow

# Those whose live numbers depend most on the processor run as on another one.
ON_ANOTHER_MACHINE = ("02", "03", "05")
MOST_CPU_SECONDS = 2 * 180  # three minutes on two cores


def environment_of(path):
    """Return what the kernel gets, which is nothing more where `make machines` has set it."""
    return {} if machines.is_set() or path.stem[:2] not in ON_ANOTHER_MACHINE else machines.other()


def cpu_seconds():
    """Return the seconds that ended processes have computed, which no other work prolongs."""
    from resource import RUSAGE_CHILDREN, getrusage  # Windows has none

    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_solved_lesson_passes_all_its_checks_and_takes_about_what_is_stated(path):
    notebook, before = solved(read(path)), cpu_seconds()
    execute(notebook, NOTEBOOKS, environment_of(path))
    seconds = cpu_seconds() - before
    verdicts = [
        text
        for cell in notebook.cells
        if " = check(" in cell.source
        for output in cell.outputs
        if (text := output["data"]["text/plain"])  # "still running" leaves an empty one
    ]
    assert len(verdicts) == len(of_lesson(int(path.stem[:2])))
    assert all(": passed\n" in text for text in verdicts), verdicts
    assert live_numbers_outside(notebook) == []
    if not machines.is_set():
        measured = read_results("lesson_resources").set_index("lesson")["cpu_seconds"]
        stated = measured.get(path.stem, 0)  # the start notebook is in no table
        assert seconds < min(MOST_CPU_SECONDS, 30 + 3 * stated)
