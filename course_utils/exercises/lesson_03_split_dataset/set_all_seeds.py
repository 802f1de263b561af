"""`set_all_seeds`: runs that can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.plain import to_plain


def seed_cases(rng: np.random.Generator) -> list[Case]:
    """Draw two different seeds."""
    seed, other = (int(value) for value in rng.choice(2**31, size=2, replace=False))
    return [Case("two different seeds", {"seed": seed, "other_seed": other})]


def observe_seeds(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Draw random numbers after one seed, after the same seed again, and after another seed."""
    draws = {}
    for name, seed in (("first", "seed"), ("again", "seed"), ("other", "other_seed")):
        function(case.inputs[seed])
        draws[name] = _draw_everywhere()
    return {"draws": to_plain(draws)}


def _draw_everywhere() -> dict[str, Any]:
    import random

    import keras
    import tensorflow as tf

    layer = keras.layers.Dense(4)
    layer.build((None, 3))
    return {
        "python": [random.random() for _ in range(3)],
        "numpy": np.random.random(3),
        "tensorflow": tf.random.uniform((3,)),
        "weights": layer.get_weights()[0],
        "shuffles": [int(i) for i in tf.data.Dataset.range(12).shuffle(12)],
    }


_SEEDED_BY = {
    "python": ("python-not-seeded", "Python's own random module", "random.random()"),
    "numpy": ("numpy-not-seeded", "NumPy", "np.random.random()"),
    "tensorflow": ("tensorflow-not-seeded", "TensorFlow", "tf.random.uniform(...)"),
    "weights": ("weights-differ", "the start of a Keras layer", "a new layer's weights"),
    "shuffles": ("shuffles-differ", "the shuffling of a tf.data.Dataset", "the shuffled order"),
}


def judge_seeds(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge by the numbers drawn after each call: equal seeds, equal draws."""
    draws = observation["draws"]
    first, again, other = draws["first"], draws["again"], draws["other"]
    repeated = {source: _equal(first[source], again[source]) for source in _SEEDED_BY}
    if not any(repeated.values()):
        return [
            Finding(
                "nothing-seeded",
                "After the call every generator goes on as before. A generator that you make "
                "inside the function is gone when it returns: seed the global ones.",
                "the same numbers after the same seed",
                "other numbers from Python, NumPy and TensorFlow",
            )
        ]
    for source, (misconception, what, drawn) in _SEEDED_BY.items():
        if not repeated[source]:
            return [
                Finding(
                    misconception,
                    f"The same seed twice gives other numbers from {what}.",
                    f"{drawn} repeats",
                    f"{drawn} differs",
                )
            ]
    return _ignored(first, other)


def _ignored(first: dict[str, Plain], other: dict[str, Plain]) -> list[Finding]:
    """Return a finding where another seed gave the same numbers."""
    same = [source for source in _SEEDED_BY if _equal(first[source], other[source])]
    if not same:
        return []
    _, what, drawn = _SEEDED_BY[same[0]]
    expected, got = f"{drawn} differs for another seed", f"{drawn} is the same"
    if len(same) == len(_SEEDED_BY):
        message = "Two different seeds give the same numbers everywhere: the argument is not used."
        return [Finding("seed-ignored", message, expected, got)]
    message = f"Two different seeds give the same numbers from {what}: use the argument there too."
    return [Finding("seed-partly-ignored", message, expected, got)]


def _equal(one: Plain, two: Plain) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(two))


EXERCISE = Exercise(
    name="set_all_seeds",
    lesson=3,
    points=1,
    cases=seed_cases,
    observe=observe_seeds,
    judge=judge_seeds,
    hints=(
        "Three libraries draw random numbers here, each from a generator of its own: Python's "
        "random, NumPy and TensorFlow.",
        "random.seed(seed) and np.random.seed(seed) are two of the three calls.",
        "keras.utils.set_random_seed(seed) makes all three calls at once.",
    ),
    takeaway="After the call Python, NumPy and TensorFlow repeat themselves: the same start "
    "weights, the same shuffles.",
    needs=("tensorflow", "keras"),
    time_limit=30.0,
)
