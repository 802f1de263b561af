"""One compiled update of a network, for every run that trains with our own loop."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from course_utils.training.fast_network import logits_in_training

_WARM_UP = 0.2  # part of the updates
_START = 0.05  # of the peak rate
_SGD_MOMENTUM = 0.9
_WEIGHT_DECAY = 5e-4
_KEPT = 0.9  # of a moving mean or variance, as in `build_minivggnet`


def rise_and_fall(peak_rate: float, n_updates: int) -> np.ndarray:
    """Return the learning rate of each update, float32, shape (n_updates,)."""
    done = np.arange(n_updates) / n_updates
    factor = np.interp(done, [0, _WARM_UP, 1], [_START, 1, 0])
    return (peak_rate * factor).astype(np.float32)


class Update:
    """The compiled update of a network for 28 × 28 grey images: one batch, its labels, and a rate.

    SGD with Nesterov momentum 0.9 and weight decay 0.0005 on the cross-entropy. An update can serve
    for many runs: compiling takes as long as a hundred updates.

    Parameters
    ----------
    model : keras.Model
        With a softmax at its end: MiniVGGNet, whole or cut after its second block, which computes
        by `fast_network`; or a network of dense layers only. The update changes its variables.
    dtype : tf.DType
        What convolutions compute in, float32 or bfloat16.
    label_smoothing : float
        The part of a label that is spread over all classes.
    normalisation_stands : bool
        Whether normalisation goes by the model's moving statistics and is not trained.
    largest_gradient : float, optional
        What the norm of all gradients together is cut at.
    """

    def __init__(
        self,
        model: Any,
        dtype: Any,
        label_smoothing: float,
        *,
        normalisation_stands: bool = False,
        largest_gradient: float | None = None,
    ) -> None:
        self.model = model
        self._dtype = dtype
        self._label_smoothing = label_smoothing
        self._largest_gradient = largest_gradient
        self._stands = normalisation_stands
        self._variables = model.trainable_variables
        self._is_learnt = [
            not (normalisation_stands and variable.path.endswith(("/gamma", "/beta")))
            for variable in self._variables
        ]
        self._moving = [v for v in model.non_trainable_variables if "moving" in v.path]
        self._velocities = [tf.Variable(tf.zeros(v.shape)) for v in self._variables]
        self._generator = tf.random.Generator.from_seed(0)
        self._update = tf.function(self._one_update, reduce_retracing=True)

    def start(self, seed: int) -> None:
        """Forget the last run: no velocity, dropout from this seed."""
        for velocity in self._velocities:
            velocity.assign(tf.zeros_like(velocity))
        self._generator.reset_from_seed(seed)

    def __call__(self, images: np.ndarray, labels: np.ndarray, rate: float) -> None:
        """Make one update.

        Parameters
        ----------
        images : ndarray of uint8, shape (n, 28, 28)
        labels : ndarray of int64, shape (n,)
        rate : float
            The learning rate.
        """
        self._update(tf.constant(images), tf.constant(labels), tf.constant(rate, tf.float32))

    def _one_update(self, images: Any, labels: Any, rate: Any) -> None:
        values = [variable.value for variable in self._variables]
        learnt = [i for i, is_learnt in enumerate(self._is_learnt) if is_learnt]
        scaled = tf.cast(images, tf.float32)[..., tf.newaxis] / 255
        n_classes = self._variables[-1].shape[0]
        sharp = tf.one_hot(labels, n_classes)
        smooth = sharp * (1 - self._label_smoothing) + self._label_smoothing / n_classes
        with tf.GradientTape() as tape:
            tape.watch([values[i] for i in learnt])
            logits, statistics = self._logits(values, scaled)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(smooth, logits))
        gradients = tape.gradient(loss, [values[i] for i in learnt])
        if self._largest_gradient is not None:
            gradients, _ = tf.clip_by_global_norm(gradients, self._largest_gradient)
        for i, gradient in zip(learnt, gradients, strict=True):
            is_kernel = len(values[i].shape) > 1
            tf.raw_ops.ResourceApplyMomentum(  # in one operation
                var=self._variables[i].value.handle,
                accum=self._velocities[i].handle,
                lr=rate,
                grad=gradient + _WEIGHT_DECAY * values[i] if is_kernel else gradient,
                momentum=_SGD_MOMENTUM,
                use_nesterov=True,
            )
        if not self._stands:
            for variable, statistic in zip(self._moving, statistics, strict=True):
                variable.assign(_KEPT * variable.value + (1 - _KEPT) * statistic)

    def _logits(self, values: list[Any], images: Any) -> tuple[Any, list[Any]]:
        if not any(isinstance(layer, keras.layers.Conv2D) for layer in self.model.layers):
            return _dense_logits(self.model, values, images), []
        kept = [variable.value for variable in self._moving] if self._stands else None
        return logits_in_training(values, images, self._dtype, self._generator, kept)


def _dense_logits(model: Any, values: list[Any], images: Any) -> Any:
    """Compute what a network of dense layers gives before its softmax."""
    flat = tf.reshape(images, (tf.shape(images)[0], -1))
    layers = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    for layer, kernel, bias in zip(layers[:-1], values[:-2:2], values[1:-2:2], strict=True):
        flat = layer.activation(flat @ kernel + bias)
    return flat @ values[-2] + values[-1]
