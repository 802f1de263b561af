"""Photos of things, cut out and put on white: few labels, as in a dataset of one's own."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from course_utils.datasets.stored_arrays import MODELS, read_arrays
from course_utils.errors import CourseError

PHOTOS = Path(__file__).resolve().parents[2] / "data" / "photos"
FEATURES = MODELS / "photo_features.npz"
FEATURES_RECORD = MODELS / "photo_features.json"
N_PHOTOS = 178
_COLUMNS = {"file", "class", "object", "description", "sha256"}


class Photos(NamedTuple):
    """Photos, 128 × 128 pixels, each with its class and with the one object that it shows."""

    X: npt.NDArray[np.uint8]
    y: npt.NDArray[np.int64]
    class_names: list[str]
    objects: list[str]
    descriptions: list[str]


class FewPhotos(NamedTuple):
    """Which photos to train on, and which to test on: places in the arrays of `Photos`."""

    train: npt.NDArray[np.int64]
    test: npt.NDArray[np.int64]


def load_photos() -> Photos:
    """Return the photos that come with the course.

    Returns
    -------
    Photos
        `X` uint8 (n, 128, 128, 3), red, green and blue on white; `y` int64 (n,), a place in
        `class_names`; `objects` and `descriptions` of length n. Photos of the same object have the
        same name in `objects`, and no object is in two classes.

    Raises
    ------
    CourseError
        If a file of data/photos is not there, or is not the one that was recorded.
    """
    from PIL import Image

    try:
        with (PHOTOS / "photos.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError):
        raise _incomplete("photos.csv cannot be read") from None
    if len(rows) != N_PHOTOS or not rows[0].keys() >= _COLUMNS:
        raise _incomplete("photos.csv is damaged")
    images = []
    for row in rows:
        try:
            content = (PHOTOS / row["file"]).read_bytes()
        except (OSError, ValueError):
            raise _incomplete(f"{row['file']} is not there") from None
        if hashlib.sha256(content).hexdigest() != row["sha256"]:
            raise _incomplete(f"{row['file']} is damaged: its sha256 differs")
        images.append(np.asarray(Image.open(io.BytesIO(content))))
    class_names = sorted({row["class"] for row in rows})
    return Photos(
        np.stack(images),
        np.array([class_names.index(row["class"]) for row in rows], np.int64),
        class_names,
        [row["object"] for row in rows],
        [row["description"] for row in rows],
    )


def load_photo_features() -> npt.NDArray[np.float32]:
    """Return what a network that has learnt ImageNet gives for the photos, without the network.

    `data/models/make_photo_features.py` computed it, and rounded it to 16 bits.

    Returns
    -------
    ndarray of float32, shape (n, 1280)
        The features of the photos of `load_photos`, in their order: to three digits those of
        `load_imagenet_network().predict(preprocess(photos.X))`.

    Raises
    ------
    CourseError
        If the file of features is not there, or is not the one that was recorded.
    """
    return read_arrays(FEATURES, FEATURES_RECORD)["features"].astype(np.float32)


def few_photos(photos: Photos, n: int, seed: int) -> FewPhotos:
    """Draw n photos of each class to train on, each of another object; the rest is to test on.

    Parameters
    ----------
    photos : Photos
        As `load_photos` returns them.
    n : int
        How many of each class to train on, at least 1. Of each class one object must be left.
    seed : int
        Another seed draws other photos. With one seed, fewer photos are the first of more.

    Returns
    -------
    FewPhotos
        `train` int64 (n × classes,), class after class in turn, so that the first k × classes are
        k of each class. `test` int64: all photos of the objects that were not drawn, in order. So
        no object is on both sides, and further photos of those that were drawn are on none.

    Raises
    ------
    CourseError
        If n is below 1, or a class has too few objects.
    """
    rng = np.random.default_rng(seed)
    objects = np.array(photos.objects)
    one_of_each = []  # for each class: one photo of each object, in random order
    for label in range(len(photos.class_names)):
        order = rng.permutation(np.flatnonzero(photos.y == label))
        _, first = np.unique(objects[order], return_index=True)
        one_of_each.append(order[np.sort(first)])
    fewest = min(map(len, one_of_each))
    if not 1 <= n < fewest:
        raise CourseError(
            f"n is {n}, and must be from 1 to {fewest - 1}: one class has {fewest} objects, and at "
            "least one is left to test on."
        )
    train = np.stack([photos_of_class[:n] for photos_of_class in one_of_each], axis=1).ravel()
    test = np.flatnonzero(~np.isin(objects, objects[train]))
    return FewPhotos(train, test)


def _incomplete(problem: str) -> CourseError:
    """Return the error for photos that are not as they should be."""
    return CourseError(f"data/photos: {problem}. `git checkout -- data/photos` brings it back.")
