"""`forgetting`: points of accuracy lost, for each dataset that was known."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.diagnosis import changed_input, forgotten_return
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.observing import call
from course_utils.exercises.plain import describe, number

Accuracies = dict[str, np.ndarray]

_TOLERANCE = 5e-5  # points; means of float32 are exact to about 1e-5
_NAMES = ("fashion", "digits", "letters", "faces", "birds", "signs")


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw accuracies of several seeds: usual, one that rises, one seed only; and two bad ones."""
    names = [str(name) for name in rng.permutation(_NAMES)]
    known, new = names[:2], names[2]
    n_seeds = int(rng.integers(4, 8))
    before = {name: _draw(rng, 0.8, 0.99, n_seeds) for name in known}
    after = {name: _draw(rng, 0.2, 0.7, n_seeds) for name in [new, *known]}
    risen = {**after, known[1]: np.minimum(before[known[1]] + 0.008, 1)}
    one = {name: values[:1] for name, values in before.items()}
    one_after = {name: values[:1] for name, values in after.items()}
    without = {name: values for name, values in after.items() if name != known[1]}
    only_one = {**after, known[0]: after[known[0]][:1]}
    one_more = {**after, known[0]: np.append(after[known[0]], 0.5)}
    return [
        _case(f"{n_seeds} seeds, one dataset new", before, after),
        _case(f"{n_seeds} seeds, one accuracy risen", before, risen),
        _case("one seed", one, one_after),
        _case(f"without {known[1]} afterwards", before, without, expects_error=True),
        _case(f"only one seed of {known[0]} afterwards", before, only_one, expects_error=True),
        _case(f"one seed of {known[0]} more afterwards", before, one_more, expects_error=True),
    ]


def _draw(rng: np.random.Generator, low: float, high: float, n: int) -> np.ndarray:
    return rng.uniform(low, high, n)


def _case(what: str, before: Accuracies, after: Accuracies, expects_error: bool = False) -> Case:
    return Case(
        f"accuracies before ({', '.join(before)}) and after, {what}",
        {"before": before, "after": after},
        expects_error,
    )


