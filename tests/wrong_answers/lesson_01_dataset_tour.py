"""Wrong answers to the exercises of lesson 01."""

import gzip
import struct
from pathlib import Path

import numpy as np

from tests.answers import wrong


def _parse(path):
    """Return what is common to most answers: the bytes and the shape of an IDX file."""
    content = gzip.decompress(Path(path).read_bytes())
    n_dims = content[3]
    shape = struct.unpack(f">{n_dims}I", content[4 : 4 + 4 * n_dims])
    return content, shape


def _checked(path):
    content, shape = _parse(path)
    if content[:3] != b"\x00\x00\x08" or len(content) != 4 + 4 * len(shape) + np.prod(shape):
        raise ValueError("damaged")
    return content, shape, np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape))


# read_idx


@wrong("read_idx")
def header_not_skipped(path):
    return np.frombuffer(_parse(path)[0], np.uint8)


@wrong("read_idx")
def flattened(path):
    return _checked(path)[2]


@wrong("read_idx")
def dimensions_in_another_order(path):
    _, (n, *others), values = _checked(path)
    return values.reshape(n, *others[::-1])


@wrong("read_idx")
def shape_hard_coded(path):
    _, _, values = _checked(path)
    return np.resize(values, (60, 28, 28))


@wrong("read_idx")
def values_from_wrong_offset(path):
    content, shape = _parse(path)
    return np.frombuffer(content, np.uint8, offset=8, count=int(np.prod(shape))).reshape(shape)


@wrong("read_idx")
def column_order(path):
    _, shape, values = _checked(path)
    return values.reshape(shape, order="F")


@wrong("read_idx")
def signed_bytes(path):
    _, shape, values = _checked(path)
    return values.view(np.int8).reshape(shape)


@wrong("read_idx")
def wrong_dtype(path):
    _, shape, values = _checked(path)
    return values.reshape(shape).astype("float32")


@wrong("read_idx")
def wrong_shape(path):
    _, shape, values = _checked(path)
    return values.reshape(shape[0], -1)


@wrong("read_idx")
def not_an_array(path):
    _, shape, values = _checked(path)
    return values.reshape(shape).tolist()


@wrong("read_idx")
def magic_not_checked(path):
    content, shape = _parse(path)
    if content[2] != 8:
        raise ValueError("type")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


@wrong("read_idx")
def type_not_checked(path):
    content, shape = _parse(path)
    if content[:2] != b"\x00\x00":
        raise ValueError("magic")
    return np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


@wrong("read_idx")
def truncation_not_noticed(path):
    content, shape = _parse(path)
    if content[:3] != b"\x00\x00\x08":
        raise ValueError("magic")
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape))
    return np.resize(values, shape)


@wrong("read_idx")
def extra_bytes_ignored(path):
    content, shape = _parse(path)
    if content[:3] != b"\x00\x00\x08":
        raise ValueError("magic")
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * len(shape))
    return values[: np.prod(shape)].reshape(shape)


@wrong("read_idx")
def wrong_error(path):
    try:
        _, shape, values = _checked(path)
    except ValueError:
        raise RuntimeError("damaged") from None
    return values.reshape(shape)


# prepare_images


@wrong("prepare_images")
def not_scaled(images):
    return images[..., np.newaxis].astype("float32")


@wrong("prepare_images")
def divided_by_256(images):
    return images[..., np.newaxis].astype("float32") / 256


@wrong("prepare_images")
def divided_by_maximum(images):
    return images[..., np.newaxis].astype("float32") / images.max()


@wrong("prepare_images")
def divided_by_maximum_of_each(images):
    floats = images[..., np.newaxis].astype("float32")
    return floats / floats.max(axis=(1, 2, 3), keepdims=True)


@wrong("prepare_images")
def inverted(images):
    return 1 - images[..., np.newaxis].astype("float32") / 255


