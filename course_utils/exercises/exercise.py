"""What an exercise is: inputs, an observer, a judge and hints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np

    from course_utils.observers.observing import Observer
    from course_utils.observers.plain import Facts, Plain


@dataclass(frozen=True)
class Case:
    """One set of inputs that a learner's function is tried on.

    Parameters
    ----------
    description : str
        The inputs in words, as a verdict shows them.
    inputs : dict of str to plain data
        What the observer needs: the function's arguments, in the order of its signature, or what
        they are made of. All else of a case stays where the answers are.
    expects_error : bool
        True where a correct function raises ValueError.
    promise : str
        Why it raises: the promise of the docstring that the case stands for.
    known : dict of str to plain data
        What only the judge needs, such as the loss that is right.
    """

    description: str
    inputs: dict[str, Plain]
    expects_error: bool = False
    promise: str = ""
    known: Facts = field(default_factory=dict)

    @property
    def given(self) -> Facts:
        """What a judge by symptoms looks at: the inputs, and what only it knows."""
        return self.inputs | self.known


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


Observed = list[tuple[Case, "Facts"]]


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
    observe : Observer
        A function of a module in `course_utils.observers`. It calls the learner's function on the
        inputs of a case, in the learner's process, and returns plain data.
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
