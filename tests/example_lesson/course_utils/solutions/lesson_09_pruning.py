"""Reference solutions of lesson 09."""

import numpy as np


def prune_weights(weights, share):
    """Set the weights that are nearest to zero to zero.

    Parameters
    ----------
    weights : array of float, of any shape
        No two of them are as near to zero as each other.
    share : float
        The share of them to set to zero, 0 to 1.

    Returns
    -------
    array of the shape and dtype of weights
        The round(share * n) of its n weights that are nearest to zero are 0, and all others as
        they were. weights itself stays unchanged.
    """
    pruned = weights.copy()
    nearest_first = np.argsort(np.abs(weights), axis=None)
    pruned.flat[nearest_first[: round(share * weights.size)]] = 0
    return pruned