@wrong("prepare_images")
def minus_one_to_one(images):
    return images[..., np.newaxis].astype("float32") / 127.5 - 1


@wrong("prepare_images")
def stretched_to_full_range(images):
    floats = images[..., np.newaxis].astype("float32")
    return (floats - floats.min()) / (floats.max() - floats.min())


@wrong("prepare_images")
def standardised(images):
    floats = images[..., np.newaxis].astype("float32")
    return (floats - floats.mean()) / floats.std()


@wrong("prepare_images")
def divided_before_float(images):
    return (images // 255)[..., np.newaxis].astype("float32")


@wrong("prepare_images")
def still_integers(images):
    return (images // 255)[..., np.newaxis]


@wrong("prepare_images")
def other_floats(images):
    return images[..., np.newaxis] / 255


@wrong("prepare_images")
def no_channel_axis(images):
    return images.astype("float32") / 255


@wrong("prepare_images")
def channels_first(images):
    return images[:, np.newaxis].astype("float32") / 255


@wrong("prepare_images")
def axis_of_length_1(images):
    return images[np.newaxis].astype("float32") / 255


@wrong("prepare_images")
def flattened(images):
    return images.reshape(len(images), -1).astype("float32") / 255


@wrong("prepare_images")
def input_mutated(images):
    result = images[..., np.newaxis].astype("float32") / 255
    images //= 255
    return result


@wrong("prepare_images")
def axes_exchanged(images):
    return images.T[..., np.newaxis].astype("float32") / 255


@wrong("prepare_images")
def wrong_shape(images):
    return images[:, 1:, 1:, np.newaxis].astype("float32") / 255


@wrong("prepare_images")
def not_an_array(images):
    print("prepared", len(images), "images")


# train_valid_split


def _refuse_impossible(X, y, n_valid):
    if len(X) != len(y) or not 1 <= n_valid < len(X):
        raise ValueError("impossible")


@wrong("train_valid_split")
def sets_swapped(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[:n_valid], y[:n_valid]), (X[n_valid:], y[n_valid:])


@wrong("train_valid_split")
def last_held_out(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[:-n_valid], y[:-n_valid]), (X[-n_valid:], y[-n_valid:])


@wrong("train_valid_split")
def sets_overlap(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X, y), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def shuffled(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    order = np.random.default_rng(0).permutation(len(X))
    return (X[order[n_valid:]], y[order[n_valid:]]), (X[order[:n_valid]], y[order[:n_valid]])


@wrong("train_valid_split")
def order_lost(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[n_valid:][::-1], y[n_valid:][::-1]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def labels_not_with_images(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[n_valid:], y[n_valid:][::-1]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def examples_lost(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[n_valid + 1 :], y[n_valid + 1 :]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def n_valid_ignored(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[30:], y[30:]), (X[:30], y[:30])


@wrong("train_valid_split")
def grouped_by_kind(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    return (X[n_valid:], X[:n_valid]), (y[n_valid:], y[:n_valid])


@wrong("train_valid_split")
def size_not_checked(X, y, n_valid):
    if len(X) != len(y):
        raise ValueError("lengths")
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def lengths_not_checked(X, y, n_valid):
    if not 1 <= n_valid < len(X):
        raise ValueError("size")
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def wrong_error(X, y, n_valid):
    assert len(X) == len(y)
    assert 1 <= n_valid < len(X)
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def wrong_structure(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    X[n_valid:], y[n_valid:]


@wrong("train_valid_split")
def input_mutated(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    sets = (X[n_valid:].copy(), y[n_valid:].copy()), (X[:n_valid].copy(), y[:n_valid].copy())
    y[:n_valid] = 0
    return sets


@wrong("train_valid_split")
def images_changed(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    X = X[:, ::-1]
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])


@wrong("train_valid_split")
def flattened(X, y, n_valid):
    _refuse_impossible(X, y, n_valid)
    X = X.reshape(len(X), -1)
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])