def judge(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge the points lost, recognising the usual wrong measures."""
    before, after, result = case.inputs["before"], case.inputs["after"], observation["result"]
    if case.expects_error:
        return [_not_refused(before, after, result)]
    finding = changed_input(case.inputs, observation["inputs_after"]) or _structure(
        result, before, after
    )
    if finding is None:
        finding = _values({name: float(value) for name, value in result.items()}, before, after)
    return [finding] if finding else []


def _not_refused(before: Accuracies, after: Accuracies, result: Plain) -> Finding:
    absent = [name for name in before if name not in after]
    if absent:
        return Finding(
            "unmeasured-accepted",
            f"{absent[0]} was known before and was not measured afterwards, so nothing can be said "
            "of it: raise ValueError.",
            "ValueError",
            describe(result),
        )
    name = next(name for name in before if len(before[name]) != len(after[name]))
    if len(after[name]) > len(before[name]):
        return Finding(
            "surplus-seed-accepted",
            f"{name} has more accuracies after than before, so other seeds would be compared: "
            "raise ValueError.",
            "ValueError",
            describe(result),
        )
    return Finding(
        "missing-seed-accepted",
        f"{name} has fewer accuracies after than before, so other seeds would be compared: raise "
        "ValueError. NumPy does not always do it: it compares one number with all.",
        "ValueError",
        describe(result),
    )


def _structure(result: Plain, before: Accuracies, after: Accuracies) -> Finding | None:
    expected = f"a dict with the keys {', '.join(before)}"
    if not isinstance(result, dict) or "unreadable" in result:
        return Finding(
            "not-a-dict",
            "The function should return a dict: for each dataset, how much of it was forgotten."
            + forgotten_return(result),
            expected,
            describe(result),
        )
    got = f"the keys {', '.join(map(str, result))}"
    if set(before) < set(result) <= set(after):
        return Finding(
            "new-dataset-counted",
            "A dataset that was learnt only afterwards is in the result. It was not known before, "
            "so it cannot be forgotten.",
            expected,
            got,
        )
    if set(result) != set(before):
        return Finding(
            "other-datasets", "The result has other datasets than before.", expected, got
        )
    for name, value in result.items():
        if isinstance(value, np.ndarray) and value.shape == before[name].shape:
            return Finding(
                "not-averaged",
                "Each dataset has a value for every seed. Return their mean.",
                "one number for each dataset",
                f"{name}: {describe(value)}",
            )
        if number(value) is None:
            return Finding(
                "not-a-number",
                "The result should hold one number for each dataset.",
                "one number for each dataset",
                f"{name}: {describe(value)}",
            )
    return None


def _values(got: dict[str, float], before: Accuracies, after: Accuracies) -> Finding | None:
    names = list(before)
    truth = np.array([100 * (before[name] - after[name]).mean() for name in names])
    values = np.array([got[name] for name in names])
    wrong = ~np.isclose(values, truth, rtol=0, atol=_TOLERANCE)
    if not wrong.any():
        return None
    first = int(wrong.argmax())
    expected = f"{names[first]}: {truth[first]:.4f} points"
    seen = f"{names[first]}: {values[first]:.4f}"
    for misconception, message, suspect in _suspects(names, truth, before, after):
        if np.allclose(values, suspect, rtol=0, atol=_TOLERANCE):
            return Finding(misconception, message, expected, seen)
    return Finding("wrong-values", "The points lost are not right.", expected, seen)


def _suspects(
    names: list[str], truth: np.ndarray, before: Accuracies, after: Accuracies
) -> list[tuple[str, str, np.ndarray]]:
    def by_dataset(measure: str) -> np.ndarray:
        pairs = [(before[name], after[name]) for name in names]
        return np.array([100 * _OTHER_MEASURES[measure](one, two) for one, two in pairs])

    return [
        (
            "sign-reversed",
            "The sign is wrong: what was lost is before minus after, so forgetting is positive.",
            -truth,
        ),
        (
            "fraction-not-points",
            "These are parts of 1. Percentage points are a hundred times as many.",
            truth / 100,
        ),
        (
            "gains-cut-off",
            "An accuracy that has risen counts as 0. Return a negative number there: that nothing "
            "was forgotten and something was gained is a result.",
            np.maximum(truth, 0),
        ),
        (
            "sign-dropped",
            "A gain looks like a loss: the sign is gone. Return a negative number there.",
            np.abs(truth),
        ),
        (
            "relative-loss",
            "This is the part of the old accuracy that was lost. Points are the plain difference: "
            "from 90 % to 45 % is 45 points, not 50 %.",
            by_dataset("relative"),
        ),
        (
            "relative-loss",
            "This is the part of the old accuracy that was lost. Points are the plain difference: "
            "from 90 % to 45 % is 45 points, not 50 %.",
            by_dataset("relative to the mean"),
        ),
        (
            "worst-seed-only",
            "This is the seed that lost most. Return the mean over the seeds.",
            by_dataset("worst"),
        ),
        (
            "median-taken",
            "This is the median over the seeds. Return the mean.",
            by_dataset("median"),
        ),
        ("last-seed-only", "This is the last seed. Return the mean.", by_dataset("last")),
        ("first-seed-only", "This is the first seed. Return the mean.", by_dataset("first")),
        (
            "summed-over-seeds",
            "This is the sum over the seeds. Return the mean.",
            by_dataset("sum"),
        ),
        (
            "best-before",
            "This compares the best seed before with the best after. Average over all seeds.",
            by_dataset("best"),
        ),
        (
            "one-number-for-all",
            "Every dataset has the same number, the mean of all. Keep them apart: one may be "
            "forgotten and another not.",
            np.full_like(truth, truth.mean()),
        ),
        *(
            ("rounded", "The points were rounded. Return them as they are.", truth.round(digits))
            for digits in range(4)
        ),
    ]


_OTHER_MEASURES = {
    "relative": lambda one, two: ((one - two) / one).mean(),
    "relative to the mean": lambda one, two: 1 - two.mean() / one.mean(),
    "worst": lambda one, two: (one - two).max(),
    "median": lambda one, two: np.median(one - two),
    "last": lambda one, two: (one - two)[-1],
    "first": lambda one, two: (one - two)[0],
    "sum": lambda one, two: (one - two).sum(),
    "best": lambda one, two: one.max() - two.max(),
}

EXERCISE = Exercise(
    name="forgetting",
    lesson=7,
    points=2,
    cases=cases,
    observe=call,
    judge=ByFunction(judge),
    hints=(
        "Go through the datasets of before. What is in after and not in before was new.",
        "100 * (np.mean(before[name]) - np.mean(after[name])) is what was lost, in points.",
        "Ask two things first: is name in after, and has after[name] as many accuracies as "
        "before[name]? If not, raise ValueError. Collect the points in a dict and return it.",
    ),
    takeaway="What was known is measured again after every new thing that is learnt, each dataset "
    "for itself.",
)
