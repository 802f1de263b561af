"""Networks trained on ImageNet, as frozen feature extractors."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.errors import CourseError

_SIDE = 96


def mobilenet_features(images: Any, weights: str = "imagenet") -> np.ndarray:
    """Turn images into features with a frozen MobileNetV2.

    Parameters
    ----------
    images : ndarray of float32, shape (n, height, width, 1) or (n, height, width, 3)
        Values from 0 to 1.
    weights : str
        ``"imagenet"`` downloads 9 MB the first time; else the path of a weights file for the
        network without its top.

    Returns
    -------
    ndarray of float32, shape (n, 1280)

    Raises
    ------
    CourseError
        If the weights cannot be downloaded, because there is no network for example.
    """
    import keras

    shape = (_SIDE, _SIDE, 3)
    try:
        backbone = keras.applications.MobileNetV2(
            input_shape=shape, include_top=False, weights=weights, pooling="avg"
        )
    except Exception:  # Keras raises a plain Exception where a download fails
        raise CourseError(
            f"MobileNetV2 has no weights: {weights} could not be fetched or read. Is there a "
            "network? The rest of the lesson does not need them."
        ) from None
    backbone.trainable = False
    colour = np.broadcast_to(images, (*images.shape[:3], 3))
    large = keras.ops.image.resize(colour, (_SIDE, _SIDE))
    scaled = keras.applications.mobilenet_v2.preprocess_input(255 * np.asarray(large))
    features: np.ndarray = backbone.predict(scaled, batch_size=100, verbose=0)
    return features
