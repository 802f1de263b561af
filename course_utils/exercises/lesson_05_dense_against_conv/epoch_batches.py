"""The batches of an epoch of `fine_tune_normalised`: how many, how large, and what is in them."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain

BATCH_SIZE = 32
_MOST_BATCHES = 1_000  # of a Dataset that may have no end


def noted(data: Any, steps_per_epoch: Any, history: Any) -> dict[str, Plain]:
    """Return the steps of an epoch, and its batches where they can be looked at a second time.

    Parameters
    ----------
    data, steps_per_epoch
        As `fit` got them.
    history : keras.callbacks.History
    """
    batches = _batches(data, steps_per_epoch)
    steps = history.params.get("steps")
    # Keras counts one too many in a Dataset of unknown size.
    if steps_per_epoch is None and _has_unknown_size(data) and batches is not None:
        steps = len(batches)
    return {"steps": steps, "batches": batches}


def _has_unknown_size(data: Any) -> bool:
    import tensorflow as tf

    is_dataset = isinstance(data, tf.data.Dataset)
    return is_dataset and int(data.cardinality()) == tf.data.UNKNOWN_CARDINALITY


def _batches(data: Any, steps_per_epoch: Any) -> Plain:
    """Return images and labels of each batch; None for arrays and for what gives nothing twice."""
    import keras
    import tensorflow as tf

    if isinstance(data, tf.data.Dataset):
        found = iter(data)
    elif isinstance(data, keras.utils.PyDataset):
        found = (data[place] for place in range(int(data.num_batches or 0)))
    else:
        return None
    try:
        batches = [
            [np.asarray(batch[0], np.float64), np.asarray(batch[1], np.float64)]
            for batch in islice(found, steps_per_epoch or _MOST_BATCHES)
        ]
    except Exception:  # data in another form, which fit could take and this cannot
        return None
    return batches or None


def judged(case: Case, fit: dict[str, Plain]) -> Finding | None:
    """Judge whether an epoch takes every image once, with its label, in batches of 32."""
    n = len(case.inputs["y"])
    sizes = [BATCH_SIZE] * (n // BATCH_SIZE) + [n % BATCH_SIZE] * (n % BATCH_SIZE > 0)
    message = f"An epoch should take every image once, in batches of {BATCH_SIZE}."
    if fit["steps"] != len(sizes):
        return Finding(
            "other-batches",
            message,
            f"batches an epoch for {n} images: {len(sizes)}",
            f"batches an epoch: {fit['steps']}",
        )
    if fit["batches"] is None:
        return None
    got = [len(labels) for _, labels in fit["batches"]]
    if sorted(got) != sorted(sizes):
        return Finding(
            "other-batches",
            message,
            f"batches of {_in_words(sizes)}",
            f"batches of {_in_words(got)}",
        )
    images, labels = (np.concatenate(parts) for parts in zip(*fit["batches"], strict=True))
    if not _same_pairs(images, labels, case.inputs["X"], case.inputs["y"]):
        return Finding(
            "other-images-in-an-epoch",
            "The batches of an epoch are not X and y: some image comes twice or never, is changed, "
            "or has the label of another one. Print which rows the second batch takes.",
            "every image of X once, with its own label",
            "other images, or other labels with them",
        )
    return None


def _in_words(sizes: list[int]) -> str:
    return ", ".join(map(str, sizes[:6])) + (" and so on" if len(sizes) > 6 else "")


def _same_pairs(X: np.ndarray, y: np.ndarray, images: np.ndarray, labels: np.ndarray) -> bool:
    """Return whether these are the images with their labels, in any order."""
    if X.shape != images.shape or y.size != labels.size:
        return False
    sides = []
    for of_all, of_labels in ((X, y), (images, labels)):
        # A weight for each place, so that a mirrored image is another one.
        flat = of_all.reshape(len(of_all), -1).astype(np.float64)
        values = flat @ np.linspace(1, 2, flat.shape[1])
        order = np.argsort(values)
        sides.append((values[order], np.ravel(of_labels)[order]))
    return all(np.allclose(one, two, rtol=1e-6) for one, two in zip(*sides, strict=True))
