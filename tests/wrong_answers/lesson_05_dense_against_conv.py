"""Wrong answers to the exercises of lesson 05."""

import numpy as np

from tests.answers import wrong

# shift_images


def _shift(X, dx, dy):
    height, width = X.shape[1:3]
    result = np.zeros_like(X)
    for row in range(height):
        for column in range(width):
            if 0 <= row - dy < height and 0 <= column - dx < width:
                result[:, row, column] = X[:, row - dy, column - dx]
    return result


@wrong("shift_images")
def wraps_around(X, dx, dy):
    return np.roll(X, (dy, dx), axis=(1, 2))


@wrong("shift_images")
def x_and_y_exchanged(X, dx, dy):
    return _shift(X, dy, dx)


@wrong("shift_images")
def other_direction(X, dx, dy):
    return _shift(X, -dx, -dy)


@wrong("shift_images")
def up_for_down(X, dx, dy):
    return _shift(X, dx, -dy)


@wrong("shift_images")
def left_for_right(X, dx, dy):
    return _shift(X, -dx, dy)


@wrong("shift_images")
def not_shifted(X, dx, dy):
    return X.copy()


@wrong("shift_images")
def edge_repeated(X, dx, dy):
    rows = np.clip(np.arange(X.shape[1]) - dy, 0, X.shape[1] - 1)
    columns = np.clip(np.arange(X.shape[2]) - dx, 0, X.shape[2] - 1)
    return X[:, rows][:, :, columns]


@wrong("shift_images")
def negative_shift_ignored(X, dx, dy):
    return _shift(X, max(dx, 0), max(dy, 0))


@wrong("shift_images")
def sign_ignored(X, dx, dy):
    return _shift(X, abs(dx), abs(dy))


@wrong("shift_images")
def only_to_the_side(X, dx, dy):
    return _shift(X, dx, 0)


@wrong("shift_images")
def only_up_and_down(X, dx, dy):
    return _shift(X, 0, dy)


@wrong("shift_images")
def cut_smaller(X, dx, dy):
    height, width = X.shape[1:3]
    return X[:, max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]


@wrong("shift_images")
def channels_shifted(X, dx, dy):
    if X.ndim == 3:
        return _shift(X, dx, dy)
    return np.roll(_shift(X, 0, dy), dx, axis=3)


@wrong("shift_images")
def emptied_by_no_shift(X, dx, dy):
    shifted = np.roll(X, (dy, dx), axis=(1, 2))
    shifted[:, slice(dy) if dy > 0 else slice(dy, None)] = 0
    shifted[:, :, slice(dx) if dx > 0 else slice(dx, None)] = 0
    return shifted


@wrong("shift_images")
def wrong_side_emptied(X, dx, dy):
    shifted = np.roll(X, (dy, dx), axis=(1, 2))
    shifted[:, :dy] = 0
    shifted[:, :, :dx] = 0
    return shifted


@wrong("shift_images")
def wrong_dtype(X, dx, dy):
    return _shift(X, dx, dy).astype("float64")


@wrong("shift_images")
def input_mutated(X, dx, dy):
    X[:] = _shift(X, dx, dy)
    return X


@wrong("shift_images")
def not_an_array(X, dx, dy):
    return list(_shift(X, dx, dy))


# features_up_to


def _part(model, end):
    import keras

    return keras.Model(model.inputs, model.layers[end].output)


def _index(model, layer_name):
    return model.layers.index(model.get_layer(layer_name))


@wrong("features_up_to")
def one_layer_too_few(model, layer_name):
    import keras

    end = _index(model, layer_name) - 1
    return _part(model, end) if end >= 0 else keras.Model(model.inputs, model.inputs)


@wrong("features_up_to")
def one_layer_too_many(model, layer_name):
    return _part(model, min(_index(model, layer_name) + 1, len(model.layers) - 1))


@wrong("features_up_to")
def whole_network(model, layer_name):
    model.get_layer(layer_name)
    return model


@wrong("features_up_to")
def another_layer(model, layer_name):
    return _part(model, {0: 0, 1: 3}.get(_index(model, layer_name), 0))


