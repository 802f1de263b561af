"""Tasks A and B, worked out without the reference solutions: what the judges compare with."""

from __future__ import annotations

import numpy as np

SANDAL, SHIRT = 5, 6
KIND_A = "every class but 5 and 6"
KIND_B = "classes 5 and 6"
_LABEL_IN_A = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 7: 5, 8: 6, 9: 7}


def rows_of_tasks(y: np.ndarray) -> tuple[list[int], list[int]]:
    """Return the rows that belong to task A and to task B, in the order of the input."""
    labels = y.tolist()
    in_A = [row for row, label in enumerate(labels) if label not in (SANDAL, SHIRT)]
    in_B = [row for row, label in enumerate(labels) if label in (SANDAL, SHIRT)]
    return in_A, in_B


def true_labels(y: np.ndarray, rows: list[int]) -> np.ndarray:
    """Return the labels that rows of one task should get: float32 for B, as given for A."""
    originals = [int(y[row]) for row in rows]
    if originals and originals[0] in (SANDAL, SHIRT):
        return np.array([float(label == SHIRT) for label in originals], np.float32)
    return np.array([_LABEL_IN_A[label] for label in originals], y.dtype)
