"""Which examples of a dataset a function returned, read from the images themselves."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Finding
from course_utils.observers.plain import Plain

UNKNOWN = -1


def rows_of(part: np.ndarray, X: np.ndarray) -> list[int] | None:
    """Return the row of `X` that each image of `part` is.

    Parameters
    ----------
    part : ndarray, shape (m, ...)
        Images that a function returned.
    X : ndarray, shape (n, ...)
        The images it was given, all different.

    Returns
    -------
    list of int or None
        `UNKNOWN` for an image that is not in `X`; None where the images have another shape.
    """
    if part.shape[1:] != X.shape[1:] or part.dtype.kind not in "biuf":
        return None
    row_of = {image.tobytes(): row for row, image in enumerate(X)}
    # NaN and infinity have no place in an integer dtype.
    with np.errstate(invalid="ignore", over="ignore"):
        images = part.astype(X.dtype)
    return [row_of.get(image.tobytes(), UNKNOWN) for image in images]


def is_sequence_of(value: Plain, length: int) -> bool:
    """Return whether a plain value is a tuple or list of that many items."""
    return isinstance(value, (tuple, list)) and len(value) == length


def rows_in_words(rows: list[int], others: list[int], labels: np.ndarray) -> str:
    """Say which examples came, and of which classes where those of the others are not the same."""
    if not rows:
        return "no image"
    if UNKNOWN in rows:
        return f"{len(rows)} images, some of them not in the input"
    words = f"{len(rows)} images, from image {rows[0]} to {rows[-1]} of the input"
    classes, of_others = (sorted({int(labels[row]) for row in it}) for it in (rows, others))
    return words if classes == of_others else f"{words}, of class {', '.join(map(str, classes))}"


def selection_finding(
    label: str, got: list[int], truth: list[int], labels: np.ndarray, kind: str
) -> Finding | None:
    """Compare which examples were returned with which should have been.

    Parameters
    ----------
    label : str
        What the images are called in the exercise's docstring.
    got, truth : list of int
        Rows of the input.
    labels : ndarray of int, shape (n,)
        The label of each row, to say which classes are too many or missing.
    kind : str
        What belongs there, in words.

    Returns
    -------
    Finding or None
        None where the same examples came in the same order.
    """
    if got == truth:
        return None
    if UNKNOWN in got:
        return Finding(
            "images-changed",
            f"{label} holds images that are not in the input: their pixels should stay as they "
            "are.",
            "every image as it was given",
            f"{label}[{got.index(UNKNOWN)}] is no image of the input",
        )
    if sorted(got) == sorted(truth):
        first = next(i for i, (a, b) in enumerate(zip(got, truth, strict=True)) if a != b)
        return Finding(
            "order-lost",
            f"{label} holds the right images in another order. Keep the order of the input, so "
            "that each image can be found again.",
            f"{label}[{first}] is image {truth[first]} of the input",
            f"{label}[{first}] is image {got[first]} of the input",
        )
    return _wrong_rows(label, got, truth, labels, kind)


def _wrong_rows(
    label: str, got: list[int], truth: list[int], labels: np.ndarray, kind: str
) -> Finding:
    missing, extra = set(truth) - set(got), set(got) - set(truth)
    expected = f"{len(truth)} images: {kind}"
    if not got:
        return Finding("nothing-selected", f"{label} is empty.", expected, "no image")
    strange = {int(labels[row]) for row in extra} - {int(labels[row]) for row in truth}
    if strange:
        names = ", ".join(map(str, sorted(strange)))
        return Finding(
            "wrong-classes",
            f"{label} holds images that do not belong there.",
            expected,
            f"{len(got)} images, some of them with the labels {names}",
        )
    if got == truth[:-1]:
        words = f"{len(got)} images, the last of them image {got[-1]} of the input"
        return Finding("one-too-few", f"{label} lacks the last of its images.", expected, words)
    if got == truth[: len(got)]:
        return Finding(
            "cut-short",
            f"{label} has only the first of its images. Take all that belong there, however many "
            "there are.",
            expected,
            f"{len(got)} images, the last of them image {got[-1]} of the input",
        )
    wrong = {
        f"lacks some of its images ({len(missing)})": missing,
        f"holds images that do not belong there ({len(extra)})": extra,
        "holds some images more than once": len(set(got)) < len(got),
    }
    message = " and ".join(words for words, is_so in wrong.items() if is_so)
    words = f"{len(got)} images, from image {got[0]} to {got[-1]} of the input"
    return Finding("wrong-selection", f"{label} {message}.", expected, words)
