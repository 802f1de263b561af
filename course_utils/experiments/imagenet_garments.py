"""What an ImageNet network gives for the garments of Fashion-MNIST, and the same at random.

The grey 28 × 28 images are inverted, so that a garment is dark on white as in a photo, enlarged to
96 × 96 and repeated in three channels.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from course_utils.datasets.pictures import resized
from course_utils.datasets.tasks import Images
from course_utils.experiments.arms import task
from course_utils.networks.imagenet import CUTS, preprocess

SIDE = 96
IMAGENET, RANDOM = "ImageNet", "random EfficientNet"
SOURCES = (IMAGENET, RANDOM)
_MEANS = ("block_2b", "block_3b", "block_4c", "block_5c", "top")
_AT_EACH_PLACE = ("block_4c", "block_5c")
CUTS_TRIED = (*_MEANS, *(f"{cut} at each place" for cut in _AT_EACH_PLACE))
"""Features are the mean over all places, unless the cut says otherwise."""
_N_FOR_STATISTICS = 200  # images without labels, whose statistics a random network gets
_known: dict[bytes, dict[str, np.ndarray]] = {}


def arm_of(source: str, cut: str) -> str:
    """Return what rows and legends call features of a source."""
    return f"{source}, frozen, {cut}"


def features(source: str, pair: str, seed: int, X: Images) -> dict[str, np.ndarray]:
    """Return the features of images after each cut, shape (n, n_features).

    Parameters
    ----------
    source : str
        One of `SOURCES`. What ImageNet's network gives for an image is computed once.
    pair : str
        Of classes; a random network has the statistics of 200 images of them.
    seed : int
        Of a random network.
    X : ndarray of float32, shape (n, 28, 28, 1)
    """
    if source == RANDOM:
        return _values(_random(pair, seed), X)
    keys = [image.tobytes() for image in X]
    new = list({key: number for number, key in enumerate(keys) if key not in _known}.values())
    if new:
        values = _values(_imagenet(), X[new])
        for place, number in enumerate(new):
            _known[keys[number]] = {cut: of_all[place] for cut, of_all in values.items()}
    return {cut: np.stack([_known[key][cut] for key in keys]) for cut in CUTS_TRIED}


def as_photos(X: Images) -> np.ndarray:
    """Return garments as the network takes photos, float32 (n, 96, 96, 3)."""
    dark = (255 * (1 - X[..., 0])).round().astype(np.uint8)
    return preprocess(np.repeat(resized(dark, SIDE)[..., np.newaxis], 3, axis=3))


def _values(network: Any, X: Images) -> dict[str, np.ndarray]:
    found: dict[str, list[np.ndarray]] = {cut: [] for cut in CUTS_TRIED}
    for first in range(0, len(X), 500):  # enlarged, images take much memory
        part = X[first : first + 500]
        maps = network.predict(as_photos(part), batch_size=100, verbose=0)
        for cut, values in zip(_MEANS, maps, strict=True):
            found[cut].append(values.mean(axis=(1, 2)))
            if cut in _AT_EACH_PLACE:
                found[f"{cut} at each place"].append(
                    values.reshape(len(part), -1).astype(np.float16)
                )
    return {cut: np.concatenate(parts) for cut, parts in found.items()}


@cache
def _imagenet() -> Any:
    from course_utils.networks.imagenet import load_imagenet_network

    return _up_to_cuts(load_imagenet_network(SIDE))


def _random(pair: str, seed: int) -> Any:
    from course_utils.training.photo_network import new_network, recalibrated

    images = as_photos(task(pair).train.X[:_N_FOR_STATISTICS])
    return _up_to_cuts(recalibrated(new_network(seed, SIDE), images))


def _up_to_cuts(network: Any) -> Any:
    import keras

    outputs = [network.get_layer(CUTS[cut]).output for cut in _MEANS]
    return keras.Model(network.inputs, outputs)
