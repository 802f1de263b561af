"""`set_all_seeds`: runs that can be repeated."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from typing import Any

import numpy as np

from course_utils.exercises.by_function import ByFunction
from course_utils.exercises.exercise import Case, Exercise, Finding, Plain
from course_utils.exercises.misconceptions import message_of, misconception
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
    import tensorflow as tf
    from tensorflow.python.framework import config  # nothing public ends deterministic mode

    was_deterministic = config.is_op_determinism_enabled()
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
        is_deterministic = config.is_op_determinism_enabled()
        if not was_deterministic:
            config.disable_op_determinism()
    return {
        "draws": to_plain(draws),
        "replaced": replaced,
        "is_deterministic": is_deterministic,
    }


def _draw_everywhere() -> dict[str, Any]:
    """Draw from each source; None where TensorFlow refuses, as it does in deterministic mode."""
    import keras
    import tensorflow as tf

    layer = keras.layers.Dense(4)
    layer.build((None, 3))
    drawn: dict[str, Any] = {
        "python": [random.random() for _ in range(3)],
        "numpy": np.random.random(3),
        "tensorflow": None,
        "weights": layer.get_weights()[0],
        "shuffles": None,
    }
    with suppress(RuntimeError):
        drawn["tensorflow"] = tf.random.uniform((3,))
        drawn["shuffles"] = [int(i) for i in tf.data.Dataset.range(12).shuffle(12)]
    return drawn


_SOURCES = {
    "python": ("Python's own random module", "random.random()"),
    "numpy": ("NumPy", "np.random.random()"),
    "tensorflow": ("TensorFlow", "tf.random.uniform(...)"),
    "weights": ("the start of a Keras layer", "a new layer's weights"),
    "shuffles": ("the shuffling of a tf.data.Dataset", "the shuffled order"),
}


@misconception("set_all_seeds")
def python_not_seeded(seed: int) -> None:
    """The same seed twice gives other numbers from {part}: Python has a generator of its own."""
    import tensorflow as tf

    np.random.seed(seed)
    tf.random.set_seed(seed)


@misconception("set_all_seeds")
def numpy_not_seeded(seed: int) -> None:
    """The same seed twice gives other numbers from {part}: NumPy has a generator of its own."""
    import tensorflow as tf

    random.seed(seed)
    tf.random.set_seed(seed)


@misconception("set_all_seeds")
def tensorflow_not_seeded(seed: int) -> None:
    """The same seed twice gives other numbers from {part}: it has a generator of its own."""
    random.seed(seed)
    np.random.seed(seed)


@misconception("set_all_seeds")
def deterministic_without_seed(seed: int) -> None:
    """You ask TensorFlow for deterministic operations and give it no seed. Then it may refuse to
    draw any number: call its set_seed as well.
    """
    import tensorflow as tf

    random.seed(seed)
    np.random.seed(seed)
    tf.config.experimental.enable_op_determinism()


@misconception("set_all_seeds")
def nothing_seeded(seed: int) -> None:
    """After the call every generator goes on as before. A generator that you make inside the
    function is gone when it returns: seed the global ones.
    """
    random.Random(seed)
    np.random.default_rng(seed)


@misconception("set_all_seeds")
def seed_ignored(seed: int) -> None:
    """Different seeds give the same numbers everywhere: the argument is not used."""
    import keras

    keras.utils.set_random_seed(_OFTEN_TAKEN)


@misconception("set_all_seeds")
def seed_partly_ignored(seed: int) -> None:
    """Different seeds give the same numbers from {part}: use the argument there too."""
    import keras

    keras.utils.set_random_seed(seed)
    np.random.seed(_OFTEN_TAKEN)


@misconception("set_all_seeds")
def seeds_made_alike(seed: int) -> None:
    """The seeds {part} give the same numbers: something rounds or cuts the argument before it is
    used.
    """
    import keras

    keras.utils.set_random_seed(seed % 1000)


@misconception("set_all_seeds")
def zero_is_no_seed(seed: int) -> None:
    """The seed 0 is not used as a seed. It is one like any other, but `if seed` and `seed or 1`
    take it for none.
    """
    import keras

    keras.utils.set_random_seed(seed or _OFTEN_TAKEN)


@misconception("set_all_seeds")
def function_replaced(seed: int) -> None:
    """You put a number in the place of the function {part}. Call it instead."""
    random.seed(seed)
    np.random.seed = seed  # type: ignore[assignment]


def _found(name: str, expected: str, got: str, part: str = "") -> list[Finding]:
    return [Finding(name, message_of("set_all_seeds", name, part), expected, got)]


def judge_seeds(case: Case, observation: dict[str, Plain]) -> list[Finding]:
    """Judge by the numbers drawn after each call: equal seeds, equal draws; else other draws.

    The misconceptions are not run: they would seed, or spoil, the generators of whoever checks.
    """
    if observation["replaced"]:
        name = observation["replaced"][0]
        return _found("function-replaced", f"{name}(seed)", f"{name} = seed", name)
    seeds, draws = case.inputs["seeds"], observation["draws"]
    alike = {
        (i, j): [source for source in _SOURCES if _equal(draws[i][source], draws[j][source])]
        for i, j in combinations(range(len(seeds)), 2)
    }
    others = {(seeds[i], seeds[j]): same for (i, j), same in alike.items() if seeds[i] != seeds[j]}
    finding = _not_repeated(alike[0, 1], observation["is_deterministic"]) or _different_seeds_alike(
        others
    )
    zeros = next(same for (i, j), same in alike.items() if seeds[i] == seeds[j] == 0)
    return finding or (_zero("other numbers each time") if len(zeros) < len(_SOURCES) else [])


def _not_repeated(repeated: list[str], is_deterministic: bool) -> list[Finding]:
    """Return a finding unless the same seed gave the same numbers everywhere."""
    if not repeated:
        got = "other numbers from Python, NumPy and TensorFlow"
        return _found("nothing-seeded", "the same numbers after the same seed", got)
    source = next((source for source in _SOURCES if source not in repeated), None)
    if source is None:
        return []
    what, drawn = _SOURCES[source]
    # Python's generator starts Keras's weights, and TensorFlow's shuffles.
    name = {"weights": "python", "shuffles": "tensorflow"}.get(source, source)
    if name == "tensorflow" and is_deterministic:
        return _found("deterministic-without-seed", f"{drawn} repeats", "none, or others each time")
    return _found(f"{name}-not-seeded", f"{drawn} repeats", f"{drawn} differs", what)


def _zero(got: str) -> list[Finding]:
    expected = "numbers of its own after the seed 0, the same each time"
    return _found("zero-is-no-seed", expected, got)


def _different_seeds_alike(alike: dict[tuple[int, int], list[str]]) -> list[Finding]:
    """Return a finding where two different seeds gave the same numbers."""
    pairs = {pair: same for pair, same in alike.items() if same}
    if not pairs:
        return []
    if all(0 in pair for pair in pairs):
        return _zero("the numbers of another seed")
    (one, two), same = next(iter(pairs.items()))
    what, drawn = _SOURCES[same[0]]
    words = f"{drawn} differs for another seed", f"{drawn} is the same"
    if len(same) < len(_SOURCES):
        return _found("seed-partly-ignored", *words, what)
    if len(pairs) == len(alike):
        return _found("seed-ignored", *words)
    return _found("seeds-made-alike", *words, f"{one} and {two}")


def _equal(one: Plain, two: Plain) -> bool:
    return one is not None and np.array_equal(np.asarray(one), np.asarray(two))


EXERCISE = Exercise(
    name="set_all_seeds",
    lesson=3,
    points=1,
    cases=seed_cases,
    observe=observe_seeds,
    judge=ByFunction(judge_seeds),
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
