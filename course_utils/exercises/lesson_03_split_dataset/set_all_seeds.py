"""`set_all_seeds`: runs that can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.plain import to_plain

_OFTEN_TAKEN = 42
_LARGEST = 2**31 - 1
_COMMON_MULTIPLE = 8_192_000  # of 1,000 and 65,536: seeds that differ by it, modulo either, are one


def seed_cases(rng: np.random.Generator) -> list[Case]:
    """Draw a seed; near it and far from it are others, and 0 is one like any other."""
    seed = 2 * int(rng.integers(1_000, 1_000_000))
    seeds = [seed, seed, seed + 1, seed + _COMMON_MULTIPLE, 0, 0, _OFTEN_TAKEN, _LARGEST]
    return [Case(f"the seeds {', '.join(map(str, dict.fromkeys(seeds)))}", {"seeds": seeds})]


def observe_seeds(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Draw random numbers after each seed, some seeds twice."""
    import random

    import tensorflow as tf

    seeding = [(random, "seed"), (np.random, "seed"), (tf.random, "set_seed")]
    originals = [getattr(module, name) for module, name in seeding]
    draws, replaced = [], []
    try:
        for seed in case.inputs["seeds"]:
            function(seed)
            draws.append(_draw_everywhere())
    finally:
        for (module, name), original in zip(seeding, originals, strict=True):
            if getattr(module, name) is not original:
                replaced.append(f"{module.__name__}.{name}")
                setattr(module, name, original)
    return {"draws": to_plain(draws), "replaced": replaced}


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
    """Judge by the numbers drawn after each call: equal seeds, equal draws; else other draws."""
    if observation["replaced"]:
        name = observation["replaced"][0]
        return [
            Finding(
                "function-replaced",
                f"You put a number in the place of the function {name}. Call it instead.",
                f"{name}(seed)",
                f"{name} = seed",
            )
        ]
    seeds, draws = case.inputs["seeds"], observation["draws"]
    finding = _not_repeated(draws[0], draws[1])
    if finding:
        return [finding]
    alike = {
        (seeds[i], seeds[j]): _alike(draws[i], draws[j])
        for i, j in combinations(range(len(seeds)), 2)
    }
    zero_repeats = len(alike[0, 0]) == len(_SEEDED_BY)
    of_different_seeds = {pair: same for pair, same in alike.items() if pair[0] != pair[1]}
    finding = _different_seeds_alike(of_different_seeds)
    if not zero_repeats and finding is None:
        finding = _zero_finding("other numbers each time")
    return [finding] if finding else []


def _not_repeated(first: dict[str, Plain], again: dict[str, Plain]) -> Finding | None:
    """Return a finding unless the same seed gave the same numbers everywhere."""
    repeated = _alike(first, again)
    if not repeated:
        return Finding(
            "nothing-seeded",
            "After the call every generator goes on as before. A generator that you make inside "
            "the function is gone when it returns: seed the global ones.",
            "the same numbers after the same seed",
            "other numbers from Python, NumPy and TensorFlow",
        )
    for source, (misconception, what, drawn) in _SEEDED_BY.items():
        if source not in repeated:
            return Finding(
                misconception,
                f"The same seed twice gives other numbers from {what}.",
                f"{drawn} repeats",
                f"{drawn} differs",
            )
    return None


def _zero_finding(got: str) -> Finding:
    return Finding(
        "zero-is-no-seed",
        "The seed 0 is not used as a seed. It is one like any other, but `if seed` and `seed or 1` "
        "take it for none.",
        "numbers of its own after the seed 0, the same each time",
        got,
    )


def _different_seeds_alike(alike: dict[tuple[int, int], list[str]]) -> Finding | None:
    """Return a finding where two different seeds gave the same numbers."""
    pairs = {pair: same for pair, same in alike.items() if same}
    if not pairs:
        return None
    if all(0 in pair for pair in pairs):
        return _zero_finding("the numbers of another seed")
    (one, two), same = next(iter(pairs.items()))
    _, what, drawn = _SEEDED_BY[same[0]]
    expected, got = f"{drawn} differs for another seed", f"{drawn} is the same"
    if len(same) < len(_SEEDED_BY):
        message = f"Different seeds give the same numbers from {what}: use the argument there too."
        return Finding("seed-partly-ignored", message, expected, got)
    if len(pairs) == len(alike):
        message = "Different seeds give the same numbers everywhere: the argument is not used."
        return Finding("seed-ignored", message, expected, got)
    return Finding(
        "seeds-made-alike",
        f"The seeds {one} and {two} give the same numbers: something rounds or cuts the argument "
        "before it is used.",
        expected,
        got,
    )


def _alike(one: dict[str, Plain], two: dict[str, Plain]) -> list[str]:
    """Return the sources that gave the same numbers both times."""
    return [source for source in _SEEDED_BY if _equal(one[source], two[source])]


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
