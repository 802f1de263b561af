"""Reference solution of lesson 00."""

import numpy as np


def share_right(labels, guesses):
    """Return the share of guesses that are right.

    Parameters
    ----------
    labels : array of int, shape (n,)
        What each photo shows, by its number.
    guesses : array of int, shape (n,)
        What somebody takes it for, in the same order.

    Returns
    -------
    float
        The number of guesses that equal their label, divided by n: 0 to 1.
    """
    return np.mean(labels == guesses)
