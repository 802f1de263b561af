"""MiniVGGNet's forward pass for training, written for speed.

The same network on the same variables as `build_minivggnet` gives. Three things are done otherwise:
convolutions compute in bfloat16 where the processor is faster at that, batch normalisation is one
fused operation, and dropout draws 8 random bits a value in place of 32.
"""

from __future__ import annotations

import time
from typing import Any

import tensorflow as tf

_EPSILON = 1e-3  # Keras's default in batch normalisation


def faster_dtype() -> Any:
    """Return bfloat16 if this processor convolves faster in it, else float32.

    Processors with bfloat16 instructions take half the time; without them, many times more.
    """

    def seconds(dtype: Any) -> float:
        images, kernel = tf.ones((64, 28, 28, 32), dtype), tf.ones((3, 3, 32, 32), dtype)
        try:
            tf.nn.conv2d(images, kernel, 1, "SAME")
        except tf.errors.AbortedError:  # oneDNN is held to instructions that know no bfloat16
            return float("inf")
        start = time.perf_counter()
        for _ in range(3):
            tf.nn.conv2d(images, kernel, 1, "SAME").numpy()
        return time.perf_counter() - start

    return min((tf.float32, tf.bfloat16), key=seconds)


def logits_in_training(variables: list[Any], images: Any, dtype: Any) -> tuple[Any, list[Any]]:
    """Compute what the network gives before its softmax, in training.

    Parameters
    ----------
    variables : list of tensor
        The trainable variables of the Keras model, in its order.
    images : tensor of float32, shape (n, 28, 28, 1)
    dtype : tf.DType
        What convolutions and the first dense layer compute in.

    Returns
    -------
    logits : tensor of float32, shape (n, 10)
    statistics : list of tensor
        The batch's mean and variance at each normalisation, in the order of the model's moving
        means and variances.
    """
    statistics: list[Any] = []
    layers = [variables[start : start + 4] for start in range(0, 20, 4)]
    values = tf.cast(images, dtype)
    for number, (kernel, bias, scale, offset) in enumerate(layers[:4]):
        values = tf.nn.conv2d(values, tf.cast(kernel, dtype), 1, "SAME")
        values = tf.nn.relu(tf.nn.bias_add(values, tf.cast(bias, dtype)))
        values, mean, variance = _normalised(values, scale, offset)
        statistics += [mean, variance]
        if number % 2 == 1:
            values = _dropped(tf.nn.max_pool2d(values, 2, 2, "VALID"), 0.25)
    kernel, bias, scale, offset = layers[4]
    flat = tf.reshape(values, (tf.shape(values)[0], -1))
    hidden = tf.nn.relu(tf.cast(flat @ tf.cast(kernel, dtype), tf.float32) + bias)
    mean, variance = tf.nn.moments(hidden, 0)
    hidden = tf.nn.batch_normalization(hidden, mean, variance, offset, scale, _EPSILON)
    kernel, bias = variables[20:]
    return _dropped(hidden, 0.5) @ kernel + bias, [*statistics, mean, variance]


def _normalised(values: Any, scale: Any, offset: Any) -> tuple[Any, Any, Any]:
    """Normalise over a batch of images in one operation; return the statistics too."""
    none = tf.zeros([0])
    normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
        x=values, scale=scale, offset=offset, mean=none, variance=none, epsilon=_EPSILON
    )
    return normalised, mean, variance


def _dropped(values: Any, rate: float) -> Any:
    """Drop values at a rate that is a multiple of 1/256: four of them share one random number."""
    count = tf.size(values)
    words = tf.random.uniform(((count + 3) // 4,), tf.int32.min, tf.int32.max, tf.int32)
    random_bytes = tf.reshape(tf.bitcast(words, tf.uint8), (-1,))[:count]
    is_kept = tf.reshape(random_bytes >= tf.cast(rate * 256, tf.uint8), tf.shape(values))
    return values * tf.cast(is_kept, values.dtype) * tf.cast(1 / (1 - rate), values.dtype)
