"""Tables and figures of the rows of `joint_training`, for lessons 06 and 07."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from course_utils.evaluation.statistics import (
    Interval,
    holm,
    mean_interval,
    over_seeds_and_images,
    p_value,
)
from course_utils.experiments.right import of_seeds
from course_utils.figures.plots import BLACK, BLUE, GREEN, ORANGE, PURPLE, Drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DATASETS = ("fashion", "digits")
N_TEST = {"fashion": 10_000, "digits": 500}
BEFORE = "fashion before"
_ALPHA = 0.05


def right_of(rows: pd.DataFrame, arm: str, what: str) -> npt.NDArray[np.bool_]:
    """Return which test images an arm names right, shape (n_seeds, n_images).

    Parameters
    ----------
    rows : DataFrame
        Of `joint_training`.
    arm : str
    what : str
        A dataset, ``"fashion of 20"``, ``"digits of 20"``, or `BEFORE`.

    Raises
    ------
    KeyError
        If the arm has no such rows.
    """
    found = rows[(rows["arm"] == arm) & (rows["what"] == what)]
    if found.empty:
        raise KeyError(f"no rows of {what} for {arm}")
    return of_seeds(found, N_TEST[what.split()[0]])


def accuracy(rows: pd.DataFrame, arm: str, what: str) -> Interval:
    """Return the test accuracy in per cent, with its interval over seeds and images.

    What draws nothing at random has one run, and its interval is over images only.
    """
    right = right_of(rows, arm, what)
    if len(right) > 1:
        return _in_points(over_seeds_and_images(right))
    mean, half_width = mean_interval(right[0].astype(float))
    return _in_points(Interval(mean, mean - half_width, mean + half_width))


def difference(rows: pd.DataFrame, arm: str, other: str, what: str) -> Interval:
    """Return by how many points an arm is ahead of another, over seeds and images."""
    return _in_points(over_seeds_and_images(_differences(rows, arm, other, what)))


def table(rows: pd.DataFrame, arms: Sequence[str], against: str | None = None) -> pd.DataFrame:
    """Return test accuracies of some arms, and how far they are from one of them, as text.

    Parameters
    ----------
    rows : DataFrame
        Of `joint_training`.
    arms : sequence of str
        One line each.
    against : str, optional
        The arm that the others are compared with. A star stands where the difference is clear,
        after Holm's correction for the column.
    """
    columns: dict[str, list[str]] = {}
    for name in DATASETS:
        has_it = {arm for arm in rows[rows["what"] == name]["arm"].unique() if arm in arms}
        columns[name] = [
            _accuracy_in_words(rows, arm, name) if arm in has_it else "–" for arm in arms
        ]
        if against in has_it:
            compared = [arm for arm in arms if arm in has_it - {against}]
            of_arm = _compared(rows, compared, str(against), name)
            columns[f"{name}, against {against}"] = [of_arm.get(arm, "–") for arm in arms]
    return pd.DataFrame(columns, index=list(arms))


def in_sequence_table(
    rows: pd.DataFrame, arms: Sequence[str], cheap: Sequence[str]
) -> pd.DataFrame:
    """Return what is left of the garments after the digits, and what the digits reach, as text.

    Parameters
    ----------
    rows : DataFrame
        Of `joint_training`.
    arms : sequence of str
        Networks that learnt garments first, then digits.
    cheap : sequence of str
        Opponents on the digits, which have nothing to forget.
    """
    lines = []
    for arm in arms:
        lost = right_of(rows, arm, BEFORE).astype(float) - right_of(rows, arm, "fashion")
        lines.append(
            {
                "arm": arm,
                "fashion before": _accuracy_in_words(rows, arm, BEFORE),
                "fashion after": _accuracy_in_words(rows, arm, "fashion"),
                "forgotten (points)": _text(_in_points(over_seeds_and_images(lost)), "{:.1f}"),
                "digits": _accuracy_in_words(rows, arm, "digits"),
            }
        )
    lines += [{"arm": arm, "digits": _accuracy_in_words(rows, arm, "digits")} for arm in cheap]
    return pd.DataFrame(lines).set_index("arm").fillna("")


def in_sequence(rows: pd.DataFrame, arms: Sequence[str], title: str) -> Drawn:
    """Draw both test accuracies after the digits have been learnt second.

    Parameters
    ----------
    rows : DataFrame
        Of `joint_training`.
    arms : sequence of str
        From the top down.
    title : str
        The finding.
    """
    figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
    places = np.arange(len(arms))
    for shift, name, colour, hatch in ((-0.2, "fashion", BLUE, ""), (0.2, "digits", ORANGE, "//")):
        mean, low, high = np.array([accuracy(rows, arm, name) for arm in arms]).T
        axis.barh(
            places + shift,
            mean,
            0.4,
            xerr=[mean - low, high - mean],
            color=colour,
            hatch=hatch,
            capsize=2,
            label=name,
        )
    before = accuracy(rows, arms[0], BEFORE).mean
    axis.axvline(before, color=BLACK, ls=":", label="fashion before")
    axis.set(
        title=title,
        xlabel="test accuracy (%), with 95 % intervals over seeds and images",
        yticks=places,
        yticklabels=arms,
    )
    axis.invert_yaxis()
    figure.legend(loc="outside lower center", ncols=3)
    said = [_both_in_words(rows, arm, digits=0) for arm in arms]
    return figure, (
        "Test accuracy on both datasets after learning digits second, with 95 % intervals over "
        f"seeds and images. Fashion before: {before:.0f} %. {'; '.join(said)}."
    )


def trade_off(
    rows: pd.DataFrame, weights: Mapping[str, str], others: Sequence[str], title: str
) -> Drawn:
    """Draw the accuracy on digits against that on garments, for several weights of a loss.

    Parameters
    ----------
    rows : DataFrame
        Of `joint_training`.
    weights : dict of str to str
        For each arm its weight of the digits' loss.
    others : sequence of str
        One or two arms that are drawn beside them.
    title : str
        The finding.
    """
    figure, axis = plt.subplots(figsize=(7.4, 4.6), layout="constrained")
    path = np.array([[accuracy(rows, arm, name) for name in DATASETS] for arm in weights])
    _points(axis, path, BLUE, "o", "multi-head, the digits' loss times …")
    axis.plot(*path[:, :, 0].T, color=BLUE)
    for (x, y), label in zip(path[:, :, 0], weights.values(), strict=True):
        axis.annotate(
            f"× {label}",
            (x, y),
            textcoords="offset points",
            xytext=(6, 7),
            color=BLUE,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8},
        )
    for arm, colour, marker in zip(others, (PURPLE, GREEN), "D^", strict=False):
        of_arm = np.array([[accuracy(rows, arm, name) for name in DATASETS]])
        _points(axis, of_arm, colour, marker, arm)
    alone = {name: accuracy(rows, f"{name} alone", name).mean for name in DATASETS}
    axis.axvline(alone["fashion"], color=BLACK, ls=":")
    axis.axhline(alone["digits"], color=BLACK, ls=":", label="alone")
    axis.set(
        title=title,
        xlabel="test accuracy on fashion (%), with 95 % intervals over seeds and images",
        ylabel="test accuracy on digits (%)",
    )
    figure.legend(loc="outside lower center", ncols=2)
    said = [_both_in_words(rows, arm, digits=1) for arm in (*weights, *others)]
    return figure, (
        "Test accuracy on digits against that on fashion for several weights of the digits' loss, "
        f"with 95 % intervals over seeds and images. {'; '.join(said)}. Alone: fashion "
        f"{alone['fashion']:.1f} %, digits {alone['digits']:.1f} %."
    )


def _both_in_words(rows: pd.DataFrame, arm: str, digits: int) -> str:
    fashion, of_digits = (accuracy(rows, arm, name).mean for name in DATASETS)
    return f"{arm}: fashion {fashion:.{digits}f} %, digits {of_digits:.{digits}f} %"


def _points(
    axis: Axes, found: npt.NDArray[np.float64], colour: str, marker: str, label: str
) -> None:
    (x, x_low, x_high), (y, y_low, y_high) = found.transpose(1, 2, 0)
    axis.errorbar(
        x,
        y,
        [y - y_low, y_high - y],
        [x - x_low, x_high - x],
        color=colour,
        marker=marker,
        ls="",
        capsize=2,
        label=label,
    )


def _compared(rows: pd.DataFrame, arms: Sequence[str], other: str, what: str) -> dict[str, str]:
    """Return the differences as text, with a star where Holm's correction leaves them clear."""
    differences = [_differences(rows, arm, other, what) for arm in arms]
    corrected = holm([p_value(of_arm) for of_arm in differences])
    return {
        arm: _text(_in_points(over_seeds_and_images(of_arm)), "{:+.1f}")
        + (" *" if p < _ALPHA else "")
        for arm, of_arm, p in zip(arms, differences, corrected, strict=True)
    }


def _differences(rows: pd.DataFrame, arm: str, other: str, what: str) -> npt.NDArray[np.float64]:
    """Return arm minus other for each seed and image; a single run meets each seed of the other."""
    return right_of(rows, arm, what).astype(float) - right_of(rows, other, what)


def _in_points(interval: Interval) -> Interval:
    return Interval(*(100 * value for value in interval))


def _accuracy_in_words(rows: pd.DataFrame, arm: str, what: str) -> str:
    return _text(accuracy(rows, arm, what), "{:.1f}") + " %"


def _text(interval: Interval, form: str) -> str:
    mean, low, high = (form.format(value) for value in interval)
    return f"{mean} ({low} to {high})"
