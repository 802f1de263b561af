"""What can be wrong with the images and labels of one task."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.diagnosis import Suspect, array_finding, differing, same
from course_utils.exercises.exercise import Finding
from course_utils.exercises.lesson_03_split_dataset.tasks import KIND_B, SANDAL, SHIRT, true_labels
from course_utils.exercises.rows import selection_finding


def task_finding(
    X_label: str,
    y_label: str,
    pair: tuple[np.ndarray, np.ndarray],
    rows: list[int],
    truth: list[int],
    X: np.ndarray,
    y: np.ndarray,
    kind: str,
) -> Finding | None:
    """Judge one task: its images, then its labels."""
    images, labels = pair
    truth_of_labels = true_labels(y, truth)
    return (
        selection_finding(X_label, rows, truth, y, kind)
        or array_finding(X_label, images, X[truth])
        or (
            _finding_of_labels_b(y_label, labels, truth_of_labels, y[truth])
            if kind == KIND_B
            else _finding_of_labels_a(y_label, labels, truth_of_labels, y[truth])
        )
    )


def _finding_of_labels_a(
    label: str, got: np.ndarray, truth: np.ndarray, original: np.ndarray
) -> Finding | None:
    suspects = [
        Suspect(
            "labels-not-moved",
            f"The labels 7, 8 and 9 were not moved, so {label} has a gap at 5 and 6 and a network "
            "with eight outputs has no place for 8 and 9.",
            original,
        ),
        Suspect(
            "moved-by-one",
            "The labels above 6 were moved by 1. Two classes are gone, so each moves by 2.",
            np.where(original > SHIRT, original - 1, original),
        ),
        Suspect(
            "all-labels-moved",
            "Every label was moved by 2. Only those above 6 have a gap to close.",
            original - np.asarray(2, original.dtype),
        ),
    ]
    return array_finding(label, got, truth, suspects=suspects, any_integer=True)


def _finding_of_labels_b(
    label: str, got: np.ndarray, truth: np.ndarray, original: np.ndarray
) -> Finding | None:
    if got.shape == (*truth.shape, 1) and same(got[:, 0], truth):
        expected, seen = differing(label, got, truth)
        return Finding(
            "labels-in-a-column",
            f"{label} is a column. One number an image is enough: drop the last axis.",
            expected,
            seen,
        )
    if same(got, truth) and got.dtype != np.float32:
        words = {"b": ("boolean", "True and False"), "f": ("other-float", f"{got.dtype} numbers")}
        kind, what = words.get(got.dtype.kind, ("integer", "integers"))
        return Finding(
            f"{kind}-labels",
            f"{label} holds {what}. The sigmoid output of task B is compared with float32 numbers, "
            "so make the labels float32 too.",
            "dtype float32",
            f"dtype {got.dtype}",
        )
    suspects = [
        Suspect(
            "sandal-is-positive",
            f"{label} is 1 for sandals. Task B asks «is it a shirt?», so the shirt is 1.",
            (original == SANDAL).astype(np.float32),
        ),
        Suspect(
            "labels-not-made-binary",
            f"{label} still holds the classes 5 and 6. Make it 1.0 for a shirt, 0.0 for a sandal.",
            original,
        ),
        Suspect(
            "wrapped-in-uint8",
            "y - 6 has no room for -1 in uint8: for a sandal it wraps around to 255. Compare "
            "instead: y == 6.",
            original.astype(np.uint8) - np.uint8(SHIRT),
        ),
        Suspect(
            "minus-six",
            "y - 6 gives -1 for a sandal and 0 for a shirt. Compare instead: y == 6.",
            original.astype(np.int64) - SHIRT,
        ),
    ]
    return array_finding(label, got, truth, suspects=suspects)


def has_built_in_length(got: np.ndarray, truth: np.ndarray) -> bool:
    """Return whether an array has the length of a task of Fashion-MNIST, and should not."""
    return len(got) != len(truth) and len(got) in (43_986, 48_000, 11_014, 12_000)


def image_shape_finding(label: str, got: np.ndarray, truth: np.ndarray) -> Finding:
    """Return the finding for images whose height, width or channels are not the input's."""
    if has_built_in_length(got, truth) or got.shape[1:3] == (28, 28):
        return Finding(
            "sizes-hard-coded",
            f"{label} has a size of Fashion-MNIST built in. Take sizes from X and y, so that the "
            "function serves any dataset.",
            f"shape {truth.shape}",
            f"shape {got.shape}",
        )
    return Finding(
        "wrong-shape",
        f"The images in {label} have changed shape.",
        f"shape {truth.shape}",
        f"shape {got.shape}",
    )
