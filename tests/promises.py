"""Each promise of a docstring, an answer that breaks it, and the case that catches this.

Rows are: words of the docstring, the answer (a function, or the name of a misconception or of a
wrong answer), and words of the case on which it must fail.
"""

import gzip
from pathlib import Path

import numpy as np

from course_utils import solutions


def also(exercise, before=lambda *inputs: None, after=lambda result: result):
    """Return the solution with something done to its arguments before, or to its result after."""

    def answer(*inputs):
        before(*inputs)
        return after(solutions.reference(exercise)(*inputs))

    return answer


def must(condition):
    assert condition


def refuse(condition):
    if condition:
        raise ValueError("refused")


def two_bytes_of_each_dimension(path):
    content = gzip.decompress(Path(path).read_bytes())
    right = solutions.reference("read_idx")(path)
    shape = [int.from_bytes(content[6 + 4 * i : 8 + 4 * i], "big") for i in range(content[3])]
    return right.ravel()[: np.prod(shape)].reshape(shape)


def without_check_of(kind):
    """Return an answer that holds out examples and refuses all but one kind of impossible input."""

    def train_valid_split(X, y, n_valid):
        wrong = {
            "one label too many": len(y) > len(X),
            "too few labels": len(y) < len(X),
            "zero": n_valid == 0,
            "negative": n_valid < 0,
            "all": n_valid == len(X),
            "more than all": n_valid > len(X),
        }
        refuse(any(is_wrong for name, is_wrong in wrong.items() if name != kind))
        return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])

    return train_valid_split


def labels_of_a(change):
    return also("split_dataset", after=lambda it: ((it[0][0], change(it[0][1])), it[1]))


FIRST = ""  # any case catches it, and the first does

PROMISES = {
    "read_idx": [
        ("Read a gzip-compressed IDX file of unsigned bytes.", "header-not-skipped", FIRST),
        ("path : str", also("read_idx", lambda path: path.stem), "images of"),
        ("or pathlib.Path", also("read_idx", lambda path: path + ""), "pathlib.Path"),
        ("The file: two zero bytes,", "magic-not-checked", "first byte is not zero"),
        ("the type code 8,", "type-not-checked", "type code 3"),
        ("the number of dimensions (one byte each),", "values-from-wrong-offset", FIRST),
        (
            "then each dimension as a big-endian 32-bit integer,",
            two_bytes_of_each_dimension,
            "more than 65,536",
        ),
        ("then the values, last index fastest.", "column-order", FIRST),
        ("array of uint8", "wrong-dtype", FIRST),
        ("With the shape that the header states:", "flattened", FIRST),
        (
            "any number of dimensions,",
            also("read_idx", after=lambda it: it if it.ndim < 5 else it.ravel()),
            "5 dimensions",
        ),
        ("each 1 or more.", also("read_idx", after=np.squeeze), "a dimension of 1"),
        ("ValueError", "wrong-error", "first byte"),
        ("If the first two bytes are not zero,", "magic-not-checked", "first byte"),
        ("the type code is not 8,", "type-not-checked", "type code"),
        ("or there are more", "extra-bytes-ignored", "more image"),
        ("or fewer values than the header states.", "truncation-not-noticed", "ends before"),
    ],
    "prepare_images": [
        ("Make images ready for a network: floats", "still-integers", FIRST),
        ("from 0 to 1,", "minus-one-to-one", FIRST),
        ("with a channel axis.", "no-channel-axis", FIRST),
        ("images : array of uint8,", "divided-before-float", FIRST),
        (
            "shape (n, height, width)",
            also("prepare_images", lambda images: must(len(images) > 1)),
            "1 image of",
        ),
        ("Grey levels from 0 to 255.", "divided-by-maximum", "no pixel above 99"),
        ("array of float32,", "other-floats", FIRST),
        ("shape (n, height, width, 1)", "axes-exchanged", FIRST),
        ("The grey levels divided by 255.", "divided-by-256", FIRST),
        ("The input stays unchanged.", "input-mutated", FIRST),
    ],
    "train_valid_split": [
        ("Hold out the first n_valid examples for validation.", "last-held-out", FIRST),
        (
            "X : array of shape (n, ...) Images.",
            also("train_valid_split", lambda X, y, n_valid: must(X.ndim == 3)),
            "float32",
        ),
        ("y : array of shape (n,) Their labels.", "labels-not-with-images", FIRST),
        ("n_valid : int How many examples to hold out,", "n-valid-ignored", FIRST),
        (
            "from 1",
            also("train_valid_split", lambda X, y, n_valid: refuse(n_valid == 1)),
            "n_valid = 1",
        ),
        (
            "to n - 1.",
            also("train_valid_split", lambda X, y, n_valid: refuse(n_valid == len(X) - 1)),
            "n_valid = ",
        ),
        ("(X_train, y_train), (X_valid, y_valid)", "wrong-structure", FIRST),
        ("The examples after the first n_valid, then the first n_valid.", "sets-swapped", FIRST),
        ("Order kept.", "order-lost", FIRST),
        ("ValueError", "wrong-error", "n_valid = 0"),
        ("If X and y differ in length,", without_check_of("too few labels"), "one label too few"),
        ("", without_check_of("one label too many"), "one label too many"),
        ("or n_valid is not from 1", without_check_of("zero"), "n_valid = 0"),
        ("", without_check_of("negative"), "negative"),
        ("to n - 1.", without_check_of("all"), "as large as the dataset"),
        ("", without_check_of("more than all"), "larger than the dataset"),
    ],
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
