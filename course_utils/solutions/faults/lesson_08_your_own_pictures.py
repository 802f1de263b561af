"""The fault of lesson 08: pictures of one object land on both sides of the split."""

import numpy as np


def split_by_object(objects, labels, share):
    if len(objects) != len(labels):
        raise ValueError("every picture needs one object and one label")
    is_test = np.zeros(len(labels), dtype=bool)
    rng = np.random.default_rng(0)
    for label in np.unique(labels):
        pictures = np.flatnonzero(labels == label)
        n_test = min(max(round(share * len(pictures)), 1), len(pictures) - 1)
        is_test[rng.permutation(pictures)[:n_test]] = True
    return np.flatnonzero(~is_test), np.flatnonzero(is_test)
