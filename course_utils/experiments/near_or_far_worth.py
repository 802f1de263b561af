"""How many labels on raw pixels are worth n labels on features of a source, from stored rows."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from course_utils.evaluation.label_equivalence import Equivalent, equivalent_labels
from course_utils.experiments import near_or_far_heads, opponents
from course_utils.experiments.arms import CHEAP, CONV_FROM_A, PAIRS, RANDOM_CONV
from course_utils.experiments.gains import right_by_n
from course_utils.experiments.imagenet_garments import IMAGENET

ON_PIXELS = tuple(arm.name for arm in CHEAP if arm.classifier != "majority")
BEST_CUT: dict[str, Callable[[int], str]] = {
    "ImageNet (far, huge)": lambda n: near_or_far_heads.best_cut(IMAGENET, n),
    "task A (near, small)": lambda n: opponents.best_cut(CONV_FROM_A, n),
    "random weights, task A's network": lambda n: opponents.best_cut(RANDOM_CONV, n),
}
"""For each source the arm that was best on held-out images, by the number of labels."""


def best_on_pixels(n: int) -> str:
    """Return the classifier on raw pixels that was best on held-out images."""
    return opponents.best_on_held_out(ON_PIXELS, n)


def worth_on_pixels(rows: pd.DataFrame) -> dict[str, dict[str, dict[int, Equivalent]]]:
    """Return for each pair, source and number of labels how many on raw pixels they are worth."""
    return {
        pair: {
            source: equivalent_labels(
                right_by_n(rows, pair, arm_of), right_by_n(rows, pair, best_on_pixels)
            )
            for source, arm_of in BEST_CUT.items()
        }
        for pair in PAIRS
    }
