"""The second dataset: handwritten digits, brought to the form of Fashion-MNIST."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

from course_utils.datasets.tasks import Part, Task

N_TRAIN, N_VALID = 1_000, 297


@cache
def load_digits() -> Task:
    """Return scikit-learn's digits as images of 28 × 28, enlarged bilinearly.

    The 1,797 images of 8 × 8 pixels with values from 0 to 16 were written by 13 people. They are
    cut in the order of the file, which seems to go from writer to writer: 1,000 to train, 297 to
    validate, 500 to test.

    Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
    Learning Repository (1998), of which scikit-learn has the test set.

    Returns
    -------
    Task
        Labels are int64, 0 to 9.
    """
    import keras
    from sklearn import datasets

    digits = datasets.load_digits()
    small = digits.images[..., np.newaxis].astype("float32") / 16
    X = np.asarray(keras.ops.image.resize(small, (28, 28)))
    y = digits.target.astype("int64")
    ends = (0, N_TRAIN, N_TRAIN + N_VALID, len(y))
    return Task(*(Part(X[start:end], y[start:end]) for start, end in pairwise(ends)))
