"""`share_right`: the share of guesses that equal their label."""

from __future__ import annotations

from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain

_FORM = Part("the result", is_number=True, kind="the share of guesses that are right, 0 to 1")


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw labels and guesses: most right, then all, none, a single one, and most wrong."""
    n = int(rng.integers(11, 20))
    labels = rng.permutation(np.resize([0, 1, 2, 3, 4], n))
    n_wrong = int(rng.integers(3, 5))  # never half of them
    guesses = labels.copy()
    guesses[:n_wrong] = (labels[:n_wrong] + rng.integers(1, 5, n_wrong)) % 5
    order = rng.permutation(n)
    while not _is_telling(labels[order], guesses[order]):
        order = rng.permutation(n)

    is_right = labels[order] == guesses[order]
    mostly_wrong = np.where(is_right, (labels[order] + 1) % 5, labels[order])

    def case(what: str, labels: np.ndarray, guesses: np.ndarray) -> Case:
        return Case(what, {"labels": labels, "guesses": guesses})

    return [
        case(f"{n} labels, of which {n_wrong} are guessed wrong", labels[order], guesses[order]),
        case(f"{n} labels, all guessed right", labels, labels.copy()),
        case(f"{n} labels, all guessed wrong", labels, (labels + 1) % 5),
        case("one label, guessed right", labels[:1], labels[:1].copy()),
        case(f"{n} labels, of which {n_wrong} are guessed right", labels[order], mostly_wrong),
    ]


def _is_telling(labels: np.ndarray, guesses: np.ndarray) -> bool:
    """Return whether these labels and guesses tell the usual slips of a loop apart."""
    right = labels == guesses
    at_values = [right[values].sum() for values in (labels, guesses)]
    return bool(right[0] and not right[-1] and {0, len(right), right.sum()}.isdisjoint(at_values))


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


@misconception("share_right", through=("labels", "guesses"), divided=(True, False))
def values_as_places(labels: np.ndarray, guesses: np.ndarray, through: str, divided: bool) -> Plain:
    """A loop such as for i in {through} gives the values themselves, not their places. Take
    range(len(labels)) for the places, or zip(labels, guesses) for a label and its guess.
    """
    values = labels if through == "labels" else guesses
    n_right = _is_right(labels, guesses)[values].sum()
    return n_right / len(labels) if divided else n_right


@misconception("share_right", power=(0, 1, 2))
def every_pair(labels: np.ndarray, guesses: np.ndarray, power: int) -> Plain:
    """This compares each label with every guess. A guess belongs to the label at its own place:
    labels == guesses, or one loop over zip(labels, guesses).
    """
    return (labels[:, None] == guesses).sum() / len(labels) ** power


@misconception("share_right")
def ended_in_the_loop(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """The loop ends at its first return, so one guess is counted. Move return below the loop, as
    far left as its for.
    """
    return _is_right(labels, guesses)[0] / len(labels)


@misconception("share_right")
def counted_anew(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """The loop sets the count back to 0 for each guess. Set it to 0 once, above the loop."""
    return _is_right(labels, guesses)[-1] / len(labels)


@misconception("share_right", which=("first", "last"))
def one_left_out(labels: np.ndarray, guesses: np.ndarray, which: str) -> Plain:
    """The {which} guess is left out. range(len(labels)) gives all places, the first of which is
    0.
    """
    kept = slice(1, None) if which == "first" else slice(None, -1)
    return _is_right(labels, guesses)[kept].sum() / len(labels)


@misconception("share_right", as_number=(bool, float))
def any_right(labels: np.ndarray, guesses: np.ndarray, as_number: Any) -> Plain:
    """This is 1 as soon as one guess is right, which is what any and in ask for arrays. Take the
    mean of labels == guesses.
    """
    return as_number(_is_right(labels, guesses).any())


@misconception("share_right")
def always_one(labels: np.ndarray, guesses: np.ndarray) -> Plain:
    """This is 1 whatever the guesses are. Compare each guess with the label at its own place:
    labels == guesses.
    """
    return 1


@misconception("share_right", number=(5, 10, 100))
def divided_by_a_fixed_number(labels: np.ndarray, guesses: np.ndarray, number: int) -> Plain:
    """This divides by {number}, but there are not always as many guesses. Divide by
    len(labels).
    """
    return _is_right(labels, guesses).sum() / number


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
