"""`forgetting`: points of accuracy lost, for each dataset that was known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.judged import Judged
from course_utils.exercises.misconceptions import misconception
from course_utils.exercises.numbers_by_key import numbers_by_key
from course_utils.exercises.parts import Part
from course_utils.observers.observing import call
from course_utils.observers.plain import Plain

Accuracies = dict[str, np.ndarray]
Measure = Callable[..., Any]

_TOLERANCE = 5e-5  # points; means of float32 are exact to about 1e-5
_NAMES = ("fashion", "digits", "letters", "faces", "birds", "signs")


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw accuracies of several seeds: fallen, risen, mixed, one seed only; and bad ones."""
    *known, new = (str(name) for name in rng.permutation(_NAMES)[:4])
    if known == sorted(known):
        known.reverse()  # else sorting the names would go unnoticed
    a, b, c = known
    n = int(rng.integers(6, 10))

    def drawn(low: float, high: float, place: int) -> np.ndarray:
        """Draw accuracies of which the highest stands at this place, the lowest behind it."""
        return np.roll(np.sort(rng.uniform(low, high, n)), place + 1)

    # The seed that lost most, that which lost least, the best before, first and last are five.
    before = {name: drawn(0.8, 0.95, 3) for name in known}
    lost = {name: drawn(0.1, 0.7, 1) for name in (c, a, b)}
    after = {new: drawn(0.8, 0.95, 0)} | {name: before[name] - lost[name] for name in lost}
    risen, mixed = before[b] + 0.008, before[b] + np.resize([0.03, -0.02], n)
    both = (before, after)
    one, one_after = ({name: it[:1] for name, it in given.items()} for given in both)
    one_after.pop(new)
    many, many_after = ({name: np.resize(it[name], 300) for name in known} for it in both)
    fewer, more = after[a][1:], np.append(after[c], 0.5)

    def case(what: str, before: Accuracies, after: Accuracies, refused: str = "") -> Case:
        what = f"accuracies before ({', '.join(before)}) and after, {what}"
        return Case(what, {"before": before, "after": after}, bool(refused), refused)

    measured = "each dataset of before is measured afterwards"
    as_many = "a dataset has as many accuracies after as before"
    return [
        case(f"{n} seeds, one dataset new", before, after),
        case(f"{n} seeds, one accuracy risen", before, {**after, b: risen}),
        case(f"{n} seeds, some of them risen", before, {**after, b: mixed}),
        case("one seed, nothing new", one, one_after),
        case("300 seeds", many, many_after),
        case(f"without {c}", before, {name: after[name] for name in (new, a, b)}, measured),
        case(f"without {a}", before, {name: after[name] for name in (new, b, c)}, measured),
        case(f"only one seed of {a}", before, {**after, a: after[a][:1]}, as_many),
        case(f"only one seed of {c}", before, {**after, c: after[c][:1]}, as_many),
        case(f"one seed of {a} fewer", before, {**after, a: fewer}, as_many),
        case(f"one seed of {c} more", before, {**after, c: more}, as_many),
        case("one seed fewer and one more", before, {**after, a: fewer, c: more}, as_many),
    ]


def form(before: Accuracies, after: Accuracies) -> Part:
    """Return the parts of a result: a number for each dataset of before."""
    return numbers_by_key(before, _TOLERANCE)


def truth(before: Accuracies, after: Accuracies) -> Plain:
    """Return the right answer, seed by seed."""
    return {
        name: sum(100 * (was - after[name][seed]) for seed, was in enumerate(values)) / len(values)
        for name, values in before.items()
    }


def _points(before: Any, after: Any, each_seed: bool = True) -> Any:
    return 100 * (before - after) if each_seed else 100 * (before - after).mean()


def _lost(
    before: Accuracies,
    after: Accuracies,
    measure: Measure = lambda a, b: _points(a, b).mean(),
) -> dict[str, Any]:
    """Measure each dataset, unless one is missing or the seeds are others."""
    if any(name not in after or len(after[name]) != len(before[name]) for name in before):
        raise ValueError("other datasets or seeds")
    return {name: measure(before[name], after[name]) for name in before}


