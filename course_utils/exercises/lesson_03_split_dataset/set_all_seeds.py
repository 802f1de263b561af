"""`set_all_seeds`: runs that can be repeated."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.symptoms import BySymptoms, Shown, symptom
from course_utils.observers.plain import Facts, Plain
from course_utils.observers.set_all_seeds import observe

_OFTEN_TAKEN = 42
_LARGEST = 2**31 - 1
_COMMON_MULTIPLE = 8_192_000  # of 1,000 and 65,536: seeds that differ by it, modulo either, are one
# What is drawn: from which generator, and in words.
_SOURCES = {
    "random.random()": ("python", "Python's own random module"),
    "np.random.random()": ("numpy", "NumPy"),
    "tf.random.uniform(...)": ("tensorflow", "TensorFlow"),
    "a new layer's weights": ("python", "the start of a Keras layer"),
    "the shuffled order": ("tensorflow", "the shuffling of a tf.data.Dataset"),
}


def seed_cases(rng: np.random.Generator) -> list[Case]:
    """Draw a seed; near it and far from it are others, and 0 is one like any other."""
    seed = 2 * int(rng.integers(1_000, 1_000_000))
    seeds = [seed, seed, seed + 1, seed + _COMMON_MULTIPLE, 0, 0, 1, _OFTEN_TAKEN]
    seeds += [_LARGEST - 1, _LARGEST, seed]
    return [Case(f"the seeds {', '.join(map(str, dict.fromkeys(seeds)))}", {"seeds": seeds})]


_seeds = partial(symptom, "set_all_seeds")
_twice = partial(_seeds, expected="{drawn} repeats", got="{drawn} differs")


@_seeds(expected="{name}(seed)", got="{name} = seed")
def function_replaced(given: Facts, seen: Facts) -> Shown:
    """You put a number in the place of the function {name}. Call it instead."""
    return bool(seen["replaced"]) and {"name": seen["replaced"][0]}


@_twice(got="none, or others each time")
def deterministic_without_seed(given: Facts, seen: Facts) -> Shown:
    """You ask TensorFlow for deterministic operations and give it no seed. Then it may refuse to
    draw any number: call its set_seed as well.
    """
    return seen["is_deterministic"] and _unseeded(seen, "tensorflow")


@_twice()
def other_seed_each_time(given: Facts, seen: Facts) -> Shown:
    """The same seed twice gives other numbers from {part}: what seeds it changes from call to call,
    as the time does. Use the argument alone.
    """
    second, untouched = seen["draws"][1], seen["untouched"]
    touched = [it for it in _not_repeated(seen) if not _equal(second[it], untouched[it])]
    return next((_words(it) for it in touched if second[it] is not None), False)


@_twice(got="other numbers from Python, NumPy and TensorFlow")
def nothing_seeded(given: Facts, seen: Facts) -> Shown:
    """After the call every generator goes on as before. One that you make inside the function is
    gone when it returns, and PYTHONHASHSEED seeds none: seed the global ones.
    """
    return _unseeded(seen, "python", "numpy", "tensorflow")


@_twice()
def only_one_seeded(given: Facts, seen: Facts) -> Shown:
    """Of Python, NumPy and TensorFlow only one repeats itself. Each has a generator of its own."""
    pairs = combinations(("python", "numpy", "tensorflow"), 2)
    return next((words for pair in pairs if (words := _unseeded(seen, *pair))), False)


@_twice()
def python_not_seeded(given: Facts, seen: Facts) -> Shown:
    """The same seed twice gives other numbers from {part}: Python has a generator of its own."""
    return _unseeded(seen, "python")


@_twice()
def numpy_not_seeded(given: Facts, seen: Facts) -> Shown:
    """The same seed twice gives other numbers from {part}: NumPy has a generator of its own."""
    return _unseeded(seen, "numpy")


@_twice()
def tensorflow_not_seeded(given: Facts, seen: Facts) -> Shown:
    """The same seed twice gives other numbers from {part}: it has a generator of its own."""
    return _unseeded(seen, "tensorflow")


@_seeds(expected="numbers of its own after the seed 0, the same each time", got="others")
def zero_is_no_seed(given: Facts, seen: Facts) -> Shown:
    """The seed 0 is not used. It is one like any other, but `if seed` and `seed or 1` skip it."""
    zeros = [draws for seed, draws in zip(given["seeds"], seen["draws"], strict=True) if seed == 0]
    alike = [pair for pairs in _alike(given, seen).values() for pair in pairs]
    repeats = all(_equal(*(draws[source] for draws in zeros)) for source in _SOURCES)
    return not repeats or (bool(alike) and all(0 in pair for pair in alike))


_other = partial(_seeds, expected="{drawn} differs for another seed", got="{drawn} is the same")


@_other()
def seed_ignored(given: Facts, seen: Facts) -> Shown:
    """Different seeds give the same numbers everywhere: the argument is not used."""
    always = _always_alike(given, seen)
    return len(always) == len(_SOURCES) and _words(always[0])


@_other()
def seed_partly_ignored(given: Facts, seen: Facts) -> Shown:
    """Different seeds give the same numbers from {part}: use the argument there too."""
    return next(map(_words, _always_alike(given, seen)), False)


@_other()
def seeds_made_alike(given: Facts, seen: Facts) -> Shown:
    """The seeds {pair} give the same numbers: something rounds or cuts the argument before it is
    used.
    """
    for source, pairs in _alike(given, seen).items():
        if pairs:
            return {**_words(source), "pair": " and ".join(map(str, pairs[0]))}
    return False


def _words(source: str) -> dict[str, str]:
    return {"drawn": source, "part": _SOURCES[source][1]}


def _not_repeated(seen: Facts) -> list[str]:
    """Return what was drawn otherwise after the same seed, at once or a second later."""
    first, *others = (seen["draws"][place] for place in (0, 1, -1))
    return [
        source
        for source in _SOURCES
        if not all(_equal(first[source], other[source]) for other in others)
    ]


def _unseeded(seen: Facts, *generators: str) -> Shown:
    """Return words if none of these generators repeats itself."""
    found = {_SOURCES[source][0]: source for source in reversed(_not_repeated(seen))}
    return set(generators) <= set(found) and _words(found[generators[0]])


def _alike(given: Facts, seen: Facts) -> dict[str, list[tuple[int, int]]]:
    """Return for each source which different seeds gave the same."""
    drawn = combinations(zip(given["seeds"], seen["draws"], strict=True), 2)
    pairs = [(one, two) for one, two in drawn if one[0] != two[0]]
    return {
        source: [(one[0], two[0]) for one, two in pairs if _equal(one[1][source], two[1][source])]
        for source in _SOURCES
    }


def _always_alike(given: Facts, seen: Facts) -> list[str]:
    """Return the sources that all seeds give the same from."""
    n_pairs = sum(one != two for one, two in combinations(given["seeds"], 2))
    return [source for source, pairs in _alike(given, seen).items() if len(pairs) == n_pairs]


def _equal(one: Plain, two: Plain) -> bool:
    return one is not None and np.array_equal(np.asarray(one), np.asarray(two))


EXERCISE = Exercise(
    name="set_all_seeds",
    lesson=3,
    points=1,
    cases=seed_cases,
    observe=observe,
    judge=BySymptoms("set_all_seeds"),
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
