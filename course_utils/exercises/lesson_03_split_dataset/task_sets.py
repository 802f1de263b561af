"""`task_sets`: train, validation and test of both tasks."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.drawing import labelled_images, odd_size
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.lesson_03_split_dataset.task_findings import (
    image_shape_finding,
    task_finding,
)
from course_utils.exercises.lesson_03_split_dataset.tasks import KIND_A, KIND_B, rows_of_tasks
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe
from course_utils.exercises.rows import UNKNOWN, is_sequence_of, pair_finding, rows_of

_SETS = ("train", "valid", "test")


def task_sets_cases(rng: np.random.Generator) -> list[Case]:
    """Draw three sets of labelled images; B's training set is cut, or too small to be cut."""
    return [
        _task_sets_case(rng, (1700, 500, 600), None),
        _task_sets_case(rng, (1200, 300, 280), int(rng.integers(3, 10))),
        _task_sets_case(rng, (1700, 300, 280), int(rng.integers(260, 330))),
        _task_sets_case(rng, (60, 40, 50), 1000),
    ]


def judge_task_sets(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge each of the six sets by which images and labels came back."""
    changed = changed_input(case.inputs, observation["inputs_after"])
    if changed:
        return [changed]
    result = observation["result"]
    finding = _structure_of_sets(result)
    if finding:
        return [finding]
    for i, part in enumerate(_SETS):
        for task, kind in (("A", KIND_A), ("B", KIND_B)):
            pair = result["AB".index(task)][i]
            finding = _set_finding(task, part, pair, case.inputs, kind)
            if finding:
                return [finding]
    return []


def _structure_of_sets(result: Plain) -> Finding | None:
    wanted = "(task_A, task_B), each of them (train, valid, test)"
    if is_sequence_of(result, 3) and all(is_sequence_of(part, 2) for part in result):
        return Finding(
            "grouped-by-set",
            "You group by train, valid and test. Group by task, so that each task is one value.",
            wanted,
            "three groups of two",
        )
    if not is_sequence_of(result, 2) or not all(is_sequence_of(task, 3) for task in result):
        return Finding(
            "wrong-structure",
            f"The result should be two tasks with three sets each.{forgotten_return(result)}",
            wanted,
            describe(result),
        )
    for task, sets in zip("AB", result, strict=True):
        for part, pair in zip(_SETS, sets, strict=True):
            finding = pair_finding(f"The {part} set of task {task}", pair)
            if finding:
                return finding
    return None


def _set_finding(
    task: str, part: str, pair: tuple[np.ndarray, np.ndarray], inputs: dict[str, Any], kind: str
) -> Finding | None:
    X, y = inputs[part]
    X_label, y_label = f"X_{part}_{task}", f"y_{part}_{task}"
    all_rows = rows_of_tasks(y)["AB".index(task)]
    n_B = inputs.get("n_B", 200)
    truth = all_rows[:n_B] if (task, part) == ("B", "train") else all_rows
    rows = rows_of(pair[0], X)
    if rows is None:
        return image_shape_finding(X_label, pair[0], X[truth])
    if rows != truth:
        finding = _other_set_finding(X_label, part, pair[0], inputs) or _cut_finding(
            X_label, (task, part), rows, all_rows, n_B
        )
        if finding:
            return finding
    return task_finding(X_label, y_label, pair, rows, truth, X, y, kind)


def _other_set_finding(
    label: str, part: str, images: np.ndarray, inputs: dict[str, Any]
) -> Finding | None:
    """Recognise images that come from another set than the one asked for."""
    for other in _SETS:
        rows = rows_of(images, inputs[other][0])
        if other != part and rows and UNKNOWN not in rows:
            return Finding(
                "wrong-set",
                f"{label} holds images of {other}. A set that is used for two purposes can no "
                "longer tell you how good a network is on new images.",
                f"images of {part}",
                f"images of {other}",
            )
    return None


def _cut_finding(
    label: str, which: tuple[str, str], rows: list[int], all_rows: list[int], n_B: int
) -> Finding | None:
    """Recognise a training set of B that was cut wrongly, and other sets that were cut too."""
    expected = f"{min(n_B, len(all_rows))} images"
    if which != ("B", "train"):
        if rows == all_rows[:n_B] or (rows and rows == [row for row in all_rows if row < n_B]):
            return Finding(
                "other-sets-cut-too",
                f"{label} was cut as well. Only the training set of task B is small; a score on "
                "few images would be a rough guess.",
                f"{len(all_rows)} images",
                f"{len(rows)} images",
            )
        return None
    if rows == all_rows:
        return Finding(
            "not-cut",
            f"{label} was not cut. Task B is the task with few labelled images.",
            expected,
            f"{len(rows)} images",
        )
    if rows == [row for row in all_rows if row < n_B]:
        return Finding(
            "cut-before-splitting",
            f"The first {n_B} images were taken before the split, so only the sandals and shirts "
            "among them are left. Split first, then cut.",
            expected,
            f"{len(rows)} images",
        )
    if rows == all_rows[: len(rows)] and len(rows) != 200:
        return Finding(
            "wrong-number",
            f"{label} begins right but has another number of images than n_B says.",
            expected,
            f"{len(rows)} images",
        )
    if len(rows) == 200 != n_B:
        return Finding(
            "n-B-ignored",
            f"{label} has 200 images whatever n_B says.",
            expected,
            f"{len(rows)} images",
        )
    if set(rows) <= set(all_rows) and len(rows) == n_B and set(rows) != set(all_rows[:n_B]):
        return Finding(
            "not-the-first",
            f"{label} has the right size but not the first images, so two people do not train on "
            "the same ones.",
            f"the first {expected} of sandals and shirts",
            f"others, beginning with image {rows[0]} of train",
        )
    return None


def _task_sets_case(rng: np.random.Generator, sizes: tuple[int, int, int], n_B: int | None) -> Case:
    shape = odd_size(rng)
    sizes_drawn = [size + int(rng.integers(0, 30)) for size in sizes]
    inputs: dict[str, Plain] = {
        part: labelled_images(rng, n, shape) for part, n in zip(_SETS, sizes_drawn, strict=True)
    }
    if n_B is not None:
        inputs["n_B"] = n_B
    cut = "n_B left at 200" if n_B is None else f"n_B = {n_B}"
    return Case(
        f"{', '.join(map(str, sizes_drawn))} images to train, validate, test; {cut}", inputs
    )


EXERCISE = Exercise(
    name="task_sets",
    lesson=3,
    points=2,
    cases=task_sets_cases,
    observe=call,
    judge=judge_task_sets,
    hints=(
        "You have a function that splits one set. Call it once for each of the three sets.",
        "train_A, train_B = split_dataset(*train) gives two pairs. The star hands over the two "
        "arrays of the pair.",
        "Cut after the split: X_B, y_B = train_B, then (X_B[:n_B], y_B[:n_B]). Return "
        "(train_A, valid_A, test_A), (train_B, valid_B, test_B).",
    ),
    takeaway="All three sets are split in one way, and only the training set of B is small: "
    "its scores still come from many images.",
)
