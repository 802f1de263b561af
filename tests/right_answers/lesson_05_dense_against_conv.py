"""Correct answers to lesson 05 in other styles than the reference solutions."""

import numpy as np
from scipy import ndimage

from tests.answers import right


@right("shift_images")
def padded_then_cut(X, dx, dy):
    height, width = X.shape[1:3]
    margin = max(abs(dx), abs(dy))
    padding = [(0, 0), (margin, margin), (margin, margin)] + [(0, 0)] * (X.ndim - 3)
    padded = np.pad(X, padding)
    top, left = margin - dy, margin - dx
    return padded[:, top : top + height, left : left + width]


@right("shift_images")
def rolled_then_blanked(X, dx, dy):
    rolled = np.roll(X, (dy, dx), axis=(1, 2))
    if dy > 0:
        rolled[:, :dy] = 0
    elif dy < 0:
        rolled[:, dy:] = 0
    if dx > 0:
        rolled[:, :, :dx] = 0
    elif dx < 0:
        rolled[:, :, dx:] = 0
    return rolled


@right("shift_images")
def by_scipy(X, dx, dy):
    return ndimage.shift(X, (0, dy, dx, 0)[: X.ndim], order=0, mode="constant", cval=0)


@right("features_up_to")
def layers_in_a_new_sequential(model, layer_name):
    import keras

    names = [layer.name for layer in model.layers]
    if layer_name not in names:
        raise ValueError(layer_name)
    kept = model.layers[: names.index(layer_name) + 1]
    return keras.Sequential([keras.Input(model.input_shape[1:]), *kept])


@right("accuracy_under_shift")
def with_evaluate(model, X, y, shifts):
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    accuracies = []
    for shift in shifts:
        moved = np.roll(X, shift, axis=2)
        if shift > 0:
            moved[:, :, :shift] = 0
        if shift < 0:
            moved[:, :, shift:] = 0
        accuracies.append(model.evaluate(moved, y, verbose=0)[1])
    return np.array(accuracies)


@right("accuracy_under_shift")
def called_directly(model, X, y, shifts):
    def accuracy(dx):
        moved = np.zeros(X.shape, X.dtype)
        if dx >= 0:
            moved[:, :, dx:] = X[:, :, : X.shape[2] - dx]
        else:
            moved[:, :, :dx] = X[:, :, -dx:]
        probabilities = np.asarray(model(moved)).ravel()
        return ((probabilities > 0.5).astype("float32") == y).mean()

    return np.array([accuracy(dx) for dx in shifts])
