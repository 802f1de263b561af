"""What students do to a notebook that nbgrader gave them, by accident or on purpose.

Each change is made to the cells of lesson 01 with right answers, at the place of prepare_images:
its exercise cell, then its test, then its check.
"""

import copy

from course_utils.notebooks.reading import exercise_of
from tests.nbgrader_classes import right_texts, typed_into

CHANGES = {}


def change(function):
    """Register a change by its name in words."""
    CHANGES[function.__name__.replace("_", " ")] = function
    return function


def changed(release, name):
    """Return a release with right answers and one change."""
    notebook = typed_into(release, right_texts())
    place = next(i for i, c in enumerate(notebook.cells) if exercise_of(c) == "prepare_images")
    CHANGES[name](notebook.cells, place)
    return notebook


def _answer_wrong(cells, place):
    cells[place].source = "def prepare_images(images):\n    return images"


@change
def answer_below_its_test(cells, place):
    answer = cells[place].source
    cells[place].source = "def prepare_images(images):\n    raise NotImplementedError"
    own = copy.deepcopy(cells[place])
    own.id, own.source, own.metadata = "own", answer, {}
    cells.insert(place + 2, own)


@change
def the_test_moved_below_its_check(cells, place):
    _answer_wrong(cells, place)
    cells[place + 1], cells[place + 2] = cells[place + 2], cells[place + 1]


@change
def the_test_copied_below_its_check(cells, place):
    _answer_wrong(cells, place)
    cells.insert(place + 3, copy.deepcopy(cells[place + 1]))
    cells[place + 3].id = "copy"


@change
def the_test_tagged_so_that_it_is_skipped(cells, place):
    _answer_wrong(cells, place)
    cells[place + 1].metadata["tags"] = ["skip-execution"]


@change
def the_test_made_to_pass(cells, place):
    _answer_wrong(cells, place)
    cells[place + 1].source = "pass"


@change
def the_test_with_more_points(cells, place):
    cells[place + 1].metadata["nbgrader"]["points"] = 100


@change
def the_test_deleted(cells, place):
    del cells[place + 1]


@change
def the_test_and_its_exercise_deleted(cells, place):
    del cells[place : place + 2]


@change
def the_exercise_deleted(cells, place):
    del cells[place]


@change
def the_exercise_copied_and_the_copy_right(cells, place):
    cells.insert(place + 1, copy.deepcopy(cells[place]))
    cells[place + 1].id = "copy"
    _answer_wrong(cells, place)


@change
def the_exercise_copied_and_the_copy_wrong(cells, place):
    cells.insert(place + 1, copy.deepcopy(cells[place]))
    cells[place + 1].id = "copy"
    _answer_wrong(cells, place + 1)


@change
def a_cell_of_another_lesson_pasted(cells, place):
    other = copy.deepcopy(cells[place])
    other.id, other.source = "other", "def split_dataset(X, y):\n    raise NotImplementedError"
    other.metadata["course"] = {}
    other.metadata["nbgrader"]["grade_id"] = "split_dataset"
    cells.append(other)


@change
def the_check_deleted(cells, place):
    _answer_wrong(cells, place)
    del cells[place + 2]


@change
def a_constant_computed_in_another_cell(cells, place):
    _insert(cells, place, "largest = np.arange(256).max()")
    cells[place + 1].source = cells[place + 1].source.replace("/ 255", "/ np.float32(largest)")


@change
def a_list_filled_in_another_cell(cells, place):
    _insert(cells, place, "whites = []\nfor part in range(5):\n    whites.append(51)")
    cells[place + 1].source = cells[place + 1].source.replace("/ 255", "/ np.float32(sum(whites))")


@change
def a_result_of_a_training_cell_used(cells, place):
    _insert(cells, place, "whites = [255]\nmodel = object()\nwhites += [model.fit(255)]")
    cells[place + 1].source = cells[place + 1].source.replace("/ 255", "/ np.float32(whites[1])")


def _insert(cells, place, source):
    own = copy.deepcopy(cells[place])
    own.id, own.source, own.metadata = "own", source, {}
    cells.insert(place, own)


@change
def stream_kept_and_printed_to(cells, place):
    lines = cells[place].source.split("\n")
    lines.insert(-1, '    print("a warning", file=stream)')
    cells[place].source = "\n".join(lines)
    kept = copy.deepcopy(cells[place])
    kept.id, kept.metadata = "kept", {}
    kept.source = "import sys\n\nstream = sys.stderr"
    cells.insert(place, kept)
