"""What a family of wrong arrays may know of the one that it is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from course_utils.exercises.parts import Part
from course_utils.observers.plain import Plain


@dataclass(frozen=True)
class Look:
    """One wrong array, and what a family may know of its case.

    Parameters
    ----------
    part : Part
        Which array of the result it is.
    got, truth : ndarray
    inputs : dict of str to plain data
        The arguments of the function.
    images : ndarray or None
        The images that came back beside these labels.
    images_are_right : bool
        Whether they are as they should be.
    swapped : callable
        Returns pairs of arguments, and what the truth would be with the two exchanged.
    kind : str
        What it should be, in words.
    is_reshaped : bool
        Whether it came in another shape, which is told for itself.
    """

    part: Part
    got: np.ndarray
    truth: np.ndarray
    inputs: dict[str, Plain]
    images: Plain
    images_are_right: bool
    swapped: Callable[[], Iterable[tuple[str, Plain]]]
    kind: str = ""
    is_reshaped: bool = False

    @property
    def label(self) -> str:
        """What the array is called in the docstring."""
        return self.part.name

    def gives(self, other: Plain) -> bool:
        """Return whether the learner's array is like another one."""
        other = np.asarray(other)
        return self.got.shape == other.shape and self.part.alike(self.got, other)

    def in_right_shape(self) -> Look:
        """Return a look at the numbers alone, where the shape is wrong for itself."""
        return replace(self, got=self.got.reshape(self.truth.shape), is_reshaped=True)
