"""The figure of lesson 07 on domain adaptation: images of a new kind, without labels."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.evaluation.statistics import mean_interval
from course_utils.figures.plots import BLACK, SKY_BLUE, Drawn

_TARGETS = ("shifted", "inverted")
_CHANCE = 10  # per cent, with ten classes


def domain_adaptation(rows: pd.DataFrame) -> Drawn:
    """Draw the test accuracy on images of a new kind, one panel a kind, one bar an arm.

    Parameters
    ----------
    rows : DataFrame
        Of `domain_adaptation`.
    """
    arms = list(rows["arm"].unique())
    figure, axes = plt.subplots(1, 2, figsize=(10, 3.4), sharey=True, layout="constrained")
    said = []
    for axis, target in zip(axes, _TARGETS, strict=True):
        of_arm = rows[rows["target"] == target].groupby("arm", sort=False)["target_test"]
        mean, half_width = np.array([mean_interval(100 * of_arm.get_group(arm)) for arm in arms]).T
        axis.barh(arms, mean, xerr=half_width, color=SKY_BLUE, capsize=2)
        axis.axvline(_CHANCE, color=BLACK, ls=":", label="chance")
        axis.set(title=f"images {target}", xlabel="test accuracy (%), means of five seeds", xlim=0)
        means = 100 * of_arm.mean()
        of_arms = ", ".join(f"{arm} {means[arm]:.1f} %" for arm in arms)
        said.append(f"{target.capitalize()}: {of_arms}.")
    axes[0].invert_yaxis()
    axes[1].legend()
    figure.suptitle(
        "Reversal × 0.1 helps with shifted images; changed source images help with both"
    )
    return figure, (
        "Test accuracy on shifted images, left, and inverted ones, right, with 95 % intervals over "
        f"five seeds. {' '.join(said)}"
    )
