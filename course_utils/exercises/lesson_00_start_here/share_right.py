"""`share_right`: the share of guesses that equal their label."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise, Plain
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.observing import call
from course_utils.exercises.parts import Part

_FORM = Part("the result", is_number=True, kind="the share of guesses that are right, 0 to 1")


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw labels and guesses: some right, then all, none, and a single one."""
    n = int(rng.integers(11, 20))
    labels = rng.permutation(np.resize([0, 1, 2, 3, 4], n))
    n_wrong = int(rng.integers(3, 5))  # never half of them
    guesses = labels.copy()
    guesses[:n_wrong] = (labels[:n_wrong] + rng.integers(1, 5, n_wrong)) % 5
    order = rng.permutation(n)

    def case(what: str, labels: np.ndarray, guesses: np.ndarray) -> Case:
        return Case(what, {"labels": labels, "guesses": guesses})

    return [
        case(f"{n} labels, of which {n_wrong} are guessed wrong", labels[order], guesses[order]),
        case(f"{n} labels, all guessed right", labels, labels.copy()),
        case(f"{n} labels, all guessed wrong", labels, (labels + 1) % 5),
        case("one label, guessed right", labels[:1], labels[:1].copy()),
    ]


def truth(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """Return the right share, counted one by one."""
    return sum(map(int.__eq__, labels.tolist(), guesses.tolist())) / len(labels)


def _is_right(labels: np.ndarray, guesses: np.ndarray) -> Any:
    return np.asarray(labels) == np.asarray(guesses)


@misconception("share_right")
def counted_not_shared(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """This is how many guesses are right. Divide by how many there are, len(labels)."""
    return _is_right(labels, guesses).sum()


@misconception("share_right", turned=(False, True))
def per_cent(labels: np.ndarray, guesses: np.ndarray, turned: bool) -> Plain:
    """This is in per cent. A share is from 0 to 1: leave the 100 out."""
    return 100 * (_is_right(labels, guesses) != turned).mean()


@misconception("share_right")
def share_wrong(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """This is the share of guesses that are wrong. Count those that equal their label, with ==."""
    return 1 - _is_right(labels, guesses).mean()


@misconception("share_right", kind=(np.asarray, list))
def not_averaged(labels: np.ndarray, guesses: np.ndarray, kind: Any) -> Plain:
    """This says for each guess whether it is right. Return the mean, which is one number."""
    return kind(_is_right(labels, guesses))


@misconception("share_right", as_number=(bool, float))
def all_or_nothing(labels: np.ndarray, guesses: np.ndarray, as_number: Any) -> Plain:
    """This is 1 where all guesses are right, else 0. Divide with / to get the share of them."""
    return as_number(_is_right(labels, guesses).all())


@misconception("share_right")
def rounded(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """This is rounded to a whole number. Return the share as it is."""
    return round(_is_right(labels, guesses).mean())


EXERCISE = Exercise(
    name="share_right",
    lesson=0,
    points=0,
    cases=cases,
    observe=call,
    judge=Judged(_FORM, truth),
    hints=(
        "labels == guesses compares the two arrays place by place, and gives True or False for "
        "each place.",
        "True counts as 1 and False as 0. So the mean of such an array is the share of True.",
        "Return np.mean of what the comparison gives. It takes one line.",
    ),
    takeaway="The share of right answers is called accuracy, and every lesson uses it.",
)
