"""How good guesses were: each beside its measurement, and all of them together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from course_utils.questions.notes import Note, Value
from course_utils.questions.wording import difference_in_words

HELD = 0.8
"""The share of ranges that should hold the measurement: what learners are asked for."""
NEAR = 0.1
"""How far a single number may be from the measurement, as a share of it, to count as near."""
UNLIKELY = 0.1


@dataclass(frozen=True)
class Outcome:
    """A guess, and what was measured then."""

    guess: Value
    measured: Value

    @property
    def is_hit(self) -> bool:
        """Whether the range holds the measurement, the number is near or the choice is right."""
        if isinstance(self.guess, str) or isinstance(self.measured, str):
            return self.guess == self.measured
        truth = self.measured[0]
        if self.is_range:
            return self.guess[0] <= truth <= self.guess[1]
        return abs(self.guess[0] - truth) <= NEAR * abs(truth)

    @property
    def is_range(self) -> bool:
        """Whether two numbers were given."""
        return not isinstance(self.guess, str) and len(self.guess) == 2

    def verdict(self, unit: str) -> str:
        """Return in a sentence how the guess did."""
        if isinstance(self.guess, str) or isinstance(self.measured, str):
            return "So it is." if self.is_hit else "It came out otherwise. Read on for the reason."
        truth = self.measured[0]
        if self.is_range:
            return "Your range holds it." if self.is_hit else "It lies outside your range."
        off = difference_in_words(abs(self.guess[0] - truth), truth)
        if self.guess[0] == truth:
            return "Exactly."
        if off == "0":
            return "It is as near as can be told."
        where = "below" if self.guess[0] < truth else "above"
        return f"Your guess is {off} {'points' if unit == '%' else unit} {where} it."


def last_guess(name: str, noted: Sequence[Note]) -> Value | None:
    """Return the last guess, whether it counts or came too late, or None."""
    guesses = [note.value for note in noted if (note.kind, note.name) == ("guess", name)]
    return guesses[-1] if guesses else None


def guesses_that_count(noted: Sequence[Note]) -> dict[str, Value]:
    """Return for each prediction the last guess before its first measurement."""
    guesses: dict[str, Value] = {}
    measured: set[str] = set()
    for note in noted:
        if note.kind == "measured":
            measured.add(note.name)
        elif note.kind == "guess" and note.name not in measured:
            guesses[note.name] = note.value
    return guesses


def outcomes(noted: Sequence[Note]) -> dict[str, Outcome]:
    """Return each guess that counts beside its first measurement, by the predictions' names."""
    guesses = guesses_that_count(noted)
    last_first = [note for note in reversed(noted) if note.kind == "measured"]
    measured = {note.name: note.value for note in last_first}
    return {name: Outcome(guesses[name], measured[name]) for name in measured if name in guesses}


def in_words(found: Sequence[Outcome]) -> str:
    """Return how good all guesses were, a part for each kind."""
    ranges = [it for it in found if it.is_range]
    choices = [it for it in found if isinstance(it.guess, str)]
    numbers = [it for it in found if not it.is_range and not isinstance(it.guess, str)]
    parts = []
    if ranges:
        hits = sum(it.is_hit for it in ranges)
        parts.append(
            f"{hits} of {len(ranges)} ranges held the measurement{_advice(hits, len(ranges))}"
        )
    if numbers:
        near = sum(it.is_hit for it in numbers)
        parts.append(f"{near} of {len(numbers)} single numbers came within a tenth of it")
    if choices:
        right = sum(it.is_hit for it in choices)
        parts.append(f"{right} of {len(choices)} choices were right")
    return "; ".join(parts)


def _advice(hits: int, n_ranges: int) -> str:
    """Return what the share of ranges says of their width, where chance can hardly explain it."""
    if _share_of_chance(range(hits + 1), n_ranges) < UNLIKELY:
        return " (aim at 8 of 10: make them wider)"
    if _share_of_chance(range(hits, n_ranges + 1), n_ranges) < UNLIKELY:
        return " (8 of 10 are enough: make them narrower)"
    return " (8 of 10 are the aim)"


def _share_of_chance(counts: range, n: int) -> float:
    """Return how probable these counts of hits are if each range holds with probability `HELD`."""
    return sum(math.comb(n, k) * HELD**k * (1 - HELD) ** (n - k) for k in counts)
