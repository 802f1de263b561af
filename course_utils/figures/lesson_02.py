"""Figures of lesson 02: stored runs of MiniVGGNet and LeNet-5, and what a trained one answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.datasets.fashion_mnist import CLASS_NAMES
from course_utils.datasets.pictures import Picture
from course_utils.figures.plots import (
    BLUE,
    GREEN,
    ORANGE,
    VERMILION,
    Drawn,
    image_grid,
    legend_as_the_lines_end,
    write_in_squares,
)

_PUBLISHED = 93.24  # per cent, by the tutorial
_SHIRT = 6


def momenta(runs: pd.DataFrame, yours: Mapping[float, float]) -> Drawn:
    """Draw the accuracy of each run with the momenta 0.9 and 0.99, by kind of processor.

    Parameters
    ----------
    runs : DataFrame
        Of `live_ranges`, with the lesson's own code.
    yours : dict of float to float
        For each momentum the accuracy of a run on this machine, a share.
    """
    kinds = list(runs["processor"].unique())
    figure, axis = plt.subplots(figsize=(7, 3.8))
    of_momentum = {}
    for momentum, colour, marker in ((0.9, BLUE, "o"), (0.99, VERMILION, "x")):
        name = f"momentum {momentum}"
        found = runs[runs["number"] == name]
        of_momentum[momentum] = 100 * found["value"]
        places = np.array([kinds.index(kind) for kind in found["processor"]])
        apart = np.linspace(-0.25, 0.25, len(found))  # so that no run covers another
        axis.plot(places + apart, of_momentum[momentum], marker, color=colour, label=name)
        axis.plot(len(kinds), 100 * yours[momentum], marker, color=colour, markersize=12)
    axis.set(
        title="Momentum 0.9 is always near 100 %; 0.99 may end anywhere",
        xlabel="kind of processor",
        ylabel="validation accuracy (%)",
        xticks=range(len(kinds) + 1),
        xticklabels=[*kinds, "yours"],
    )
    axis.legend()
    of_99, of_90 = of_momentum[0.99], of_momentum[0.9]
    return figure, (
        f"Validation accuracy of {len(of_99)} runs with each momentum, by kind of processor. "
        f"Momentum 0.99: {of_99.min():.1f} to {of_99.max():.1f} %, half of the runs below "
        f"{of_99.median():.1f} %. Momentum 0.9: {of_90.min():.1f} to {of_90.max():.1f} %."
    )


def published_recipe(runs: pd.DataFrame) -> Drawn:
    """Draw the test accuracy after each epoch of the published recipe, one line a seed.

    Parameters
    ----------
    runs : DataFrame
        Of `minivggnet_published`.
    """
    figure, axis = plt.subplots(figsize=(7, 3.5))
    for _, run in runs.groupby("seed"):
        axis.plot(run["epoch"], 100 * run["published_accuracy"], color=BLUE, alpha=0.7)
    axis.axhline(_PUBLISHED, color=ORANGE, linestyle="--", label="published, one run")
    axis.set(
        title="The published recipe rises fast, then wavers by some tenths",
        xlabel="epoch",
        ylabel="accuracy on 10,000 test images (%)",
        ylim=(86, 95),
    )
    legend_as_the_lines_end(axis)
    last_epochs = runs[runs["epoch"] > 15]["published_accuracy"]
    return figure, (
        "Test accuracy after each of 25 epochs, one line a seed. It rises steeply at first. After "
        f"epoch 15 all values lie between {last_epochs.min():.2%} and {last_epochs.max():.2%}; the "
        f"published {_PUBLISHED} % is a dashed line."
    )


def time_to_accuracy(curves: pd.DataFrame) -> Drawn:
    """Draw the test accuracy of three recipes against minutes of training.

    Parameters
    ----------
    curves : DataFrame
        Of `minivggnet_time_to_accuracy`.
    """
    figure, axis = plt.subplots(figsize=(7, 3.5))
    runs = dict(iter(curves.groupby("recipe")))
    for (recipe, run), colour, line in zip(
        runs.items(), (GREEN, BLUE, ORANGE), ("-", "--", "-."), strict=True
    ):
        axis.plot(run["seconds"] / 60, 100 * run["accuracy"], line, color=colour, label=recipe)
    axis.set(
        title="Both fast runs pass the published one within minutes",
        xlabel="minutes of training, all three in turns on one machine",
        ylabel="test accuracy (%)",
        ylim=(86, 95),
    )
    legend_as_the_lines_end(axis)
    ends = {recipe: run.iloc[-1] for recipe, run in runs.items()}
    whole = ends["published"]["seconds"]
    said = (
        f"{recipe}: {end['accuracy']:.2%} after {end['seconds'] / whole:.0%} of the published time."
        for recipe, end in ends.items()
    )
    return figure, f"Test accuracy against minutes of training. {' '.join(said)}"


def confusion(counts: np.ndarray) -> Drawn:
    """Draw how often each garment was taken for which.

    Parameters
    ----------
    counts : array of int, shape (10, 10)
        Of the 10,000 test images: true classes down, predicted ones across.
    """
    figure, axis = plt.subplots(figsize=(6.5, 6))
    axis.imshow(np.sqrt(counts), cmap="Blues")
    write_in_squares(axis, [[str(n or "") for n in row] for row in counts], is_dark=counts > 300)
    axis.set(
        title="Shirts are taken for T-shirts, pullovers and coats",
        xlabel="predicted",
        ylabel="true",
        xticks=range(10),
        yticks=range(10),
        yticklabels=[f"{label} {name}" for label, name in enumerate(CLASS_NAMES)],
    )
    wrong = counts - np.diag(np.diag(counts))
    true, guess = np.unravel_index(wrong.argmax(), wrong.shape)
    return figure, (
        "Confusion matrix of 10,000 test images, 1,000 of each class. Of the shirts "
        f"{counts[_SHIRT, _SHIRT]} are right, the fewest of all classes. The most frequent error: "
        f"{wrong.max()} times {CLASS_NAMES[true]} was called {CLASS_NAMES[guess]}."
    )


def right_and_wrong(
    X: np.ndarray, y: np.ndarray, probabilities: np.ndarray, sure: Mapping[bool, float]
) -> Drawn:
    """Show eight images that the network gets right and eight that it does not, with its answers.

    Parameters
    ----------
    X : array, shape (16, 28, 28, 1)
    y : array of int, shape (16,)
    probabilities : array of float, shape (16, 10)
    sure : dict of bool to float
        The mean probability of its answer, over all that are right and over all that are wrong.
    """
    called = probabilities.argmax(axis=1)
    captions = [
        f"{_mark(is_right)} {CLASS_NAMES[answer]}\n{share:.0%} sure"
        + ("" if is_right else f"\ntruly {CLASS_NAMES[label]}")
        for label, answer, is_right, share in zip(
            y, called, called == y, probabilities.max(axis=1), strict=True
        )
    ]
    figure = image_grid(
        X,
        captions,
        columns=8,
        title=f"Right answers (✓) are surer than wrong ones (✗): {sure[True]:.0%} against "
        f"{sure[False]:.0%} on average",
        size=1.2,
    )
    for axis, is_right in zip(figure.axes, called == y, strict=True):
        axis.title.set_color(_colour(is_right))
    wrong = [
        f"{CLASS_NAMES[label]} called {CLASS_NAMES[answer]}"
        for label, answer in zip(y, called, strict=True)
        if label != answer
    ]
    return figure, (
        f"Eight test images that the network gets right, and eight it gets wrong: "
        f"{', '.join(wrong)}."
    )


def overfitting(rows: pd.DataFrame, gaps: Mapping[str, float]) -> Drawn:
    """Draw LeNet-5's accuracy on training and validation images, one panel a remedy.

    Parameters
    ----------
    rows : DataFrame
        Of `lenet_overfitting`.
    gaps : mapping of str to float
        For each arm, from the left, how far the two are apart at the end, as a share.
    """
    figure, axes = plt.subplots(1, len(gaps), figsize=(10, 3), sharey=True, layout="constrained")
    for axis, arm in zip(axes, gaps.keys(), strict=True):
        runs = rows[rows["arm"] == arm].groupby("epoch")
        for column, colour, line in (
            ("train_accuracy", ORANGE, "--"),
            ("valid_accuracy", BLUE, "-"),
        ):
            found = 100 * runs[column].agg(["mean", "min", "max"])
            name = column.split("_")[0]
            axis.plot(found.index, found["mean"], line, color=colour, label=name)
            axis.fill_between(found.index, found["min"], found["max"], color=colour, alpha=0.3)
        axis.set(title=arm, xlabel="epoch", ylim=(80, 98))
    axes[0].set_ylabel("accuracy (%)")
    axes[0].legend(loc="lower right")
    figure.suptitle(
        "LeNet-5: augmentation closes the gap, dropout narrows it (bands: lowest to highest seed)"
    )
    said = ", ".join(f"{arm} {100 * gap:.1f} points" for arm, gap in gaps.items())
    return figure, (
        "Training and validation accuracy of LeNet-5 over 15 epochs, in four panels. Gap at the "
        f"end: {said}."
    )


def emoji(pictures: Sequence[Picture], prepared: np.ndarray, called: np.ndarray) -> Drawn:
    """Show emoji, how the network gets to see them, and what it calls them.

    Parameters
    ----------
    pictures : sequence of Picture
    prepared : array of float, shape (n, 28, 28)
    called : array of int, shape (n,)
        The class that the network names.
    """
    is_right = called == [picture.label for picture in pictures]
    n_columns = -(-len(pictures) // 2)
    figure, axes = plt.subplots(4, n_columns, figsize=(9, 6.2), layout="constrained")
    for axis in axes.flat:
        axis.axis("off")
    for number, picture in enumerate(pictures):
        row, column = divmod(number, n_columns)
        axes[2 * row, column].imshow(picture.rgb)
        axes[2 * row + 1, column].imshow(prepared[number], cmap="gray_r")
        axes[2 * row + 1, column].set_title(
            f"{_mark(is_right[number])} {CLASS_NAMES[called[number]]}",
            fontsize=10,
            color=_colour(is_right[number]),
        )
    figure.suptitle(
        "Emoji, what the network gets to see, and what it says: "
        f"{is_right.sum()} of {len(pictures)} right"
    )
    said = (
        f"{picture.name.replace('_', ' ')} called {CLASS_NAMES[label]}"
        for picture, label in zip(pictures, called, strict=True)
    )
    return figure, (
        "Thirteen emoji of clothing above, prepared as 28 by 28 grey images below. "
        f"{', '.join(said)}."
    )


def _mark(is_right: bool) -> str:
    return "✓" if is_right else "✗"


def _colour(is_right: bool) -> str:
    return BLUE if is_right else VERMILION