@misconception("forgetting", whole=(100, 1))
def sign_reversed(before: Accuracies, after: Accuracies, whole: int) -> Plain:
    """The sign is wrong: what was lost is before minus after, so forgetting is positive."""
    return _lost(before, after, lambda a, b: whole * (b - a).mean())


@misconception("forgetting")
def fraction_not_points(before: Accuracies, after: Accuracies) -> Plain:
    """These are parts of 1. Percentage points are a hundred times as many."""
    return _lost(before, after, lambda a, b: (a - b).mean())


@misconception("forgetting", each_seed=(False, True))
def gains_cut_off(before: Accuracies, after: Accuracies, each_seed: bool) -> Plain:
    """An accuracy that has risen counts as 0. Let it count with its negative number."""
    return _lost(before, after, lambda a, b: np.maximum(_points(a, b, each_seed), 0).mean())


@misconception("forgetting", each_seed=(False, True))
def sign_dropped(before: Accuracies, after: Accuracies, each_seed: bool) -> Plain:
    """A gain looks like a loss: the sign is gone. Let it count with its negative number."""
    return _lost(before, after, lambda a, b: np.abs(_points(a, b, each_seed)).mean())


@misconception("forgetting", each_seed=(False, True), whole=(100, 1))
def relative_loss(before: Accuracies, after: Accuracies, each_seed: bool, whole: int) -> Plain:
    """This is relative to before. Points are the difference: from 90 % to 45 % they are 45."""
    return _lost(
        before, after, lambda a, b: whole - whole * (b / (a if each_seed else a.mean())).mean()
    )


@misconception("forgetting", whole=(100, 1), relative=(False, True))
def what_is_left(before: Accuracies, after: Accuracies, whole: int, relative: bool) -> Plain:
    """This is what is left afterwards. What was lost is before minus after."""
    return _lost(before, after, lambda a, b: whole * b.mean() / (a.mean() if relative else 1))


@misconception("forgetting", whole=(100, 1))
def compared_with_perfect(before: Accuracies, after: Accuracies, whole: int) -> Plain:
    """This is what is missing to 100 % afterwards. What was lost is before minus after."""
    return _lost(before, after, lambda a, b: whole * (1 - b.mean()))


@misconception("forgetting")
def worst_seed_only(before: Accuracies, after: Accuracies) -> Plain:
    """This is the seed that lost most. Return the mean over the seeds."""
    return _lost(before, after, lambda a, b: _points(a, b).max())


@misconception("forgetting")
def best_seed_only(before: Accuracies, after: Accuracies) -> Plain:
    """This is the seed that lost least. Return the mean over the seeds."""
    return _lost(before, after, lambda a, b: _points(a, b).min())


@misconception("forgetting", each=(np.asarray, np.median))
def median_taken(before: Accuracies, after: Accuracies, each: Measure) -> Plain:
    """This is the median over the seeds. Return the mean."""
    return _lost(before, after, lambda a, b: np.median(_points(each(a), each(b))))


@misconception("forgetting")
def last_seed_only(before: Accuracies, after: Accuracies) -> Plain:
    """This is the last seed. Return the mean."""
    return _lost(before, after, lambda a, b: _points(a, b)[-1])


@misconception("forgetting")
def first_seed_only(before: Accuracies, after: Accuracies) -> Plain:
    """This is the first seed. Return the mean."""
    return _lost(before, after, lambda a, b: _points(a, b)[0])


@misconception("forgetting")
def summed_over_seeds(before: Accuracies, after: Accuracies) -> Plain:
    """This is the sum over the seeds. Return the mean."""
    return _lost(before, after, lambda a, b: _points(a, b).sum())


@misconception("forgetting", of_after=(np.max, np.mean, np.min))
def best_before(before: Accuracies, after: Accuracies, of_after: Measure) -> Plain:
    """The best seed before is compared. Average over all seeds, before as well as after."""
    return _lost(before, after, lambda a, b: _points(a.max(), of_after(b)))


