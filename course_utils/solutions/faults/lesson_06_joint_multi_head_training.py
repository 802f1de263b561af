"""The fault of lesson 06: T-shirts and zeros get the same label."""

import numpy as np


def combine_datasets(first, second):
    (X_first, y_first), (X_second, y_second) = first, second
    if len(X_first) != len(y_first) or len(X_second) != len(y_second):
        raise ValueError("every image needs one label")
    X = np.concatenate([X_first, X_second])
    y = np.concatenate([y_first, y_second]).astype("int64")
    return X, y
