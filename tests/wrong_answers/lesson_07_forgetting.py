"""Wrong answers to the exercises of lesson 07."""

import numpy as np

from tests.answers import wrong

# forgetting


def _points(before, after):
    for name in before:
        if name not in after or len(before[name]) != len(after[name]):
            raise ValueError(name)
    return {name: 100 * (before[name] - after[name]) for name in before}


def _of_each(function, before, after):
    return {name: float(function(lost)) for name, lost in _points(before, after).items()}


@wrong("forgetting")
def sign_reversed(before, after):
    return _of_each(lambda lost: -lost.mean(), before, after)


@wrong("forgetting")
def fraction_not_points(before, after):
    return _of_each(lambda lost: lost.mean() / 100, before, after)


@wrong("forgetting")
def gains_cut_off(before, after):
    return _of_each(lambda lost: max(lost.mean(), 0), before, after)


@wrong("forgetting")
def keys_exchanged(before, after):
    lost = _of_each(np.mean, before, after)
    return dict(zip(sorted(lost), lost.values(), strict=True))


@wrong("forgetting")
def sign_dropped(before, after):
    return _of_each(lambda lost: abs(lost.mean()), before, after)


@wrong("forgetting")
def relative_loss(before, after):
    lost = _points(before, after)
    return {name: float((lost[name] / before[name]).mean()) for name in lost}


@wrong("forgetting")
def worst_seed_only(before, after):
    return _of_each(np.max, before, after)


@wrong("forgetting")
def median_taken(before, after):
    return _of_each(np.median, before, after)


@wrong("forgetting")
def last_seed_only(before, after):
    return _of_each(lambda lost: lost[-1], before, after)


@wrong("forgetting")
def first_seed_only(before, after):
    return _of_each(lambda lost: lost[0], before, after)


@wrong("forgetting")
def summed_over_seeds(before, after):
    return _of_each(np.sum, before, after)


@wrong("forgetting")
def best_before(before, after):
    _points(before, after)
    return {name: 100 * (before[name].max() - after[name].max()) for name in before}


@wrong("forgetting")
def one_number_for_all(before, after):
    mean = np.mean([lost.mean() for lost in _points(before, after).values()])
    return dict.fromkeys(before, float(mean))


@wrong("forgetting")
def rounded(before, after):
    return _of_each(lambda lost: round(lost.mean(), 1), before, after)


@wrong("forgetting")
def new_dataset_counted(before, after):
    lost = _of_each(np.mean, before, after)
    return {name: lost.get(name, 0.0) for name in after}


@wrong("forgetting")
def other_datasets(before, after):
    lost = _of_each(np.mean, before, after)
    lost.popitem()
    return lost


@wrong("forgetting")
def not_averaged(before, after):
    lost = _points(before, after)
    return lost


@wrong("forgetting")
def not_a_number(before, after):
    return {name: f"{lost.mean()} points" for name, lost in _points(before, after).items()}


@wrong("forgetting")
def not_a_dict(before, after):
    return list(_of_each(np.mean, before, after).values())


@wrong("forgetting")
def unmeasured_accepted(before, after):
    both = {name: values for name, values in before.items() if name in after}
    return _of_each(np.mean, both, after)


@wrong("forgetting")
def surplus_seed_accepted(before, after):
    for name in before:
        if name not in after or len(after[name]) < len(before[name]):
            raise ValueError(name)
    return {name: 100 * float(before[name].mean() - after[name].mean()) for name in before}


@wrong("forgetting")
def missing_seed_accepted(before, after):
    for name in before:
        if name not in after:
            raise ValueError(name)
    return {name: 100 * float(before[name].mean() - after[name].mean()) for name in before}


@wrong("forgetting")
def wrong_error(before, after):
    return {name: 100 * float(before[name].mean() - after[name].mean()) for name in before}


@wrong("forgetting")
def input_mutated(before, after):
    lost = _of_each(np.mean, before, after)
    for name in list(after):
        if name not in before:
            del after[name]
    return lost


# gradient_reversal


def _layer(forward, backward):
    import keras
    import tensorflow as tf

    @tf.custom_gradient
    def turn(values):
        return forward(values), backward

    return keras.layers.Lambda(turn)