@wrong("features_up_to")
def weights_not_taken(model, layer_name):
    import keras

    model.get_layer(layer_name)
    clone = keras.models.clone_model(model)
    return keras.Model(clone.inputs, clone.get_layer(layer_name).output)


@wrong("features_up_to")
def layers_taken_away(model, layer_name):
    model.get_layer(layer_name)
    while model.layers[-1].name != layer_name:
        model.pop()
    return model if layer_name != "conv" else _popped(model)


def _popped(model):
    return model


@wrong("features_up_to")
def weights_changed(model, layer_name):
    part = _part(model, _index(model, layer_name))
    last = model.layers[-1]
    last.set_weights([0 * weight for weight in last.get_weights()])
    return part


@wrong("features_up_to")
def network_frozen(model, layer_name):
    part = _part(model, _index(model, layer_name))
    part.trainable = False
    return part


@wrong("features_up_to")
def absent_layer_accepted(model, layer_name):
    names = [layer.name for layer in model.layers]
    return _part(model, names.index(layer_name) if layer_name in names else len(names) - 1)


@wrong("features_up_to")
def does_not_run(model, layer_name):
    import keras

    class Part(keras.Model):
        """Has no method call."""

    _index(model, layer_name)
    return Part()


@wrong("features_up_to")
def not_a_model(model, layer_name):
    return model.get_layer(layer_name)


# accuracy_under_shift


def _moved(X, dx):
    return _shift(X, dx, 0)


def _accuracies(model, y, pictures, threshold=0.5):
    return np.array(
        [
            np.mean((model.predict(picture, verbose=0)[:, 0] > threshold) == (y > 0.5))
            for picture in pictures
        ]
    )


@wrong("accuracy_under_shift")
def shifts_ignored(model, X, y, shifts):
    return _accuracies(model, y, [X for _ in shifts])


@wrong("accuracy_under_shift")
def other_direction(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, -dx) for dx in shifts])


@wrong("accuracy_under_shift")
def wraps_around(model, X, y, shifts):
    return _accuracies(model, y, [np.roll(X, dx, axis=2) for dx in shifts])


@wrong("accuracy_under_shift")
def shifted_again_and_again(model, X, y, shifts):
    pictures, picture = [], X
    for dx in shifts:
        picture = _moved(picture, dx)
        pictures.append(picture)
    return _accuracies(model, y, pictures)


@wrong("accuracy_under_shift")
def up_and_down(model, X, y, shifts):
    return _accuracies(model, y, [_shift(X, 0, dx) for dx in shifts])


@wrong("accuracy_under_shift")
def every_image_with_every_label(model, X, y, shifts):
    return np.array(
        [np.mean((model.predict(_moved(X, dx), verbose=0) > 0.5) == (y > 0.5)) for dx in shifts]
    )


@wrong("accuracy_under_shift")
def errors_counted(model, X, y, shifts):
    return 1 - _accuracies(model, y, [_moved(X, dx) for dx in shifts])


@wrong("accuracy_under_shift")
def in_per_cent(model, X, y, shifts):
    return 100 * _accuracies(model, y, [_moved(X, dx) for dx in shifts])


@wrong("accuracy_under_shift")
def argmax_of_one(model, X, y, shifts):
    return np.array(
        [np.mean(model.predict(_moved(X, dx), verbose=0).argmax(axis=1) == y) for dx in shifts]
    )


@wrong("accuracy_under_shift")
def mean_over_shifts(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts]).mean(keepdims=True)


@wrong("accuracy_under_shift")
def wrong_values(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts], threshold=0.9)


@wrong("accuracy_under_shift")
def wrong_shape(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts])[:, np.newaxis]


@wrong("accuracy_under_shift")
def not_an_array(model, X, y, shifts):
    return _accuracies(model, y, [_moved(X, dx) for dx in shifts]).tolist()


@wrong("accuracy_under_shift")
def input_mutated(model, X, y, shifts):
    result = _accuracies(model, y, [_moved(X, dx) for dx in shifts])
    X[:, 0] = 0
    return result
