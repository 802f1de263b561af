"""Each promise of a docstring of lesson 01: see `tests.promises`."""

import gzip
from pathlib import Path

import numpy as np

from course_utils import solutions
from tests.promises import FIRST, also, must, refuse


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
}
