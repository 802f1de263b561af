"""The language of the course's diagrams: boxes of layers, arrows of data, and colours of training.

What trains is orange. What is frozen is light blue, and hatched too. A head has round corners and
stands apart from its trunk. A dashed outline is for weights that come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib.pyplot as plt
from matplotlib.legend_handler import HandlerPatch
from matplotlib.lines import Line2D
from matplotlib.patches import BoxStyle, FancyArrowPatch, FancyBboxPatch

from course_utils.figures.plots import BLACK, BLUE, ORANGE, PURPLE, VERMILION

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

Point = tuple[float, float]

FONT_SIZE = 11.0  # points; a phone shows a diagram at about two thirds of its size
GREY = "#767676"
_LIGHT_BLUE = "#D6ECFA"
_SQUARE, _ROUND = "square,pad=0", "round,pad=0,rounding_size=0.16"
_DASHES = (0, (3, 1.5))
_BEFORE_HEAD = 0.15  # inches that a head stands further apart than a layer does
_ABOVE_BOXES = 4  # texts hide the hatches behind them


class Role(Enum):
    """What happens to the weights of a box; the value stands in the legend."""

    TRAINS = "trains"
    FROZEN = "frozen: does not change"
    MOVES = "moves, but not by gradients"
    PLAIN = "has no weights"  # data too


_COLOURS = {  # inside and outline
    Role.TRAINS: (ORANGE, BLACK),
    Role.FROZEN: (_LIGHT_BLUE, BLUE),
    Role.MOVES: (PURPLE, BLACK),
    Role.PLAIN: ("white", GREY),
}
_HATCHES = {Role.FROZEN: "////"}


class Box(NamedTuple):
    """A box by its middle and its size, in inches."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> Point:
        """The middle of the left side."""
        return self.x - self.width / 2, self.y

    @property
    def right(self) -> Point:
        """The middle of the right side."""
        return self.x + self.width / 2, self.y

    @property
    def top(self) -> Point:
        """The middle of the upper side."""
        return self.x, self.y + self.height / 2

    @property
    def bottom(self) -> Point:
        """The middle of the lower side."""
        return self.x, self.y - self.height / 2


class Layer(NamedTuple):
    """A box of a row: what is written in it, how wide it is, and what happens to its weights."""

    text: str
    width: float
    role: Role = Role.PLAIN
    is_head: bool = False
    is_copy: bool = False


