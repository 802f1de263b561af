"""What a learner gives to `write_report`, looked at before anything is worked out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from course_utils.datasets.picture_folder import PictureFolder
from course_utils.datasets.pictures import as_path
from course_utils.errors import CourseError
from course_utils.learner import files

Ints = npt.NDArray[np.int64]

TEXTS = ("title", "question", "data", "mistakes", "limits", "conclusion")
_HOW_TO_WRITE = f"Give a dictionary from some of the names {', '.join(TEXTS)} to your words."


def place_of(name: str | os.PathLike[str] | None) -> Path:
    """Return where a report of that name is to be written, in a folder that is there."""
    if name is None:
        return Path(tempfile.mkdtemp()) / "my_report.html"
    place = as_path(name)
    if place.name in ("", "..") or "\0" in str(place) or str(name).endswith(("/", os.sep)):
        raise CourseError(
            f'{os.fspath(name)!r} is no name of a file. Write one in quotes, such as "my_report".'
        )
    try:
        is_there = place.parent.is_dir()
    except OSError as error:
        raise files.cannot_write(place, error) from None
    if not is_there:
        raise CourseError(
            f"there is no folder {place.parent} to write the report to. Make it first, or give a "
            "name alone: then the report is written beside the notebook."
        )
    return place if place.suffix.lower() == ".html" else place.with_name(f"{place.name}.html")


def check_pictures(own: Any) -> None:
    """Raise CourseError for what is no folder of pictures with three channels."""
    if not isinstance(own, PictureFolder):
        raise CourseError(
            f"own is a {type(own).__name__}. Give what load_picture_folder has returned."
        )
    if own.X.ndim != 4 or own.X.shape[3] != 3:
        raise CourseError(
            f"own.X has the shape {own.X.shape}, and the report shows pictures of shape (n, "
            "height, width, 3). Load them with prepare_for_network."
        )


def as_places(values: Any, name: str, n_pictures: int) -> Ints:
    """Return one part of the split, once it is sure that it holds places of pictures."""
    places = _as_integers(values, name, "Give what split_by_object has returned.")
    if not len(places):
        raise CourseError(f"{name} is empty, so there is nothing to report on.")
    if places.min() < 0 or places.max() >= n_pictures:
        raise CourseError(
            f"{name} holds places from {places.min()} to {places.max()}, and own has pictures "
            f"from 0 to {n_pictures - 1}. Are train and test of another folder?"
        )
    if len(np.unique(places)) < len(places):
        raise CourseError(f"{name} holds a picture twice, so it would count twice.")
    return places


def as_labels(values: Any, name: str, n_test: int, class_names: list[str]) -> Ints:
    """Return the answers of a network or an opponent, once it is sure that they are labels."""
    labels = _as_integers(values, name, "Give one label for each test picture, not an accuracy.")
    if len(labels) != n_test:
        raise CourseError(
            f"{name} has {len(labels)} labels, and test has {n_test} pictures. Give one label for "
            "each test picture, in the order of test."
        )
    unknown = labels[(labels < 0) | (labels >= len(class_names))]
    if len(unknown):
        raise CourseError(
            f"{name} holds the label {unknown[0]}, and the classes have the labels from 0 to "
            f"{len(class_names) - 1}. Is it of another folder?"
        )
    return labels


def as_opponents(given: Any, n_test: int, class_names: list[str]) -> dict[str, Ints]:
    """Return the answers of each opponent by its name."""
    if not isinstance(given, Mapping):
        raise CourseError(
            f"opponents is a {type(given).__name__}. Give a dictionary from the name of each "
            'opponent to its labels, such as {"raw pixels": predicted_from_pixels}.'
        )
    return {
        str(name): as_labels(values, f'opponents["{name}"]', n_test, class_names)
        for name, values in given.items()
    }


def as_texts(given: Any) -> dict[str, str]:
    """Return the learner's own texts, empty where nothing is written."""
    if not isinstance(given, Mapping):
        raise CourseError(f"texts is a {type(given).__name__}. {_HOW_TO_WRITE}")
    for name in given:
        if name not in TEXTS:
            raise CourseError(f"texts has the name {name!r}, which has no place. {_HOW_TO_WRITE}")
    for name, text in given.items():
        if not isinstance(text, str | None):
            raise CourseError(f'texts["{name}"] is a {type(text).__name__}. Write it in quotes.')
    return {name: (given.get(name) or "").strip() for name in TEXTS}


def _as_integers(values: Any, name: str, what_to_do: str) -> Ints:
    try:
        array = np.asarray(values)
    except ValueError:  # lists of several lengths
        array = np.array(None)
    if array.ndim == 1 and array.size == 0:
        return np.zeros(0, np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        what = f"the shape {array.shape}" if array.ndim != 1 else f"the type {array.dtype}"
        raise CourseError(f"{name} has {what}, and a row of whole numbers is needed. {what_to_do}")
    return array.astype(np.int64)
