"""Maps of features: each image as a dot in the two directions in which all of them differ most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from course_utils.figures.plots import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILION,
    Drawn,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY_BLUE, BLACK)
_MARKERS = "osv^D*x"
_CLEAR = 3.0  # standard errors; shares that are no further apart may differ by chance


class Shares(NamedTuple):
    """What a map of two directions says of the values behind it.

    Parameters
    ----------
    of_variance : float
        The share of the variance that the two directions hold.
    same_class : float
        The share of the dots whose nearest dot is of their own class.
    """

    of_variance: float
    same_class: float


def side_by_side(
    values: Mapping[str, np.ndarray], y: np.ndarray, class_names: Sequence[str]
) -> tuple[Figure, dict[str, Shares]]:
    """Draw the same images once for each kind of values, all in the same way.

    Parameters
    ----------
    values : dict of str to array, shape (n, n_values)
        For each panel its title, and what stands for each image.
    y : array of int, shape (n,)
        The places of the classes in their names; seven classes at most.
    class_names : sequence of str

    Returns
    -------
    figure : matplotlib.figure.Figure
        Without a title of its own.
    shares : dict of str to Shares
        One for each panel.
    """
    figure, axes = plt.subplots(
        1, len(values), figsize=(10, 4.6), layout="constrained", squeeze=False
    )
    shares = {}
    for axis, (name, of_all) in zip(axes[0], values.items(), strict=True):
        shares[name] = _draw(axis, of_all, y, class_names)
        axis.set(
            title=name,
            xlabel=f"first direction\n(both hold {shares[name].of_variance:.0%} of the variance)",
        )
    axes[0, 0].set_ylabel("second direction")
    figure.legend(
        *axes[0, 0].get_legend_handles_labels(),
        loc="outside lower center",
        ncols=min(len(class_names), 5),
    )
    return figure, shares


def of_networks(
    features: Mapping[str, np.ndarray], y: np.ndarray, class_names: Sequence[str]
) -> Drawn:
    """Draw what several networks make of the same images of task B.

    Parameters
    ----------
    features : dict of str to array, shape (n, n_features)
        For each network its features of the same images.
    y : array of int, shape (n,)
        Classes, 0 or 1.
    class_names : sequence of str
    """
    figure, shares = side_by_side(features, y, class_names)
    for axis, (name, share) in zip(figure.axes, shares.items(), strict=True):
        axis.set_title(f"{name}\nnearest dot of the same class: {share.same_class:.0%}")
    figure.suptitle(_finding(shares, len(y)))
    said = [
        f"{name}: {share.same_class:.0%} of the dots have a nearest dot of their own class, and "
        f"the two directions hold {share.of_variance:.0%} of the variance"
        for name, share in shares.items()
    ]
    return figure, (
        f"The same {len(y)} images of task B, each as a dot in the two directions in which all "
        f"differ most, for {len(features)} networks: {'; '.join(said)}."
    )


def _finding(shares: Mapping[str, Shares], n_dots: int) -> str:
    """Return in words whether the classes lie apart on one map more than on another."""
    by_share = sorted(shares, key=lambda name: shares[name].same_class)
    least, most = (shares[name].same_class for name in (by_share[0], by_share[-1]))
    error = np.sqrt((least * (1 - least) + most * (1 - most)) / n_dots)
    if most - least <= _CLEAR * error:
        return "On all maps the classes are mixed about alike"
    return f"The classes are mixed most on the map {by_share[0]}, least on {by_share[-1]}"


def _draw(axis: Axes, values: np.ndarray, y: np.ndarray, class_names: Sequence[str]) -> Shares:
    pca = PCA(2, random_state=0)
    places = pca.fit_transform(values)
    looks = zip(class_names, _COLOURS, _MARKERS, strict=False)
    for label, (class_name, colour, marker) in enumerate(looks):
        of_class = places[y == label]
        across, up = of_class.T
        axis.scatter(across, up, s=18, color=colour, marker=marker, alpha=0.7, label=class_name)
    axis.set(xticks=[], yticks=[])
    nearest = KNeighborsClassifier(1).fit(places, y).kneighbors(return_distance=False)[:, 0]
    return Shares(
        of_variance=float(pca.explained_variance_ratio_.sum()),
        same_class=float(np.mean(y[nearest] == y)),
    )
