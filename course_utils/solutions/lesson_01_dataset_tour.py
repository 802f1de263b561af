"""Reference solutions of lesson 01."""

import gzip
import struct

import numpy as np


def read_idx(path):
    """Read a gzip-compressed IDX file of unsigned bytes.

    Parameters
    ----------
    path : str or pathlib.Path
        The file: two zero bytes, the type code 8, the number of dimensions (one byte each), then
        each dimension as a big-endian 32-bit integer, then the values, last index fastest.

    Returns
    -------
    array of uint8
        With the shape that the header states: any number of dimensions, each 1 or more.

    Raises
    ------
    ValueError
        If the first two bytes are not zero, the type code is not 8, or there are more or fewer
        values than the header states.
    """
    with gzip.open(path) as file:
        content = file.read()
    zeros, type_code, n_dims = struct.unpack(">HBB", content[:4])
    if zeros != 0 or type_code != 8:
        raise ValueError(f"{path} is not an IDX file of unsigned bytes")
    values_start = 4 + 4 * n_dims
    shape = struct.unpack(f">{n_dims}I", content[4:values_start])
    values = np.frombuffer(content, np.uint8, offset=values_start)
    return values.reshape(shape)


def prepare_images(images):
    """Make images ready for a network: floats from 0 to 1, with a channel axis.

    Parameters
    ----------
    images : array of uint8, shape (n, height, width)
        Grey levels from 0 to 255.

    Returns
    -------
    array of float32, shape (n, height, width, 1)
        The grey levels divided by 255. The input stays unchanged.
    """
    return images[..., np.newaxis].astype("float32") / 255


def train_valid_split(X, y, n_valid):
    """Hold out the first n_valid examples for validation.

    Parameters
    ----------
    X : array of shape (n, ...)
        Images.
    y : array of shape (n,)
        Their labels.
    n_valid : int
        How many examples to hold out, from 1 to n - 1.

    Returns
    -------
    (X_train, y_train), (X_valid, y_valid)
        The examples after the first n_valid, then the first n_valid. Order kept.

    Raises
    ------
    ValueError
        If X and y differ in length, or n_valid is not from 1 to n - 1.
    """
    if len(X) != len(y):
        raise ValueError(f"{len(X)} images but {len(y)} labels")
    if not 1 <= n_valid < len(X):
        raise ValueError(f"n_valid = {n_valid} leaves one of the sets of {len(X)} examples empty")
    return (X[n_valid:], y[n_valid:]), (X[:n_valid], y[:n_valid])
