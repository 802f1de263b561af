"""The features of photos that heads are compared on, each computed once for all photos."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from course_utils import solutions
from course_utils.datasets.pictures import resized
from course_utils.experiments.photo_arms import images, photos
from course_utils.networks.imagenet import CUTS, preprocess

PIXELS_SIDE = 32
IMAGENET_CUTS = ("block_2b", "block_3b", "block_4c", "block_5c", "block_6d", "top")
TOP = "ImageNet, top"
MINIVGGNET = ("MiniVGGNet, block 2", "MiniVGGNet, hidden")
RANDOM = "random network, top"
RANDOM_CALIBRATED = "random network, calibrated, top"
RANDOM_MINIVGGNET = "random MiniVGGNet, hidden"
RANDOM_MINIVGGNET_CALIBRATED = "random MiniVGGNet, calibrated, hidden"
CALIBRATED = (RANDOM_CALIBRATED, RANDOM_MINIVGGNET_CALIBRATED)
"""Their normalisation has the statistics of the labelled photos."""
RANDOM_SOURCES = (RANDOM, RANDOM_CALIBRATED, RANDOM_MINIVGGNET, RANDOM_MINIVGGNET_CALIBRATED)
_FEEDING: dict[str, Callable[[], np.ndarray]] = {
    "ImageNet, top, fed 0 to 1": lambda: photos().X.astype(np.float32) / 255,
    "ImageNet, top, fed 0 to 255": lambda: photos().X.astype(np.float32),
    "ImageNet, top, fed blue-green-red": lambda: images()[..., ::-1],
    "ImageNet, top, fed from 28 × 28": lambda: preprocess(
        resized(resized(photos().X, 28), photos().X.shape[1])
    ),
    "ImageNet, top, fed 64 × 64": lambda: preprocess(resized(photos().X, 64)),
}
FED = tuple(_FEEDING)
"""The same network, fed as it should not be."""
_MINIVGGNET_LAYERS = {"block 2": 12, "hidden": 15}


class Arm(NamedTuple):
    """Features, and the classifier that learns on them, as in `course_utils.training.heads`."""

    features: str
    classifier: str

    @property
    def name(self) -> str:
        """What rows and legends call it."""
        return self.classifier if self.features == "pixels" else self.features


CHEAP = tuple(
    Arm("pixels", classifier) for classifier in ("majority", "1-NN", "logistic regression", "SVM")
)
ON_FEATURES = tuple(
    Arm(features, "logistic regression")
    for features in (
        *MINIVGGNET,
        *RANDOM_SOURCES,
        *(f"ImageNet, {cut}" for cut in IMAGENET_CUTS),
        *FED,
    )
)
ARMS = (*CHEAP, *ON_FEATURES)


def features_of(arm: Arm, labelled: np.ndarray, seed: int) -> np.ndarray:
    """Return the features of all photos, shape (n_photos, n_features).

    Parameters
    ----------
    arm : Arm
    labelled : array of int
        The places of the labelled photos, whose statistics those in `CALIBRATED` get.
    seed : int
        Of a random network.
    """
    if arm.features in RANDOM_SOURCES:
        places = tuple(labelled.tolist()) if arm.features in CALIBRATED else ()
        return _at_random(arm.features, seed, places)
    return _fixed(arm.features)


@cache
def _fixed(name: str) -> np.ndarray:
    if name == "pixels":
        small = resized(photos().X, PIXELS_SIDE)
        return small.reshape(len(small), -1).astype(np.float32) / 255
    if name in MINIVGGNET:
        return _of_minivggnet()[name.split(", ")[1]]
    if name in FED:
        return _of_imagenet(_FEEDING[name]())["top"]
    return _of_imagenet_as_it_should_be()[name.split(", ")[1]]


@cache
def _of_imagenet_as_it_should_be() -> dict[str, np.ndarray]:
    return _of_imagenet(images())


def _of_imagenet(X: np.ndarray) -> dict[str, np.ndarray]:
    """Return the mean over all places after each cut."""
    import keras

    from course_utils.networks.imagenet import load_imagenet_network
    from course_utils.training.photo_network import pooled

    network = load_imagenet_network(X.shape[1])
    outputs = [network.get_layer(CUTS[cut]).output for cut in IMAGENET_CUTS]
    values = keras.Model(network.inputs, outputs).predict(X, batch_size=50, verbose=0)
    return {cut: pooled(maps) for cut, maps in zip(IMAGENET_CUTS, values, strict=True)}


@lru_cache(maxsize=len(RANDOM_SOURCES))
def _at_random(name: str, seed: int, places: tuple[int, ...]) -> np.ndarray:
    """Return the features of a network with random weights, calibrated on photos if there are."""
    import keras

    from course_utils.training.photo_network import new_network, recalibrated

    if "MiniVGGNet" in name:
        keras.utils.set_random_seed(seed)
        network = _new_minivggnet()
        if places:
            recalibrated(network, _as_garments()[list(places)])
        return _minivggnet_features(network)["hidden"]
    network = new_network(seed)
    if places:
        recalibrated(network, images()[list(places)])
    features: np.ndarray = network.predict(images(), batch_size=50, verbose=0)
    features /= features.std()  # as built they are too small for the scaling of a head
    return features


@cache
def _of_minivggnet() -> dict[str, np.ndarray]:
    from course_utils.networks.trained_minivggnet import load_trained_weights

    network = _new_minivggnet()
    load_trained_weights(network)
    return _minivggnet_features(network)


def _new_minivggnet() -> Any:
    return solutions.reference("build_minivggnet")((28, 28, 1), 10)


@cache
def _as_garments() -> np.ndarray:
    """Return the photos as MiniVGGNet takes garments, float32 (n, 28, 28, 1)."""
    prepare_photo = solutions.reference("prepare_photo")
    return np.stack([prepare_photo(photo) for photo in photos().X])[..., np.newaxis]


def _minivggnet_features(network: Any) -> dict[str, np.ndarray]:
    """Return what a MiniVGGNet gives for the photos after each of its layers."""
    import keras

    X = _as_garments()
    outputs = [network.layers[number].output for number in _MINIVGGNET_LAYERS.values()]
    values = keras.Model(network.inputs, outputs).predict(X, batch_size=100, verbose=0)
    return {
        name: maps.reshape(len(X), -1)
        for name, maps in zip(_MINIVGGNET_LAYERS, values, strict=True)
    }
