"""`split_dataset`: which images and labels belong to task A and to task B."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.drawing import labelled_images, odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_03_split_dataset.task_findings import (
    has_built_in_length,
    image_shape_finding,
    task_finding,
)
from course_utils.exercises.lesson_03_split_dataset.tasks import (
    KIND_A,
    KIND_B,
    SHIRT,
    rows_of_tasks,
)
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import is_sequence_of, pair_finding, rows_of


def split_cases(rng: np.random.Generator) -> list[Case]:
    """Draw labelled images of several sizes and dtypes, each with all ten classes."""
    height, width = odd_size(rng)
    X, y = labelled_images(rng, int(rng.integers(1100, 1300)), (height, width))
    tall = (int(rng.integers(30, 36)), width, 1)
    few_X, few_y = labelled_images(rng, int(rng.integers(40, 80)), tall)
    few_y[few_y == 5] = 6  # no sandals, and no dresses: a class may be missing
    few_y[few_y == 3] = 2
    # More than the 60,000 of Fashion-MNIST, so that none of its sizes can be built in.
    many_X, many_y = labelled_images(rng, int(rng.integers(60_100, 62_000)), (6,))
    return [
        Case(f"{len(y)} images of {height} × {width} pixels, labels of dtype uint8", _inputs(X, y)),
        Case(
            f"{len(few_y)} float images of {tall[0]} × {tall[1]} × 1, labels of dtype int64",
            _inputs((few_X / 255).astype(np.float32), few_y.astype(np.int64)),
        ),
        Case(f"{len(many_y):,} flat images of 6 pixels", _inputs(many_X, many_y)),
    ]


def _inputs(X: np.ndarray, y: np.ndarray) -> dict[str, Plain]:
    return {"X": X, "y": y}


def judge_split(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the result of `split_dataset` by which images and labels came back."""
    X, y = case.inputs["X"], case.inputs["y"]
    changed = changed_input(case.inputs, observation["inputs_after"])
    if changed:
        return [changed]
    finding = _structure_of_split(observation["result"]) or _split_finding(
        observation["result"], X, y
    )
    return [finding] if finding else []


def _structure_of_split(result: Plain) -> Finding | None:
    wanted = "((X_A, y_A), (X_B, y_B))"
    if is_sequence_of(result, 4):
        return Finding(
            "flat-result",
            "You return four arrays in a row. Group them, so that each task is one pair.",
            wanted,
            "four values",
        )
    if not is_sequence_of(result, 2):
        return Finding(
            "wrong-structure",
            f"The result should be two pairs.{forgotten_return(result)}",
            wanted,
            describe(result),
        )
    return pair_finding("Task A", result[0]) or pair_finding("Task B", result[1])


def _split_finding(result: Plain, X: np.ndarray, y: np.ndarray) -> Finding | None:
    (X_A, y_A), (X_B, y_B) = result
    truth_A, truth_B = rows_of_tasks(y)
    rows_A, rows_B = rows_of(X_A, X), rows_of(X_B, X)
    for label, images, rows, truth in (
        ("X_A", X_A, rows_A, truth_A),
        ("X_B", X_B, rows_B, truth_B),
    ):
        if rows is None or has_built_in_length(images, X[truth]):
            return image_shape_finding(label, images, X[truth])
    assert rows_A is not None
    assert rows_B is not None
    return (
        _whole_split_finding(rows_A, rows_B, y)
        or task_finding("X_A", "y_A", (X_A, y_A), rows_A, truth_A, X, y, KIND_A)
        or task_finding("X_B", "y_B", (X_B, y_B), rows_B, truth_B, X, y, KIND_B)
    )


def _whole_split_finding(rows_A: list[int], rows_B: list[int], y: np.ndarray) -> Finding | None:
    """Recognise the mistakes that show only where both tasks are seen together."""
    truth_A, truth_B = rows_of_tasks(y)
    if rows_A == truth_B and rows_B == truth_A:
        return Finding(
            "tasks-swapped",
            "Tasks A and B are swapped: sandals and shirts are task B.",
            "A without classes 5 and 6, B with nothing else",
            "A with nothing but classes 5 and 6",
        )
    if rows_B == [row for row in truth_B if row < 200] != truth_B:
        return Finding(
            "cut-before-choosing",
            "X_B has only the sandals and shirts among the first 200 images. All of them belong to "
            "task B; its training set is cut later, in task_sets.",
            f"{len(truth_B)} images in X_B",
            f"{len(rows_B)} images in X_B",
        )
    shirts_moved = np.where(y >= SHIRT, y - 2, y)
    others_moved = np.where(y > SHIRT, y - 2, y)
    if rows_B == rows_of_tasks(shirts_moved)[1]:
        return Finding(
            "shirts-moved-too",
            "You moved labels with >= 6 before you chose the images. That moves the shirts (6) "
            "to 4, among the coats, and makes 5 and 6 of sneakers and bags.",
            "y_B made from sandals (5) and shirts (6)",
            "task B made of the labels 5, 7 and 8",
        )
    if rows_B == rows_of_tasks(others_moved)[1]:
        return Finding(
            "moved-before-choosing",
            "You moved the labels before you chose the images, so sneakers (7) and bags (8) now "
            "count as 5 and 6. Choose first, then move.",
            "task B made of the labels 5 and 6",
            "task B made of the labels 5, 6, 7 and 8",
        )
    return None


EXERCISE = Exercise(
    name="split_dataset",
    lesson=3,
    points=4,
    cases=split_cases,
    observe=call,
    judge=judge_split,
    hints=(
        "A boolean array chooses images: X[y == 3] is every dress. Which boolean array is "
        "true for sandals and shirts?",
        "in_B = (y == 5) | (y == 6) chooses task B, and ~in_B chooses task A. The brackets "
        "are needed: | binds tighter than ==.",
        "y[~in_B] is a new array, so it may be changed: those above 6 are 2 too high. For "
        'task B ask a question of each label, y[in_B] == 6, and turn the answer into "float32" '
        "with astype.",
    ),
    takeaway="Both tasks have the right images in the right order, the labels of A run from "
    "0 to 7 without a gap, those of B are float32, and your input is untouched.",
)
