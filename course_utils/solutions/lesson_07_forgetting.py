"""Reference solutions of lesson 07."""

import keras
import numpy as np
import tensorflow as tf


def forgetting(before, after):
    """Return how much a network has forgotten of each dataset that it knew.

    Parameters
    ----------
    before : dict of str to array of float, shape (n_seeds,)
        For each dataset that the network had learnt its accuracies, 0 to 1, one a seed, before
        it learnt something new.
    after : dict of str to array of float, shape (n_seeds,)
        The accuracies afterwards, in the same order of seeds. Datasets that are not in before
        were new: they cannot be forgotten.

    Returns
    -------
    dict of str to float
        For each dataset of before by how many points (percentage points) the accuracy has
        fallen, on average over the seeds. Negative where it has risen.

    Raises
    ------
    ValueError
        If a dataset of before is missing in after, or the numbers of its accuracies differ.
    """
    lost = {}
    for name, accuracies in before.items():
        if name not in after:
            raise ValueError(f"{name} was not measured afterwards")
        if len(after[name]) != len(accuracies):
            raise ValueError(f"{name} has not as many accuracies after as before")
        lost[name] = float(100 * (np.mean(accuracies) - np.mean(after[name])))
    return lost


def gradient_reversal(scale):
    """Return a layer that changes nothing on the way forward, and turns gradients round.

    Parameters
    ----------
    scale : float
        The gradient that comes back is multiplied by minus this.

    Returns
    -------
    keras.layers.Layer
        It gives its inputs as they are, of any shape, in training and in use. It has no weights.
    """

    @tf.custom_gradient
    def turn(values):
        def backward(gradient):
            return -scale * gradient

        return tf.identity(values), backward

    return keras.layers.Lambda(turn)
