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
_N_CONVOLUTIONS = 4  # the layers before the dense ones


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
        tries = []
        for _ in range(6):
            start = time.perf_counter()
            tf.nn.conv2d(images, kernel, 1, "SAME").numpy()
            tries.append(time.perf_counter() - start)
        return min(tries)  # other work on the machine can only add

    return min((tf.float32, tf.bfloat16), key=seconds)


def logits_in_training(
    variables: list[Any],
    images: Any,
    dtype: Any,
    generator: Any,
    kept_statistics: list[Any] | None = None,
) -> tuple[Any, list[Any]]:
    """Compute what the network gives before its softmax, in training.

    Parameters
    ----------
    variables : list of tensor
        The trainable variables of the Keras model, in its order. Without those of the hidden dense
        layer, the output stands on the flattened values of the second block.
    images : tensor of float32, shape (n, 28, 28, 1)
    dtype : tf.DType
        What convolutions and the first dense layer compute in.
    generator : tf.random.Generator
        For dropout.
    kept_statistics : list of tensor, optional
        The mean and variance at each normalisation, if it is not to normalise over the batch.

    Returns
    -------
    logits : tensor of float32, shape (n, n_classes)
    statistics : list of tensor
        The mean and variance that each normalisation used, in the order of the model's moving
        means and variances.
    """
    *layers, (kernel, bias) = [variables[i : i + 4] for i in range(0, len(variables), 4)]
    kept = kept_statistics or [None] * (2 * len(layers))
    statistics: list[Any] = []
    values = tf.cast(images, dtype)
    for number, (weights, shift, scale, offset) in enumerate(layers[:_N_CONVOLUTIONS]):
        values = tf.nn.conv2d(values, tf.cast(weights, dtype), 1, "SAME")
        values = tf.nn.relu(tf.nn.bias_add(values, tf.cast(shift, dtype)))
        values, used = _normalised(values, scale, offset, kept[2 * number : 2 * number + 2])
        statistics += used
        if number % 2 == 1:
            values = _dropped(tf.nn.max_pool2d(values, 2, 2, "VALID"), 0.25, generator)
    flat = tf.reshape(values, (tf.shape(values)[0], -1))
    for weights, shift, scale, offset in layers[_N_CONVOLUTIONS:]:
        hidden = tf.nn.relu(tf.cast(flat @ tf.cast(weights, dtype), tf.float32) + shift)
        used = tf.nn.moments(hidden, 0) if kept_statistics is None else kept[-2:]
        normalised = tf.nn.batch_normalization(hidden, *used, offset, scale, _EPSILON)
        statistics += used
        flat = _dropped(normalised, 0.5, generator)
    return tf.cast(flat, tf.float32) @ kernel + bias, statistics


def _normalised(values: Any, scale: Any, offset: Any, kept: list[Any]) -> tuple[Any, list[Any]]:
    """Normalise over a batch of images, or by kept statistics; return the statistics used."""
    mean, variance = kept
    if mean is not None:
        factor = scale * tf.math.rsqrt(variance + _EPSILON)
        addend = offset - mean * factor
        return values * tf.cast(factor, values.dtype) + tf.cast(addend, values.dtype), kept
    none = tf.zeros([0])
    normalised, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(  # all in one operation
        x=values, scale=scale, offset=offset, mean=none, variance=none, epsilon=_EPSILON
    )
    return normalised, [mean, variance]


def _dropped(values: Any, rate: float, generator: Any) -> Any:
    """Drop values at a rate that is a multiple of 1/256: four of them share one random number."""
    count = tf.size(values)
    words = generator.uniform_full_int(((count + 3) // 4,), tf.int32)
    random_bytes = tf.reshape(tf.bitcast(words, tf.uint8), (-1,))[:count]
    is_kept = tf.reshape(random_bytes >= tf.cast(rate * 256, tf.uint8), tf.shape(values))
    return values * tf.cast(is_kept, values.dtype) * tf.cast(1 / (1 - rate), values.dtype)