class Diagram:
    """An empty page, on which all places are in inches from its lower left corner.

    Parameters
    ----------
    width, height : float
        Of the page.
    title : str
        What to see in the diagram.
    """

    def __init__(self, width: float, height: float, title: str) -> None:
        self.figure = plt.figure(figsize=(width, height))
        self._axis = self.figure.add_axes((0, 0, 1, 1))
        self._axis.set(xlim=(0, width), ylim=(0, height), xticks=[], yticks=[])
        self._axis.set_axis_off()
        self.figure.suptitle(title, fontsize=FONT_SIZE + 0.5, y=1 - 0.05 / height, va="top")
        self._roles: set[Role] = set()
        self._has_head = self._has_copy = False

    def box(
        self,
        x: float,
        y: float,
        size: Point,
        text: str,
        role: Role = Role.PLAIN,
        *,
        is_head: bool = False,
        is_copy: bool = False,
    ) -> Box:
        """Draw a box with a text around its middle, and return it."""
        box = Box(x, y, *size)
        corner = (x - box.width / 2, y - box.height / 2)
        self._axis.add_patch(_patch(corner, size, role, is_head=is_head, is_copy=is_copy))
        self.write(x, y, text, background=_COLOURS[role][0])
        self._roles.add(role)
        self._has_head |= is_head
        self._has_copy |= is_copy
        return box

    def row(
        self, left: float, y: float, layers: Sequence[Layer], gap: float = 0.3, height: float = 0.6
    ) -> list[Box]:
        """Draw boxes from left to right, with an arrow from each to the next."""
        boxes: list[Box] = []
        for text, width, role, is_head, is_copy in layers:
            left += _BEFORE_HEAD if is_head else 0
            size = (width, height)
            box = self.box(left + width / 2, y, size, text, role, is_head=is_head, is_copy=is_copy)
            if boxes:
                self.arrow(boxes[-1].right, box.left)
            boxes.append(box)
            left += width + gap
        return boxes

    def frame(self, x: float, y: float, size: Point, text: str) -> None:
        """Draw an outline around boxes, with a text in its upper left corner."""
        width, height = size
        left, top = x - width / 2, y + height / 2
        outline = FancyBboxPatch((left, y - height / 2), *size, _SQUARE, fill=False, ec=GREY)
        self._axis.add_patch(outline)
        self.write(left + 0.08, top - 0.17, text, align="left")

    def arrow(
        self, start: Point, end: Point, *, colour: str = BLACK, is_dashed: bool = False
    ) -> None:
        """Draw an arrow from one point to another."""
        self._axis.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=11,
                shrinkA=1,
                shrinkB=1,
                color=colour,
                linestyle=_DASHES if is_dashed else "-",
                linewidth=1.3,
            )
        )

    def cut(self, start: Point, end: Point) -> None:
        """Draw the line along which layers are cut off."""
        self._axis.plot(*zip(start, end, strict=True), color=VERMILION, linewidth=3)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "center",
        is_bold: bool = False,
        colour: str = BLACK,
        background: str = "none",
    ) -> None:
        """Write a text at a place."""
        self._axis.text(
            x,
            y,
            text,
            ha=align,
            va="center",
            fontsize=FONT_SIZE,
            fontweight="bold" if is_bold else "normal",
            color=colour,
            zorder=_ABOVE_BOXES,
            bbox={"facecolor": background, "edgecolor": "none", "pad": 1.2},
        )

    def finished(
        self, names: Mapping[Role, str] | None = None, lines: Sequence[Line2D] = ()
    ) -> Figure:
        """Put the legend below, and return the figure.

        Parameters
        ----------
        names : dict of Role to str, optional
            For roles that mean something of their own in this diagram.
        lines : sequence of Line2D
            With labels, for kinds of arrows that need a word.
        """
        named = {role: role.value for role in Role} | dict(names or {})
        entries: list[Artist] = [
            _patch((0, 0), (1, 1), role, label=named[role])
            for role in Role
            if role in self._roles and role is not Role.PLAIN
        ]
        if self._has_head:
            entries.append(_patch((0, 0), (1, 1), Role.PLAIN, is_head=True, label="round: a head"))
        if self._has_copy:
            label = "dashed: weights from elsewhere"
            entries.append(_patch((0, 0), (1, 1), Role.PLAIN, is_copy=True, label=label))
        self.figure.legend(
            handles=[*entries, *lines],
            handler_map={FancyBboxPatch: HandlerPatch(patch_func=_in_legend)},
            loc="lower center",
            ncols=2,
            fontsize=FONT_SIZE - 1,
            frameon=False,
            borderaxespad=0.1,
            handleheight=1.1,
        )
        return self.figure


def _patch(
    corner: Point,
    size: Point,
    role: Role,
    *,
    is_head: bool = False,
    is_copy: bool = False,
    label: str = "",
) -> FancyBboxPatch:
    """Return the outline of a box, which has the name of its role as `gid`."""
    inside, outline = _COLOURS[role]
    return FancyBboxPatch(
        corner,
        *size,
        boxstyle=_ROUND if is_head else _SQUARE,
        facecolor=inside,
        edgecolor=outline,
        hatch=_HATCHES.get(role),
        linestyle=_DASHES if is_copy else "-",
        linewidth=2.2 if is_copy else 1.3,
        gid=role.name,
        label=label,
    )


def _in_legend(
    legend: Any,
    orig_handle: FancyBboxPatch,
    xdescent: float,
    ydescent: float,
    width: float,
    height: float,
    fontsize: float,
) -> FancyBboxPatch:
    """Return an empty box as large as a legend wants it; its look is copied afterwards."""
    is_round = isinstance(orig_handle.get_boxstyle(), BoxStyle.Round)
    return FancyBboxPatch(
        (-xdescent, -ydescent),
        width,
        height,
        boxstyle=f"round,pad=0,rounding_size={height / 2}" if is_round else _SQUARE,
    )
