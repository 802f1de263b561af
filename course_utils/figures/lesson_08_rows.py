"""Figures and tables of lesson 08 from stored rows: features, feeding, cuts, and fine-tuning."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.evaluation.statistics import Interval, over_seeds_and_images, p_value
from course_utils.experiments.photo_arms import ALL, N_LABELS, photos, sides, weights_of_classes
from course_utils.experiments.photo_features import FED, IMAGENET_CUTS, RANDOM, TOP
from course_utils.experiments.photo_fine_tuning import USUAL_RATE, measured_after
from course_utils.experiments.photo_fine_tuning_arms import (
    ARMS,
    AT_ONCE,
    EPOCHS,
    MOVES,
    SCRATCH,
    Arm,
)
from course_utils.experiments.photo_tuning import chosen_rates
from course_utils.experiments.right import of_seeds
from course_utils.figures.plots import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    Drawn,
    legend_as_the_lines_end,
    line_of_intervals,
)

CHANCE = 20.0  # per cent, with five classes
LINES = {
    TOP: (BLUE, "-", "o"),
    "MiniVGGNet, hidden": (GREEN, "--", "s"),
    RANDOM: (ORANGE, ":", "x"),
    "SVM": (PURPLE, "-.", "^"),
    "1-NN": (BLACK, ":", "."),
}
IN_WORDS = {
    TOP: "ImageNet's features",
    "MiniVGGNet, hidden": "features of MiniVGGNet, which has learnt Fashion-MNIST",
    RANDOM: "features of ImageNet's network with random weights",
    "SVM": "SVM on raw pixels",
    "1-NN": "nearest neighbour on raw pixels",
}


def accuracy(rows: pd.DataFrame, arm: str, n: int) -> Interval:
    """Return the balanced accuracy of an arm in per cent, with its interval.

    Over draws of the labelled photos and over test photos; with all labels nothing is drawn, and
    the interval is over test photos only.

    Parameters
    ----------
    rows : DataFrame
        Of `photo_transfer`.
    arm : str
    n : int
        Labels of each class, or `ALL`.
    """
    return _in_points(_right(rows, arm, n))


def ahead(rows: pd.DataFrame, first: str, second: str, n: int) -> Interval:
    """Return by how many points the first arm is ahead of the second, with its interval."""
    return _in_points(_right(rows, first, n) - _right(rows, second, n))


def _right(rows: pd.DataFrame, arm: str, n: int) -> np.ndarray:
    """Return which test photos are right, one row a draw."""
    found = rows[(rows["arm"] == arm) & (rows["n"] == n)]
    return np.asarray(of_seeds(found, len(sides().test)).astype(float))


def _in_points(values: np.ndarray) -> Interval:
    """Return the mean over classes, with its interval for other draws and photos of them."""
    return Interval(*(100 * value for value in over_seeds_and_images(_of_classes(values))))


def _of_classes(values: np.ndarray) -> np.ndarray:
    """Return values whose mean is that over classes, and whose spread is that within them.

    Photos differ from the mean of their class, and that is what their spread counts: how many of a
    class there are, and how classes differ, is the same in every sample of photos.
    """
    y = photos().y[sides().test]
    of_class = np.array([values[:, y == label].mean() for label in np.unique(y)])
    alike: np.ndarray = weights_of_classes() * (values - of_class[y]) + of_class.mean()
    if len(alike) == 1:
        alike = np.repeat(alike, 2, axis=0)  # no spread over draws
    return alike


def by_labels(rows: pd.DataFrame, title: str) -> Drawn:
    """Draw the balanced accuracy of features and of pixels by the number of labels."""
    figure, axis = plt.subplots(figsize=(7.6, 5), layout="constrained")
    said = []
    for number, (arm, style) in enumerate(LINES.items()):
        places = np.arange(len(N_LABELS)) + 0.04 * (number - len(LINES) // 2)
        found = [accuracy(rows, arm, n) for n in N_LABELS]
        mean = line_of_intervals(axis, places, found, style, IN_WORDS[arm])
        said.append(f"{IN_WORDS[arm]} {', '.join(f'{value:.1f}' for value in mean)} %")
    axis.axhline(CHANCE, color=BLACK, lw=0.8)
    axis.set(
        title=title,
        xlabel="labelled photos of each class",
        ylabel="balanced test accuracy (%)",
        xticks=range(len(N_LABELS)),
        xticklabels=["all" if n == ALL else n for n in N_LABELS],
        ylim=(0, 100),
    )
    figure.legend(loc="outside lower center", ncols=2, fontsize="small")
    return figure, (
        "Balanced accuracy on photos of unseen objects, with 2, 5, 10 and all labels of "
        f"each class and 95 % intervals: {'; '.join(said)}. Chance is 20 %."
    )


def fed(rows: pd.DataFrame, n: int = 10) -> pd.DataFrame:
    """Return a table of what it costs to feed the network wrongly, with n labels of each class."""
    lines = [{"the network gets": "what it should", **_line(rows, TOP, None, n)}]
    lines += [
        {"the network gets": arm.split(", fed ")[1], **_line(rows, arm, TOP, n)} for arm in FED
    ]
    return pd.DataFrame(lines).set_index("the network gets")


def _line(rows: pd.DataFrame, arm: str, against: str | None, n: int) -> dict[str, str]:
    mean, low, high = accuracy(rows, arm, n)
    cost = ""
    if against:
        cost = "{:+.1f} ({:+.1f} to {:+.1f})".format(*ahead(rows, arm, against, n))
    return {
        "balanced accuracy (%)": f"{mean:.1f} ({low:.1f} to {high:.1f})",
        "points more": cost,
    }


def by_cut(rows: pd.DataFrame, title: str, ns: Sequence[int] = (2, 10)) -> Drawn:
    """Draw the balanced accuracy by the layer whose features are taken."""
    figure, axis = plt.subplots(figsize=(7.2, 4), layout="constrained")
    said = []
    for n, (colour, _, marker) in zip(ns, LINES.values(), strict=False):
        found = [accuracy(rows, f"ImageNet, {cut}", n) for cut in IMAGENET_CUTS]
        style, label = (colour, "-", marker), f"{n} labels of each class"
        mean = line_of_intervals(axis, range(len(found)), found, style, label)
        values = ", ".join(f"{cut} {m:.1f} %" for cut, m in zip(IMAGENET_CUTS, mean, strict=True))
        said.append(f"{n} labels: {values}")
    axis.axhline(CHANCE, color=BLACK, lw=0.8)
    axis.set(
        title=title,
        xlabel="features taken after",
        ylabel="balanced test accuracy (%)",
        xticks=range(len(IMAGENET_CUTS)),
        xticklabels=IMAGENET_CUTS,
        ylim=(0, 100),
    )
    legend_as_the_lines_end(axis)
    return figure, (
        "Balanced accuracy on photos by the layer whose features are taken, with 95 % intervals. "
        f"{'; '.join(said)}."
    )


def tuned(rows: pd.DataFrame, arm: Arm, rate: float | None, epochs: int) -> Interval:
    """Return the balanced accuracy of fine-tuning in per cent, with its interval.

    Parameters
    ----------
    rows : DataFrame
        Of `photo_fine_tuning`.
    arm : Arm
    rate : float or None
        None is the chosen one. 0 is the control in which only the statistics of normalisation move.
    epochs : int
        0, with the rate 0, is the fitted head on frozen features.
    """
    return _in_points(_right_tuned(rows, arm, rate, epochs))


def gained(rows: pd.DataFrame, arm: Arm, rate: float | None, epochs: int) -> Interval:
    """Return by how many points fine-tuning is ahead of the frozen features that it starts from."""
    start = _right_tuned(rows, ARMS[0], 0.0, 0)
    return _in_points(_right_tuned(rows, arm, rate, epochs) - start)


def apart(
    rows: pd.DataFrame,
    first: tuple[Arm, float | None],
    second: tuple[Arm, float | None],
    epochs: int,
) -> Interval:
    """Return by how many points one way of fine-tuning is ahead of another, each with its rate."""
    right = [_right_tuned(rows, *way, epochs) for way in (first, second)]
    return _in_points(right[0] - right[1])


def p_of_gain(rows: pd.DataFrame, arm: Arm, rate: float | None, epochs: int) -> float:
    """Return the p-value of no difference between fine-tuning and its start."""
    start = _right_tuned(rows, ARMS[0], 0.0, 0)
    return p_value(_of_classes(_right_tuned(rows, arm, rate, epochs) - start))


def _right_tuned(rows: pd.DataFrame, arm: Arm, rate: float | None, epochs: int) -> np.ndarray:
    if rate is None:
        rate = chosen_rates()[arm, epochs]
    is_arm = (rows[list(Arm._fields)] == list(arm)).all(axis=1)
    found = rows[is_arm & (rows["epochs"] == epochs) & (rows["rate"] == rate)]
    return np.asarray(of_seeds(found, len(sides().test)).astype(float))


def fine_tuning(rows: pd.DataFrame, title: str) -> Drawn:
    """Draw what each way of fine-tuning changes against the frozen features that it starts from."""
    arms = [arm for arm in ARMS if arm.trained != SCRATCH]
    usual = [arm for arm in arms if arm.trained == "top 3 blocks" and arm.how == AT_ONCE]
    lines: list[tuple[Arm, float | None]] = [(arm, None) for arm in arms]
    lines += [(arm, USUAL_RATE) for arm in usual]
    lines += [(arm, 0.0) for arm in arms if arm.normalisation == MOVES]
    figure, axis = plt.subplots(figsize=(8.8, 6.4), layout="constrained")
    said = []
    for number, epochs in enumerate(EPOCHS):
        colour, marker = ((ORANGE, "s"), (BLUE, "o"))[number]
        measured = [place for place, (arm, _) in enumerate(lines) if epochs in measured_after(arm)]
        found = np.array([gained(rows, *lines[place], epochs) for place in measured])
        mean, low, high = found.T
        axis.errorbar(
            mean,
            np.array(measured) + 0.24 * (number - 0.5),
            xerr=[mean - low, high - mean],
            fmt=marker,
            color=colour,
            capsize=3,
            label=f"{epochs} epochs",
        )
        of_lines = "; ".join(
            f"{_tuned_in_words(*lines[place])} {value:+.1f}"
            for place, value in zip(measured, mean, strict=True)
        )
        said.append(f"after {epochs} epochs: {of_lines}")
    axis.axvline(0, color=BLACK, lw=0.8)
    axis.set(
        title=title,
        xlabel="points of balanced test accuracy more than the frozen features",
        yticks=range(len(lines)),
        yticklabels=[_tuned_in_words(*line) for line in lines],
    )
    axis.invert_yaxis()
    axis.legend()
    return figure, (
        "What fine-tuning changes against frozen features, in points of balanced accuracy, with "
        f"95 % intervals. {'; '.join(said)}."
    )


def _tuned_in_words(arm: Arm, rate: float | None) -> str:
    how = "" if arm.how == AT_ONCE else f", {arm.how}"
    at = "" if rate is None else f", rate {rate:g}"
    return f"{arm.trained}, normalisation {arm.normalisation}{how}{at}"
