"""Correct answers to lesson 09 in other styles than the reference solution."""

import numpy as np

from tests.answers import right


@right("prune_weights")
def one_after_the_other(weights, share):
    pruned = np.array(weights)
    for _ in range(round(share * weights.size)):
        sizes = np.where(pruned == 0, np.inf, np.abs(pruned))
        pruned[np.unravel_index(sizes.argmin(), sizes.shape)] = 0
    return pruned
