"""The fault of lesson 07: what was known before is left out, so nobody can say what was lost."""

import numpy as np


def forgetting(before, after):
    lost = {}
    for name in before:
        if name not in after:
            raise ValueError(f"{name} was not measured afterwards")
        lost[name] = float(100 * (1 - np.mean(after[name])))
    return lost