@wrong("gradient_reversal")
def gradient_not_turned(scale):
    return _layer(lambda x: x + 0, lambda g: g + 0)


@wrong("gradient_reversal")
def sign_missing(scale):
    return _layer(lambda x: x + 0, lambda g: scale * g)


@wrong("gradient_reversal")
def sign_of_scale_lost(scale):
    return _layer(lambda x: x + 0, lambda g: -abs(scale) * g)


@wrong("gradient_reversal")
def gives_nothing(scale):
    import keras

    class Turn(keras.layers.Layer):
        def call(self, values):
            keras.ops.negative(values)

    return Turn()


@wrong("gradient_reversal")
def scale_ignored(scale):
    return _layer(lambda x: x + 0, lambda g: -g)


@wrong("gradient_reversal")
def upstream_ignored(scale):
    return _layer(lambda x: x + 0, lambda g: 0 * g - scale)


@wrong("gradient_reversal")
def scale_squared(scale):
    return _layer(lambda x: x + 0, lambda g: -scale * scale * g)


@wrong("gradient_reversal")
def divided_by_scale(scale):
    return _layer(lambda x: x + 0, lambda g: -g / scale)


@wrong("gradient_reversal")
def wrong_gradient(scale):
    return _layer(lambda x: x + 0, lambda g: -(scale + 0.5) * g)


@wrong("gradient_reversal")
def turned_forward(scale):
    return _layer(lambda x: -scale * x, lambda g: -scale * g)


@wrong("gradient_reversal")
def sign_turned_forward(scale):
    return _layer(lambda x: -x, lambda g: -scale * g)


@wrong("gradient_reversal")
def scaled_forward(scale):
    return _layer(lambda x: scale * x, lambda g: -scale * g)


@wrong("gradient_reversal")
def values_changed(scale):
    return _layer(lambda x: abs(x), lambda g: -scale * g)


@wrong("gradient_reversal")
def shape_changed(scale):
    import keras

    return keras.layers.Lambda(lambda x: x[..., :1])


@wrong("gradient_reversal")
def gradient_stopped(scale):
    import keras
    import tensorflow as tf

    return keras.layers.Lambda(tf.stop_gradient)


@wrong("gradient_reversal")
def has_weights(scale):
    import keras
    import tensorflow as tf

    class Reversal(keras.layers.Layer):
        def build(self, shape):
            self.strength = self.add_weight(shape=(), initializer="ones")

        def call(self, x):
            return tf.stop_gradient((1 + scale) * x) - scale * x

    return Reversal()


@wrong("gradient_reversal")
def custom_gradient_missing(scale):
    import keras
    import tensorflow as tf

    def turn(values):  # without @tf.custom_gradient
        return tf.identity(values), lambda gradient: -scale * gradient

    return keras.layers.Lambda(turn)


@wrong("gradient_reversal")
def does_not_run(scale):
    import keras

    class Reversal(keras.layers.Layer):
        def call(self, x, training):
            return x if training else self.gradient(x)

    return Reversal()


@wrong("gradient_reversal")
def fails_in_graph(scale):
    import tensorflow as tf

    return _layer(lambda x: x + 0, lambda g: tf.constant(-scale * g.numpy()))


@wrong("gradient_reversal")
def zero_is_no_scale(scale):
    return _layer(lambda x: x + 0, lambda g: -(scale or 1.0) * g)


_LAST = {}


@wrong("gradient_reversal")
def scale_of_last_layer(scale):
    _LAST["scale"] = scale
    return _layer(lambda x: x + 0, lambda g: -_LAST["scale"] * g)


@wrong("gradient_reversal")
def depends_on_training(scale):
    import keras
    import tensorflow as tf

    class Reversal(keras.layers.Layer):
        def call(self, x, training=False):
            return tf.stop_gradient((1 + scale) * x) - scale * x if training else x

    return Reversal()


@wrong("gradient_reversal")
def function_not_layer(scale):
    import tensorflow as tf

    return lambda x: tf.stop_gradient((1 + scale) * x) - scale * x


@wrong("gradient_reversal")
def not_a_layer(scale):
    return None
