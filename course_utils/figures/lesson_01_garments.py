"""Figures of lesson 01 on Fashion-MNIST: its classes, its faults, and what cheap ways reach."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from course_utils.datasets.fashion_mnist import CLASS_NAMES, FashionMNIST
from course_utils.figures.plots import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    Drawn,
    image_grid,
    legend_as_the_lines_end,
    line_of_intervals,
    write_in_squares,
)

Pair = tuple[str, int, str, int]
_ROWS, _COLUMNS, _SIDE = 3, 20, 28  # of the sheet: rows of a class, images in a row, pixels
_SHOES = (5, 7, 9)
_TOPS = (0, 2, 4, 6)
_GOOD = 0.95
_PEOPLE = 83.5  # per cent, by the publisher of the dataset
_HARD_TO_BELIEVE = {  # what we see in training images
    45592: "a long sleeveless dress",
    16691: "a belted dress",
    28264: "a long-sleeved top",
    33982: "a short-sleeved polo",
    40513: "a short-sleeved top",
    42018: "a sleeveless dress",
}
_STYLES = {
    "majority": (ORANGE, "-", "^"),
    "best pixel": (PURPLE, "-", "D"),
    "1-NN": (GREEN, "-", "s"),
    "logistic regression": (BLUE, "-", "o"),
}


def ten_classes(X: np.ndarray, y: np.ndarray) -> Drawn:
    """Show the first sixty images of each class on one sheet.

    Parameters
    ----------
    X : array of uint8, shape (n, 28, 28)
    y : array of int, shape (n,)
    """
    first = [np.flatnonzero(y == label)[: _ROWS * _COLUMNS] for label in range(10)]
    sheet = np.concatenate([X[of].reshape(_ROWS, _COLUMNS, _SIDE, _SIDE) for of in first])
    picture = sheet.transpose(0, 2, 1, 3).reshape(10 * _ROWS * _SIDE, _COLUMNS * _SIDE)
    figure, axis = plt.subplots(figsize=(7, 10))
    axis.imshow(picture, cmap="gray_r")
    axis.set(
        title="Ten classes, three rows each: tops look alike, shoes face left",
        xticks=[],
        yticks=[_SIDE * _ROWS * (label + 0.5) for label in range(10)],
        yticklabels=[f"{label} {name}" for label, name in enumerate(CLASS_NAMES)],
    )
    return figure, (
        "Sixty images of each of the ten classes. T-shirts, pullovers, coats and shirts look "
        "alike; trousers, bags and shoes are easy to tell from them. Nearly all shoes point to the "
        "left."
    )


def grey_levels(X: np.ndarray) -> Drawn:
    """Draw how many pixels have each grey level above 0.

    Parameters
    ----------
    X : array of uint8, shape (n, 28, 28)
    """
    of_garments = X[X > 0]
    figure, axis = plt.subplots(figsize=(6, 3))
    axis.hist(of_garments[::100], bins=51, range=(0, 255), color=BLUE)
    axis.set(
        title="Pixels of garments: some faint ones at the rim, many strong ones",
        xlabel="grey level above 0 (255 is drawn black)",
        ylabel="pixels (of a sample)",
    )
    return figure, (
        "Histogram of the grey levels above 0. There is a narrow peak of faint levels near 0 and a "
        f"broad hill around 220. {np.mean(of_garments > 127):.0%} of these pixels are above 127."
    )


def hard_to_believe(X: np.ndarray, y: np.ndarray) -> Drawn:
    """Show six training images whose labels look wrong, with number and label.

    Parameters
    ----------
    X : array of uint8, shape (60000, 28, 28)
        All training images, in the order of the file.
    y : array of int, shape (60000,)
    """
    numbers = list(_HARD_TO_BELIEVE)
    names = [CLASS_NAMES[label] for label in y[numbers]]
    figure = image_grid(
        X[numbers],
        [f"{number}: {name}" for number, name in zip(numbers, names, strict=True)],
        columns=len(numbers),
        title="Six training images whose labels are hard to believe",
        size=1.5,
    )
    *others, last = (
        f"{seen} called {name.lower()}"
        for seen, name in zip(_HARD_TO_BELIEVE.values(), names, strict=True)
    )
    return figure, f"Six training images with their labels: {', '.join(others)}, and {last}."


def twins(fashion: FashionMNIST, pairs: Sequence[Pair]) -> Drawn:
    """Show the lesson's four pairs of images that are nearly equal, with number and label.

    Parameters
    ----------
    fashion : FashionMNIST
    pairs : sequence of tuple
        The set (``"train"`` or ``"test"``) and the number of one image, then those of the other.
        What they show is known of the lesson's own only.
    """
    places = [place for pair in pairs for place in (pair[:2], pair[2:])]
    images = {"train": fashion.X_train, "test": fashion.X_test}
    labels = {"train": fashion.y_train, "test": fashion.y_test}
    figure = image_grid(
        np.array([images[name][number] for name, number in places]),
        [f"{name} {number}\n{CLASS_NAMES[labels[name][number]]}" for name, number in places],
        columns=len(places),
        title="Three pairs of twins, and two garments that look alike",
        size=1.15,
    )
    return figure, (
        "Four pairs that look the same: trousers, T-shirts and shirts with equal labels, two of "
        "the pairs across training and test set; and two light polo shirts, one called T-shirt, "
        "one shirt."
    )


def mirrored(by_class: Sequence[float]) -> Drawn:
    """Draw how far the mean image of each class is from its mirror image.

    Parameters
    ----------
    by_class : sequence of float
        Mean difference of a pixel, in grey levels, for each of the ten classes.
    """
    figure, axis = plt.subplots(figsize=(6, 3))
    colours = [ORANGE if label in _SHOES else BLUE for label in range(10)]
    bars = axis.barh(CLASS_NAMES, by_class, color=colours)
    for label in _SHOES:
        bars[label].set_hatch("//")
    axis.invert_yaxis()
    axis.set(
        title="The mean shoe (hatched) differs most from its mirror image",
        xlabel="mean image: difference from its mirror image (grey levels)",
    )
    return figure, (
        "Difference between the mean image of a class and its mirror image. Ankle boots differ by "
        f"{by_class[9]:.0f} grey levels, sandals by {by_class[5]:.0f}, sneakers by "
        f"{by_class[7]:.0f}; the other classes by {min(by_class):.0f} to {by_class[1]:.0f} "
        "(trousers)."
    )


def one_pixel(accuracy: np.ndarray) -> Drawn:
    """Draw how well one pixel tells each pair of classes apart, in a square.

    Parameters
    ----------
    accuracy : array of float, shape (10, 10)
        Share of validation images that are right, for each pair twice; NaN on the diagonal.
    """
    figure, axis = plt.subplots(figsize=(7.5, 6.5))
    image = axis.imshow(100 * accuracy, cmap="cividis", vmin=70, vmax=100)
    texts = [[_in_per_cent(share) for share in row] for row in accuracy]
    write_in_squares(axis, texts, is_dark=accuracy <= 0.87, fontsize=9)
    axis.set_xticks(range(10), CLASS_NAMES, rotation=45, ha="right")
    axis.set_yticks(range(10), CLASS_NAMES)
    axis.set(
        title="One pixel tells shoes from tops,\nbut not tops from tops (* = 95 % or more)",
        xlabel="class",
        ylabel="class",
    )
    figure.colorbar(image, label="right on validation images (%)")
    of_pairs = accuracy[np.triu_indices(10, k=1)]
    return figure, (
        "Accuracy of the best one-pixel rule for each pair of classes. "
        f"{np.sum(of_pairs >= _GOOD)} of {len(of_pairs)} pairs reach 95 %. Sandal against shirt "
        f"reaches {accuracy[5, 6]:.1%}; the hardest is coat against shirt with "
        f"{accuracy[4, 6]:.1%}."
    )


def _in_per_cent(share: float) -> str:
    if np.isnan(share):
        return ""
    return f"{100 * share:.0f}" + ("*" if share >= _GOOD else "")


def ladder(accuracies: pd.DataFrame) -> Drawn:
    """Draw the accuracy of cheap baselines against the number of training images.

    Parameters
    ----------
    accuracies : DataFrame
        Columns ``mean``, ``min`` and ``max``, shares over choices of the training images; one row
        a method and number of images.
    """
    figure, axis = plt.subplots(figsize=(7, 4))
    for method, style in _STYLES.items():
        of_method = 100 * accuracies.loc[method]
        line_of_intervals(axis, of_method.index, of_method, style, method)
    axis.axhline(_PEOPLE, color=BLACK, linestyle=":", label="people, on 1,000 test images")
    axis.set(
        title="The ladder: what a network must beat",
        xscale="log",
        xlabel="training images (logarithmic)",
        ylabel="right on validation images (%)",
    )
    axis.set_xticks([200, 1000, 10000, 55000], ["200", "1,000", "10,000", "55,000"])
    legend_as_the_lines_end(axis, fontsize=9)
    with_all = accuracies["mean"].unstack()[55000]
    return figure, (
        "Accuracy on ten classes against the number of training images, mean and range over five "
        f"random choices. With all 55,000: majority {with_all['majority']:.1%}, one pixel "
        f"{with_all['best pixel']:.1%}, 1-NN {with_all['1-NN']:.1%}, logistic regression "
        f"{with_all['logistic regression']:.1%}."
    )


def recalls(by_method: pd.DataFrame) -> Drawn:
    """Draw the recall of each class, by nearest neighbour and by logistic regression.

    Parameters
    ----------
    by_method : DataFrame
        Shares: one row a method, one column a class.
    """
    figure, axis = plt.subplots(figsize=(7, 3.9), layout="constrained")
    places = np.arange(10)
    for shift, method, hatch in ((-0.2, "1-NN", ""), (0.2, "logistic regression", "//")):
        axis.bar(
            places + shift,
            100 * by_method.loc[method],
            0.4,
            color=_STYLES[method][0],
            hatch=hatch,
            edgecolor="white",
            label=method,
        )
    axis.set_xticks(places, CLASS_NAMES, rotation=35, ha="right")
    axis.set(
        title="Four kinds of tops are the hardest, shirts most of all",
        ylabel="recall (%)",
        ylim=(0, 100),
    )
    figure.legend(loc="outside lower center", ncols=2, fontsize=9)
    logistic = by_method.loc["logistic regression"]
    others = [label for label in range(10) if label not in _TOPS]
    return figure, (
        f"Recall of each class. Logistic regression recognises {logistic.iloc[6]:.0%} of shirts "
        f"and {logistic.iloc[list(_TOPS)].mean():.0%} of T-shirts, pullovers, coats and shirts on "
        f"average, but {logistic.iloc[others].mean():.0%} of the other six classes."
    )
