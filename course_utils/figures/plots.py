"""Figures that everybody can read: colours, grids of images, and alternative text."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.container import ErrorbarContainer

from course_utils.experiments.experiment import RESULTS
from course_utils.experiments.measured_on import source_of_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Drawn = tuple["Figure", str]  # a figure, and the alternative text that goes with it

# Okabe and Ito (2008), Color Universal Design: told apart with the common colour blindnesses.
ORANGE, SKY_BLUE, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILION, PURPLE, BLACK = "#0072B2", "#D55E00", "#CC79A7", "#000000"

_DOTS_PER_INCH = 90
_FRAME = "#BBBBBB"  # shows where an image ends whose background is as white as the page


def show(figure: Figure, alt: str, rows: str | Sequence[str] = ()) -> None:
    """Display a figure under a notebook cell, with a text that says what there is to see.

    A figure of stored rows has a line below it: where they are from, and on which processor they
    were measured.

    JupyterLab gives the images of Matplotlib's own display no alternative text, so the figure is
    displayed as HTML. Its background is white in dark themes too.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Closed afterwards, so that it is not displayed a second time.
    alt : str
        The finding in words, for those who do not see the figure.
    rows : str or sequence of str
        The results that it shows, by the names that `read_results` takes. Left out if nothing in
        the figure was read.

    Raises
    ------
    ValueError
        If `alt` says nothing.
    """
    from IPython.display import display

    if not alt.strip():
        raise ValueError("show needs a text that says what there is to see in the figure")
    page = (
        f'<img src="{as_address(figure)}" alt="{html.escape(alt)}" '
        'style="max-width: 100%; background: white">'
    )
    text = f"Figure: {alt}"
    names = [rows] if isinstance(rows, str) else list(rows)
    if names:
        source = source_of_rows(names, RESULTS)
        page = _with_caption(page, source)
        text += f"\n{source}"
    display({"text/html": page, "text/plain": text}, raw=True)


def as_address(figure: Figure) -> str:
    """Return a figure as an address for a page's `<img>`, which holds the whole PNG image.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Closed afterwards.
    """
    file = io.BytesIO()
    figure.savefig(
        file, format="png", dpi=_DOTS_PER_INCH, bbox_inches="tight", metadata={"Software": None}
    )
    plt.close(figure)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _with_caption(image: str, caption: str) -> str:
    """Return the HTML of an image with a small line below it, in the page's own colour."""
    marked_up = re.sub("`([^`]+)`", r"<code>\1</code>", html.escape(caption))
    return (
        f'<figure style="margin: 0">{image}'
        f'<figcaption style="font-size: 85%">{marked_up}</figcaption></figure>'
    )


def line_of_intervals(
    axis: Axes,
    x: npt.ArrayLike,
    found: npt.ArrayLike,
    style: tuple[str, str, str],
    label: str | None,
    capsize: float = 3,
) -> npt.NDArray[np.float64]:
    """Draw means as a line, each with its interval.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
    x : array, shape (n,)
    found : array, shape (n, 3)
        Mean and both ends, such as a list of `Interval`.
    style : tuple of str
        Colour, line and marker.
    label : str or None
        For the legend.
    capsize : float
        Points that an end is wide.

    Returns
    -------
    ndarray, shape (n,)
        The means.
    """
    mean: npt.NDArray[np.float64]
    mean, low, high = np.asarray(found, dtype=float).T
    colour, line, marker = style
    axis.errorbar(
        x,
        mean,
        [mean - low, high - mean],
        color=colour,
        ls=line,
        marker=marker,
        capsize=capsize,
        label=label,
    )
    return mean


def legend_as_the_lines_end(axis: Axes, **options: Any) -> None:
    """Put a legend on a plot whose entries stand in the order of the lines at the right end.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
    **options
        For Matplotlib's `legend`.
    """
    entries = list(zip(*axis.get_legend_handles_labels(), strict=True))

    def height(entry: tuple[Any, str]) -> float:
        line = entry[0][0] if isinstance(entry[0], ErrorbarContainer) else entry[0]
        return float(line.get_ydata()[-1])

    entries.sort(key=height, reverse=True)
    axis.legend(*zip(*entries, strict=True), **options)


def write_in_squares(
    axis: Axes,
    texts: Sequence[Sequence[str]],
    is_dark: npt.NDArray[np.bool_],
    fontsize: float | None = None,
) -> None:
    """Write a text into each square of a matrix that is drawn as an image.

    Parameters
    ----------
    axis : matplotlib.axes.Axes
    texts : sequence of sequence of str
        For each row what stands in its squares; nothing for ``""``.
    is_dark : array of bool, shape (n_rows, n_columns)
        Squares whose text is white.
    fontsize : float, optional
        In points.
    """
    for row, column in np.ndindex(is_dark.shape):
        if text := texts[row][column]:
            colour = "white" if is_dark[row, column] else "black"
            axis.text(column, row, text, ha="center", va="center", color=colour, fontsize=fontsize)


def image_grid(
    images: npt.NDArray[np.generic],
    titles: Sequence[str] | None = None,
    *,
    columns: int = 10,
    title: str = "",
    size: float = 0.9,
) -> Figure:
    """Draw images in rows, dark on white.

    Parameters
    ----------
    images : array, shape (n, height, width) or (n, height, width, 1)
        Any range of grey levels.
    titles : sequence of str, optional
        One for each image.
    columns : int
        Images in a row.
    title : str
        What to see in the figure.
    size : float
        Inches that an image takes.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = -(-len(images) // columns)
    lines = max((caption.count("\n") + 1 for caption in titles), default=0) if titles else 0
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(columns * size, rows * (size + 0.16 * lines) + 0.4),
        squeeze=False,
        layout="constrained",
    )
    for number, axis in enumerate(axes.flat):
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set(visible=number < len(images), color=_FRAME, linewidth=0.6)
        if number < len(images):
            axis.imshow(np.squeeze(images[number]), cmap="gray_r")
            if titles is not None:
                axis.set_title(titles[number], fontsize=8, parse_math=False)
    figure.suptitle(title, fontsize=11)
    return figure
