"""Progress bars for the cells of a lesson that take more than three seconds."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, TypeVar

from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm

Item = TypeVar("Item")

_FORMAT = "{desc}: {n_fmt} of {total_fmt} |{bar}| {remaining} left"


def bar(items: Sequence[Item], what: str) -> tqdm[Item]:
    """Go through items, and show how many are done and the seconds left until the last one is.

    Parameters
    ----------
    items : sequence
        What a loop goes through.
    what : str
        What they are, in one word: "seeds".

    Returns
    -------
    tqdm
        To be looped over, once. The bar is gone after the last item; outside a notebook there is
        none.
    """
    nowhere = get_ipython() is None
    return tqdm(
        items,
        desc=what,
        file=_Line(),
        bar_format=_FORMAT,
        ascii=False,
        ncols=60,  # a narrow window's
        leave=False,
        disable=nowhere,
    )


class _Line(io.StringIO):
    """A line of a cell's output that is written over again and again, and empty at the end.

    What the cell prints meanwhile stands below. A bar on stderr would be red in JupyterLab, and
    one on stdout would stand between the lines of the results.
    """

    _shown: Any = None

    def write(self, text: str) -> int:
        if self._shown is None:
            # What nbval compares is this first output, so it is what stands there at the end.
            self._shown = display({"text/plain": ""}, raw=True, display_id=True)
        self._shown.update({"text/plain": text.strip()}, raw=True)
        return len(text)
