"""Correct answers to lesson 07 in other styles than the reference solutions."""

import numpy as np

from tests.answers import right


@right("forgetting")
def in_single_precision(before, after):
    if any(name not in after or len(after[name]) != len(before[name]) for name in before):
        raise ValueError("not the same datasets or seeds")
    means = {
        name: (np.mean(before[name], dtype="float32"), np.mean(after[name], dtype="float32"))
        for name in before
    }
    return {name: 100 * (old - new) for name, (old, new) in means.items()}


@right("forgetting")
def difference_of_arrays(before, after):
    if not set(before) <= set(after):
        raise ValueError("not measured")
    if any(before[name].shape != after[name].shape for name in before):
        raise ValueError("seeds are missing")
    return {name: 100 * (before[name] - after[name]).mean() for name in before}


@right("forgetting")
def seed_by_seed(before, after):
    points = {}
    for name in sorted(before):
        try:
            new = after[name]
        except KeyError as error:
            raise ValueError(name) from error
        lost = [100 * (b - a) for b, a in zip(before[name], new, strict=True)]
        points[name] = sum(lost) / len(lost)
    return points


@right("gradient_reversal")
def as_a_layer_class(scale):
    import keras
    import tensorflow as tf

    class Reversal(keras.layers.Layer):
        def call(self, inputs):
            @tf.custom_gradient
            def turn(values):
                return tf.identity(values), lambda gradient: -scale * gradient

            return turn(inputs)

    return Reversal()


@right("gradient_reversal")
def with_a_stopped_gradient(scale):
    import keras
    import tensorflow as tf

    return keras.layers.Lambda(lambda x: tf.stop_gradient((1 + scale) * x) - scale * x)
