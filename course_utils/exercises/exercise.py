"""What an exercise is: inputs, an observer, a judge and hints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np

Plain = Any
"""NumPy arrays, numbers, strings and None, and tuples, lists and dicts of them."""


@dataclass(frozen=True)
class Case:
    """One set of inputs that a learner's function is tried on.

    Parameters
    ----------
    description : str
        The inputs in words, as a verdict shows them.
    inputs : dict of str to plain data
        The function's arguments, in the order of its signature.
    expects_error : bool
        True where a correct function raises ValueError.
    promise : str
        Why it raises: the promise of the docstring that the case stands for.
    """

    description: str
    inputs: dict[str, Plain]
    expects_error: bool = False
    promise: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, as the judge found it.

    Parameters
    ----------
    misconception : str
        The name that a class report counts, such as ``labels-not-moved``.
    message : str
        What is wrong, in words.
    expected, got : str
        What a correct function gives, and what this one gave. May be empty.
    """

    misconception: str
    message: str
    expected: str = ""
    got: str = ""


Observer = Callable[[Callable[..., Any], Case], dict[str, Plain]]


Observed = list[tuple[Case, dict[str, Plain]]]


class Judgement(NamedTuple):
    """What is wrong, one mistake after the other, and the parts that are right in all cases."""

    findings: list[Finding]
    right: tuple[str, ...] = ()


class Judge(Protocol):
    """Knows what is right, and names what is wrong.

    ``takes_the_first`` is whether it looks at the first case that goes wrong, and no further.
    """

    takes_the_first: ClassVar[bool]

    def is_right(self, case: Case, observation: dict[str, Plain]) -> bool:
        """Return whether a function did all that it should on one case."""

    def judgement(self, exercise: Exercise, observed: Observed) -> Judgement:
        """Name what is wrong on some of these cases."""

    def is_open(self, finding: Finding) -> bool:
        """Return whether a finding says only that something is wrong."""

    def essence(self, case: Case, observation: dict[str, Plain]) -> dict[str, Plain]:
        """Return what is compared to find answers that are alike."""


@dataclass(frozen=True)
class Exercise:
    """One definition for the notebook's check, `course check` and the tests.

    Parameters
    ----------
    name : str
        The name of the function that the learner writes.
    lesson : int
        The number of the lesson, from 1.
    points : int
        Marks for a passed check.
    cases : callable
        Draws a list of `Case` from a `numpy.random.Generator`. Sizes vary with the seed.
    observe : callable
        Calls the function on a case, in the learner's process, and returns plain data.
    judge : Judge
        Compares observations with a truth of its own: a `Judged` part by part, `BySymptoms` by
        what a network does.
    hints : tuple of str
        The ladder of hints, from a nudge to almost the answer.
    takeaway : str
        What a passed check has shown, in one sentence.
    needs : tuple of str
        Modules imported before the clock starts, because importing them takes seconds.
    time_limit : float
        Seconds that all cases together may take.
    given_sizes : tuple of str
        Numbers that the exercise itself names, so that writing them is no fault.
    """

    name: str
    lesson: int
    points: int
    cases: Callable[[np.random.Generator], list[Case]]
    observe: Observer
    judge: Judge
    hints: tuple[str, ...]
    takeaway: str
    needs: tuple[str, ...] = ()
    time_limit: float = 5.0
    given_sizes: tuple[str, ...] = ()