@misconception("forgetting")
def matched_by_place(before: Accuracies, after: Accuracies) -> Plain:
    """The dicts have different orders, and datasets are compared by place. Look up by name."""
    _lost(before, after)
    return _lost(before, dict(zip(before, after.values(), strict=False)))


@misconception("forgetting", wrap=(dict.fromkeys, lambda names, mean: mean))
def one_number_for_all(before: Accuracies, after: Accuracies, wrap: Measure) -> Plain:
    """The datasets are averaged. One may be forgotten and another not: keep them apart."""
    return wrap(before, np.mean(list(_lost(before, after).values())))


@misconception("forgetting")
def new_dataset_counted(before: Accuracies, after: Accuracies) -> Plain:
    """What was learnt only afterwards was not known before, so it cannot be forgotten."""
    return dict.fromkeys(after, 0.0) | _lost(before, after)


@misconception("forgetting", kept=((0, 1), (0, -1), (-1, None)))
def other_datasets(before: Accuracies, after: Accuracies, kept: tuple[Any, ...]) -> Plain:
    """A dataset of before is missing. A return, or a new dict, within the loop leaves one."""
    return dict(list(_lost(before, after).items())[slice(*kept)])


@misconception("forgetting", kind=(np.asarray, list))
def not_averaged(before: Accuracies, after: Accuracies, kind: Measure) -> Plain:
    """Each dataset has a value for every seed. Return their mean."""
    return _lost(before, after, lambda a, b: kind(_points(a, b)))


@misconception("forgetting")
def not_a_number(before: Accuracies, after: Accuracies) -> Plain:
    """Each dataset has a text. Return the number itself, so that it can be computed with."""
    return _lost(before, after, lambda a, b: f"{_points(a, b).mean()} points")


@misconception("forgetting", kind=(list, np.array))
def not_a_dict(before: Accuracies, after: Accuracies, kind: Measure) -> Plain:
    """The names are gone, so nobody knows which number is whose. Return a dict."""
    return kind(list(_lost(before, after).values()))


@misconception("forgetting")
def unmeasured_accepted(before: Accuracies, after: Accuracies) -> Plain:
    """A dataset of before was not measured afterwards: nothing can be said of it."""
    return _lost({name: before[name] for name in before if name in after}, after)


@misconception("forgetting")
def surplus_seed_accepted(before: Accuracies, after: Accuracies) -> Plain:
    """There are more accuracies after than before, so other seeds would be compared."""
    n = len(next(iter(before.values())))
    return _lost(before, {name: values[:n] for name, values in after.items()})


@misconception("forgetting")
def single_seed_accepted(before: Accuracies, after: Accuracies) -> Plain:
    """There is one accuracy afterwards, and NumPy compares it with all: compare the lengths."""
    n = len(next(iter(before.values())))
    several = {name: np.resize(it, n) if len(it) == 1 else it for name, it in after.items()}
    return _lost(before, several)


@misconception("forgetting")
def missing_seed_accepted(before: Accuracies, after: Accuracies) -> Plain:
    """A dataset has not as many accuracies after as before: other seeds would be compared."""
    of_means = {name: values.mean(keepdims=True) for name, values in after.items()}
    return _lost({name: before[name].mean(keepdims=True) for name in before}, of_means)


EXERCISE = Exercise(
    name="forgetting",
    lesson=7,
    points=2,
    cases=cases,
    observe=call,
    judge=Judged(form, truth),
    hints=(
        "Go through the datasets of before. What is in after and not in before was new.",
        "100 * (np.mean(before[name]) - np.mean(after[name])) is what was lost, in points.",
        "Ask two things first: is name in after, and has after[name] as many accuracies as "
        "before[name]? If not, raise ValueError. Collect the points in a dict and return it.",
    ),
    takeaway="What was known is measured again after every new thing that is learnt, each dataset "
    "for itself.",
)
