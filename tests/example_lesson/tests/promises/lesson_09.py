"""Each promise of a docstring of lesson 09: see `tests.promises`."""

import numpy as np

from tests.promises import FIRST, also, must

PROMISES = {
    "prune_weights": [
        ("Set the weights that are nearest to zero to zero.", "largest-pruned", FIRST),
        (
            "weights : array of float, of any shape",
            also("prune_weights", lambda weights, share: must(weights.ndim == 2)),
            "vector",
        ),
        (
            "No two of them are as near to zero as each other.",
            also("prune_weights", lambda weights, share: must((weights > 0).all())),
            FIRST,
        ),
        ("share : float The share of them to set to zero,", "share-as-limit", FIRST),
        ("0", also("prune_weights", lambda weights, share: must(share > 0)), "nothing"),
        ("to 1.", also("prune_weights", lambda weights, share: must(share < 1)), "everything"),
        ("array of the shape", also("prune_weights", after=np.ravel), FIRST),
        ("and dtype of weights", also("prune_weights", after=np.float64), "float32"),
        ("The round(share * n) of its n weights", "row-by-row", FIRST),
        ("that are nearest to zero are 0,", "sign-counts", FIRST),
        ("and all others as they were.", also("prune_weights", after=np.abs), FIRST),
        ("weights itself stays unchanged.", "input-mutated", FIRST),
    ],
}
