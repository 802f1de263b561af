"""Correct answers to lesson 01 in other styles than the reference solutions."""

import gzip
from pathlib import Path

import numpy as np

from tests.answers import right


@right("read_idx")
def int_from_bytes_and_a_loop(path):
    content = gzip.decompress(Path(path).read_bytes())
    if content[0] or content[1] or content[2] != 8:
        raise ValueError("not an IDX file of unsigned bytes")
    shape = []
    for i in range(content[3]):
        shape.append(int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big"))
    body = content[4 + 4 * len(shape) :]
    if len(body) != int(np.prod(shape)):
        raise ValueError("header and values disagree")
    return np.array(list(body), dtype="uint8").reshape(shape)


@right("read_idx")
def big_endian_dtype(path):
    with gzip.open(path, "rb") as file:
        magic = np.frombuffer(file.read(4), np.uint8)
        if magic[0] or magic[1] or magic[2] != 8:
            raise ValueError("magic")
        shape = np.frombuffer(file.read(4 * magic[3]), ">u4")
        return np.frombuffer(file.read(), np.uint8).reshape(shape).copy()


@right("prepare_images")
def expand_dims_and_divide(images):
    return np.expand_dims(np.divide(images, 255, dtype=np.float32), -1)


@right("prepare_images")
def image_by_image(images):
    result = np.zeros((*images.shape, 1), dtype=np.float32)
    for i, image in enumerate(images):
        result[i, :, :, 0] = image / 255.0
    return result


@right("prepare_images")
def tensor(images):
    import tensorflow as tf

    return tf.cast(images[..., None], tf.float32) / 255.0


@right("train_valid_split")
def boolean_mask_and_lists(X, y, n_valid):
    if X.shape[0] != y.shape[0]:
        raise ValueError("lengths")
    if n_valid <= 0 or n_valid >= X.shape[0]:
        raise ValueError("size")
    held_out = np.arange(len(X)) < n_valid
    return [[X[~held_out], y[~held_out]], [X[held_out], y[held_out]]]


@right("train_valid_split")
def numpy_split(X, y, n_valid):
    if len(X) != len(y) or not 0 < n_valid < len(X):
        raise ValueError("impossible")
    X_valid, X_train = np.split(X, [n_valid])
    y_valid, y_train = np.split(y, [n_valid])
    return (X_train, y_train), (X_valid, y_valid)
