"""What a check says: one status, what is wrong in words, and the next thing to do."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.exercises.exercise import Finding
from course_utils.machine import signs

_STATUSES = {
    "passed": ("✓", "passed"),
    "failed": ("✗", "not yet right"),
    "not_attempted": ("○", "not attempted"),
    "missing": ("○", "missing"),
    "error": ("✗", "stopped with an error"),
    "timeout": ("✗", "took too long"),
    "crashed": ("✗", "ended the process"),
    "checker_error": ("!", "could not be checked"),
}
SYMBOLS = {status: symbol for status, (symbol, _) in _STATUSES.items()}
WORDS = {status: words for status, (_, words) in _STATUSES.items()}

VALUES = ("Expected", "Got")
"""The labels of what may hold a value, or an error's message, as the learner's code gave it."""
_MOST_SIGNS = 300  # of such a value

UNCERTAIN = {"error", "timeout", "crashed", "checker_error"}
"""What code that has passed can get when it is run again without the cells before it."""


@dataclass(frozen=True)
class Verdict:
    """The outcome of one exercise.

    Parameters
    ----------
    exercise : str
        The name of the exercise.
    status : str
        A key of `WORDS`.
    message : str
        What happened, in words.
    finding : Finding or None
        What was expected and what came, where the function did something wrong.
    tried_on : str
        The inputs of the case that failed, in words.
    next_step : str
        What to type or do next.
    also : tuple of Finding
        Further mistakes, each for itself, in the order in which they should be mended.
    right : tuple of str
        The parts of the result that are right in all cases.
    """

    exercise: str
    status: str
    message: str
    finding: Finding | None = None
    tried_on: str = ""
    next_step: str = ""
    also: tuple[Finding, ...] = ()
    right: tuple[str, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether trying once more would say the same, on a busy machine too."""
        return self.status not in ("timeout", "crashed")

    @property
    def passed(self) -> bool:
        """Whether the function does all that its docstring says."""
        return self.status == "passed"

    @property
    def headline(self) -> str:
        """The verdict in one line: symbol, name and words."""
        return f"{SYMBOLS[self.status]} {self.exercise}: {WORDS[self.status]}"

    def lines(self) -> list[tuple[str, str]]:
        """Return what follows the headline, as pairs of a label and its text."""
        pairs = [("", self.message)]
        if self.finding:
            values = map(_short, (self.finding.expected, self.finding.got))
            pairs += zip(VALUES, values, strict=True)
        pairs += [("Tried on", self.tried_on), ("Right", _listed(self.right))]
        pairs += [("And then", self.also[0].message if self.also else ""), ("Next", self.next_step)]
        return [(label, signs.legible(text)) for label, text in pairs if text]


def _short(value: str) -> str:
    """Return a value in one line, cut where it is long."""
    line = " ".join(value.split())
    return line if len(line) <= _MOST_SIGNS else f"{line[: _MOST_SIGNS - 1]}…"


def _listed(names: tuple[str, ...]) -> str:
    """Say that parts are right: one, two, or all but the last before an "and"."""
    if not names:
        return ""
    *others, last = names
    return f"{', '.join(others)} and {last} are right." if others else f"{last} is right."
