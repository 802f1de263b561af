"""LeNet-5, by which lesson 02 shows overfitting."""

from __future__ import annotations

from typing import Any


def build_lenet(dropout: float = 0.0, augment: bool = False) -> Any:
    """Build LeNet-5 for images of 28 × 28 and ten classes, with ReLU and max pooling.

    Source: Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to
    Document Recognition", Proceedings of the IEEE 86 (1998). The original has other activations
    and averages where this one takes the largest value.

    Parameters
    ----------
    dropout : float
        The part of values dropped before each of the last two layers; 0 for none.
    augment : bool
        Whether training mirrors half of the images and shifts all of them by up to two pixels.

    Returns
    -------
    keras.Model
        From float images, shape (n, 28, 28, 1), to probabilities, shape (n, 10). Not compiled.
    """
    from keras import Input, Sequential, layers

    augmentation = [
        layers.RandomFlip("horizontal"),
        layers.RandomTranslation(2 / 28, 2 / 28, fill_mode="constant", fill_value=0.0),
    ]
    return Sequential(
        [
            Input((28, 28, 1)),
            *(augmentation if augment else []),
            layers.Conv2D(6, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(84, activation="relu"),
            layers.Dropout(dropout),
            layers.Dense(10, activation="softmax"),
        ]
    )
