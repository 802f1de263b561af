"""`inverse_frequency_weights`: a weight for each class that occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.numbers_by_key import numbers_by_key
from course_utils.exercises.parts import Part
from course_utils.observers.inverse_frequency_weights import observe
from course_utils.observers.plain import Plain

Formula = Callable[..., Any]


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw labels of uneven classes: usual, with gaps between them, of one class; and none."""
    usual = _labels(rng, np.arange(int(rng.integers(4, 7))))
    gaps = _labels(rng, np.sort(rng.choice(np.arange(2, 250), 4, replace=False)))
    one = np.zeros(int(rng.integers(5, 20)), dtype=np.int64)  # neither any() nor sum() sees them
    empty = np.empty(0, dtype=np.int64)
    return [
        _case("of classes that occur unequally often", usual),
        _case("of dtype uint8, not every class occurring", gaps.astype(np.uint8)),
        _case("all the same", one),
        Case("no labels", {"y": empty}, True, "without labels there are no weights"),
    ]


def _labels(rng: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    """Draw labels with a different count for each class, the first class not the commonest."""
    counts = np.sort(rng.choice(np.arange(7, 60), len(classes), replace=False))
    counts = np.roll(counts, int(rng.integers(1, len(classes))))
    return rng.permutation(np.repeat(classes, counts))


def _case(what: str, y: np.ndarray) -> Case:
    return Case(f"{len(y)} labels {what}", {"y": y})


def form(y: np.ndarray) -> Part:
    """Return the parts of a result: a weight for each class that occurs."""
    return numbers_by_key(str(label) for label in np.unique(y))


def truth(y: np.ndarray) -> Plain:
    """Return the right answer, counted label by label."""
    counts = Counter(y.tolist())
    return {str(label): len(y) / (len(counts) * count) for label, count in counts.items()}


def _balanced(n_of: np.ndarray, classes: np.ndarray) -> Any:
    return n_of.sum() / (len(classes) * n_of)


def _weights(y: np.ndarray, formula: Formula = _balanced) -> dict[Any, Any]:
    """Weigh the classes by a formula, from how many labels each has and what these are."""
    if len(y) == 0:
        raise ValueError("no labels")
    classes, counts = np.unique(y, return_counts=True)
    return dict(zip(classes.tolist(), formula(counts, classes), strict=True))


@misconception("inverse_frequency_weights")
def frequency_itself(y: np.ndarray) -> Plain:
    """These are the frequencies: the commonest class would count most. Turn them round."""
    return _weights(y, lambda n_of, _: n_of / n_of.sum())


@misconception("inverse_frequency_weights")
def counts_returned(y: np.ndarray) -> Plain:
    """These are the numbers of labels of each class: the commonest class would count most."""
    return _weights(y, lambda n_of, _: n_of)


@misconception("inverse_frequency_weights")
def turned_over(y: np.ndarray) -> Plain:
    """The fraction is upside down: the commonest class would count most."""
    return _weights(y, lambda n_of, classes: 1 / _balanced(n_of, classes))


@misconception("inverse_frequency_weights")
def subtracted_from_one(y: np.ndarray) -> Plain:
    """These are 1 minus the frequencies. Divide by them, so that classes count the same."""
    return _weights(y, lambda n_of, _: 1 - n_of / n_of.sum())


@misconception("inverse_frequency_weights")
def classes_not_divided_by(y: np.ndarray) -> Plain:
    """The number of classes is missing below the line: all losses, and all steps, grow by it."""
    return _weights(y, lambda n_of, _: n_of.sum() / n_of)


@misconception("inverse_frequency_weights", n_classes=(2, 10, 26, 100))
def classes_built_in(y: np.ndarray, n_classes: int) -> Plain:
    """The number of classes is always {n_classes}. Count those that occur in y."""
    return _weights(y, lambda n_of, _: n_of.sum() / (n_classes * n_of))


@misconception("inverse_frequency_weights")
def gaps_counted(y: np.ndarray) -> Plain:
    """The number of classes was taken from the largest label. Count the classes that occur."""
    return _weights(y, lambda n_of, classes: n_of.sum() / ((classes.max() + 1) * n_of))


@misconception("inverse_frequency_weights")
def one_over_count(y: np.ndarray) -> Plain:
    """All losses become tiny: the weights of all labels should add up to their number."""
    return _weights(y, lambda n_of, _: 1 / n_of)


@misconception("inverse_frequency_weights")
def adds_up_to_one(y: np.ndarray) -> Plain:
    """The weights of the classes add up to 1. Those of all labels should add up to n."""
    return _weights(y, lambda n_of, _: 1 / n_of / (1 / n_of).sum())


@misconception("inverse_frequency_weights")
def mean_over_classes_is_one(y: np.ndarray) -> Plain:
    """The mean over the classes is 1. Over all labels it should be, so that they add up to n."""
    return _weights(y, lambda n_of, _: 1 / n_of / (1 / n_of).mean())


@misconception("inverse_frequency_weights")
def largest_is_one(y: np.ndarray) -> Plain:
    """The largest weight is 1. The weights of all labels should add up to n."""
    return _weights(y, lambda n_of, _: n_of.min() / n_of)


@misconception("inverse_frequency_weights")
def commonest_is_one(y: np.ndarray) -> Plain:
    """The weight of the commonest class is 1. The weights of all labels should add up to n."""
    return _weights(y, lambda n_of, _: n_of.max() / n_of)


@misconception("inverse_frequency_weights")
def median_is_one(y: np.ndarray) -> Plain:
    """The median count has the weight 1. The weights of all labels should add up to n."""
    return _weights(y, lambda n_of, _: np.median(n_of) / n_of)


@misconception("inverse_frequency_weights", of=(np.sqrt, np.log, np.log1p), divided=(True, False))
def root_taken(y: np.ndarray, of: Formula, divided: bool) -> Plain:
    """A root or a logarithm weakens the balance: the rare classes still count less."""
    return _weights(y, lambda n_of, _: of(n_of.sum() / n_of / (len(n_of) if divided else 1)))


@misconception("inverse_frequency_weights", sign=(1, -1))
def softmax_taken(y: np.ndarray, sign: int) -> Plain:
    """A softmax is taken. Divide instead: twice as many labels mean half the weight."""
    return _weights(y, lambda n_of, _: (power := np.exp(sign * n_of / n_of.sum())) / power.sum())


@misconception("inverse_frequency_weights")
def whole_numbers(y: np.ndarray) -> Plain:
    """The weights were cut to whole numbers: // divides without the rest, / with it."""
    return _weights(y, lambda n_of, classes: _balanced(n_of, classes) // 1)


@misconception("inverse_frequency_weights")
def one_for_all(y: np.ndarray) -> Plain:
    """All classes have the weight 1, so nothing is balanced."""
    return _weights(y, lambda n_of, _: np.ones(len(n_of)))


@misconception("inverse_frequency_weights", step=(1, -1))
def weights_exchanged(y: np.ndarray, step: int) -> Plain:
    """These are weights of other classes: labels and counts are not in the same order."""
    return _weights(y, lambda n_of, classes: np.sort(_balanced(n_of, classes))[::step])


@misconception("inverse_frequency_weights", empty=(0.0, 1.0))
def absent_class_weighted(y: np.ndarray, empty: float) -> Plain:
    """Classes that do not occur have weights. They count in no loss, nor as a class."""
    return dict.fromkeys(range(int(y.max()) + 1), empty) | _weights(y)


@misconception("inverse_frequency_weights")
def labels_renumbered(y: np.ndarray) -> Plain:
    """The keys are numbers in a row: Keras would give the weights to other classes."""
    return dict(enumerate(_weights(y).values()))


@misconception("inverse_frequency_weights")
def labels_from_one(y: np.ndarray) -> Plain:
    """The keys are the labels plus 1. Leave them as they are: labels start at 0."""
    return {label + 1: weight for label, weight in _weights(y).items()}


@misconception("inverse_frequency_weights", kind=(str, float))
def key_not_an_integer(y: np.ndarray, kind: Formula) -> Plain:
    """The keys should be the labels, which are integers: Keras finds no others."""
    return {kind(label): weight for label, weight in _weights(y).items()}


@misconception("inverse_frequency_weights", kind=(lambda it: [it], lambda it: np.array([it]), str))
def weight_not_a_number(y: np.ndarray, kind: Formula) -> Plain:
    """Each weight should be one number, neither a text nor a list or an array with one in it."""
    return {label: kind(weight) for label, weight in _weights(y).items()}


@misconception("inverse_frequency_weights", kind=(np.array, list))
def not_a_dict(y: np.ndarray, kind: Formula) -> Plain:
    """The labels are gone, and Keras looks weights up by label. Return a dict."""
    return kind(list(_weights(y).values()))


@misconception("inverse_frequency_weights")
def no_labels_accepted(y: np.ndarray) -> Plain:
    """Without labels there are no weights, and your function did not say so."""
    return _weights(y) if len(y) else {}


EXERCISE = Exercise(
    name="inverse_frequency_weights",
    lesson=6,
    points=2,
    cases=cases,
    observe=observe,
    judge=Judged(form, truth),
    hints=(
        "np.unique(y, return_counts=True) gives the classes that occur, and how often each does.",
        "The weight of a class is len(y) / (number of classes × its count). For two classes with "
        "30 and 10 labels: 40 / (2 × 30) = 0.67 and 40 / (2 × 10) = 2.",
        "{int(label): float(weight) for label, weight in zip(classes, weights)} makes the dict. "
        'Raise ValueError("...") first if len(y) is 0.',
    ),
    takeaway="Rare classes count as much as common ones, and the size of the loss, on average, "
    "stays what it was.",
)
