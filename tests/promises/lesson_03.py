"""Each promise of a docstring of lesson 03: see `tests.promises`."""

import numpy as np

from tests.promises import FIRST, also, must, refuse


def labels_of_a(change):
    return also("split_dataset", after=lambda it: ((it[0][0], change(it[0][1])), it[1]))


PROMISES = {
    "split_dataset": [
        ("Split a dataset into task A (eight classes)", "wrong-classes", FIRST),
        ("and task B (is it a shirt?).", "tasks-swapped", FIRST),
        (
            "X : array of shape (n, ...) Images, of any shape",
            also("split_dataset", lambda X, y: X[:, :, 0]),
            "flat images",
        ),
        ("and dtype.", also("split_dataset", lambda X, y: must(X.dtype == np.uint8)), "float"),
        (
            "y : array of integers, shape (n,)",
            also("split_dataset", lambda X, y: must(y.dtype == np.uint8)),
            "int64",
        ),
        (
            "Their labels, 0 to 9.",
            also("split_dataset", lambda X, y: must(len(np.unique(y)) == 10)),
            "int64",
        ),
        ("(X_A, y_A), (X_B, y_B)", "wrong-structure", FIRST),
        ("X_A, X_B: the images of each task,", "wrong-selection", FIRST),
        ("in the order of X", "order-lost", FIRST),
        ("and with its dtype.", "wrong-dtype", FIRST),
        ("y_A: integers;", labels_of_a(np.float32), FIRST),
        ("labels 0 to 4 as they are,", "all-labels-moved", FIRST),
        ("7, 8 and 9 moved to 5, 6 and 7.", "labels-not-moved", FIRST),
        ("y_B: float32;", "labels-not-float32", FIRST),
        ("1.0 for a shirt (label 6),", "sandal-is-positive", FIRST),
        ("0.0 for a sandal (label 5).", "minus-six", FIRST),
        ("X and y themselves stay unchanged.", "input-mutated", FIRST),
    ],
    "task_sets": [
        ("Split train, validation and test set into tasks A and B,", "wrong-set", FIRST),
        ("and make task B small.", "not-cut", FIRST),
        ("train, valid, test : pairs (X, y)", "wrong-set", FIRST),
        ("Images and labels, as split_dataset takes them.", "labels-not-moved", FIRST),
        ("n_B : int How many training images task B keeps:", "n-B-ignored", "n_B = "),
        ("the first n_B sandals and shirts of train,", "not-the-first", FIRST),
        (
            "or all of them where there are fewer.",
            also("task_sets", lambda train, valid, test, n_B=200: refuse(n_B > len(train[0]))),
            "n_B = 1000",
        ),
        ("task_A, task_B", also("task_sets", after=lambda it: it[::-1]), FIRST),
        ("Each is (train, valid, test),", "grouped-by-set", FIRST),
        (
            "and each of these is a pair (X, y).",
            also("task_sets", after=lambda it: [[X for X, y in task] for task in it]),
            FIRST,
        ),
        ("Only the training set of task B is cut.", "other-sets-cut-too", "n_B = "),
    ],
    "set_all_seeds": [
        ("Seed every global random generator that training uses.", "nothing-seeded", FIRST),
        ("After the call Python's random,", "python-not-seeded", FIRST),
        ("NumPy's np.random", "numpy-not-seeded", FIRST),
        ("and TensorFlow", "tensorflow-not-seeded", FIRST),
        (
            "repeat the numbers they drew after an earlier call with the same seed.",
            "deterministic-without-seed",
            FIRST,
        ),
        ("So do the start weights of new layers", "python-not-seeded", FIRST),
        ("and the shuffles of new datasets.", "tensorflow-not-seeded", FIRST),
        ("Another seed gives other numbers.", "seed-ignored", FIRST),
        ("seed : int From 0", "zero-is-no-seed", FIRST),
        ("to 2**31 - 1.", also("set_all_seeds", lambda seed: refuse(seed > 2**30)), FIRST),
    ],
}
