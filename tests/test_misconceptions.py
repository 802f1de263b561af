"""Misconceptions as code: each is its own, is told apart from the others, and gets its verdict."""

from itertools import combinations

import numpy as np
import pytest

from course_utils import solutions
from course_utils.exercises import all_exercises, find, misconceptions, symptoms
from course_utils.exercises.checking import verdict_on
from course_utils.exercises.judged import Judged
from course_utils.exercises.symptoms import BySymptoms
from tests import wrong_answers  # noqa: F401 - they register their functions
from tests.answers import WRONG

JUDGED = [name for name, it in all_exercises().items() if isinstance(it.judge, Judged)]
BY_SYMPTOMS = [name for name, it in all_exercises().items() if isinstance(it.judge, BySymptoms)]
EVERY = [
    pytest.param(
        name,
        known,
        marks=[pytest.mark.slow] if find(name).needs else [],
        id=f"{name}-{known.name}-{'-'.join(map(str, known.settings.values()))}",
    )
    for name in all_exercises()
    for known in misconceptions.of(name)
]


def cases_of(name, seed):
    return find(name).cases(np.random.default_rng(seed))


def parts(name, function, case):
    """Return what a function gives on a case, or nothing where it refuses it."""
    exercise = find(name)
    try:
        with np.errstate(all="ignore"):
            return exercise.judge.parts_in(case, exercise.observe(function, case))
    except ValueError:
        return {}


def differ(name, one, two, seed=0):
    """Return whether two functions are told apart by some property on some case."""
    for case in cases_of(name, seed):
        gave, other = parts(name, one, case), parts(name, two, case)
        if bool(gave) != bool(other):
            return True
        if gave and case.expects_error:
            continue
        trial = find(name).judge.trial(case, {"result": None})
        if gave and any(
            not trial.of(gave).is_alike(key, other) for key in trial.of(gave).properties()
        ):
            return True
    return False


@pytest.mark.parametrize("seed", [0, 1, 2026])
@pytest.mark.parametrize(("name", "known"), EVERY)
def test_a_misconception_as_an_answer_gets_its_own_verdict(name, known, seed):
    verdict = verdict_on(find(name), known.function, seed)
    assert verdict.status == "failed", verdict
    assert verdict.finding.misconception == known.name, verdict
    assert verdict.finding.expected != verdict.finding.got


@pytest.mark.parametrize("name", JUDGED)
def test_no_misconception_is_the_truth_or_another_one(name):
    functions = {
        (known.name, *known.settings.items()): known.function for known in misconceptions.of(name)
    }
    functions["the solution", ""] = solutions.reference(name)
    for one, two in combinations(functions, 2):
        if one[0] != two[0]:
            assert differ(name, functions[one], functions[two]), (one, two)


@pytest.mark.parametrize("name", JUDGED)
def test_the_truth_is_what_the_solution_gives(name):
    assert verdict_on(find(name), solutions.reference(name), 5).passed


@pytest.mark.parametrize("name", BY_SYMPTOMS)
def test_every_symptom_has_an_answer_that_shows_it(name):
    assert {known.name for known in symptoms.of(name)} - set(WRONG[name]) == set()


# What a verdict says


def split(label_a=lambda y: np.where(y > 6, y - 2, y), label_b=lambda y: np.float32(y == 6)):
    def split_dataset(X, y):
        in_B = (y == 5) | (y == 6)
        return (X[~in_B], label_a(y[~in_B])), (X[in_B], label_b(y[in_B]))

    return split_dataset


def verdict_on_split(function):
    return verdict_on(find("split_dataset"), function, 0)


def test_two_mistakes_are_named_one_after_the_other_and_what_is_right_is_said():
    verdict = verdict_on_split(split(lambda y: y, lambda y: y.astype("float32") - 6))
    assert verdict.finding.misconception == "labels-not-moved"
    assert [it.misconception for it in verdict.also] == ["minus-six"]
    assert ("Right", "X_A and X_B are right.") in verdict.lines()
    assert ("And then", verdict.also[0].message) in verdict.lines()


def test_shape_values_and_dtype_of_one_array_are_mistakes_of_their_own():
    verdict = verdict_on(find("prepare_images"), lambda images: images.astype("float64") / 256, 0)
    named = [verdict.finding.misconception, *(it.misconception for it in verdict.also)]
    assert named == ["no-channel-axis", "divided-by-256", "other-floats"]


def test_a_misconception_is_named_only_if_it_explains_all_cases():
    """The labels are moved by one in the first case, and by three in the others."""

    def label(y):
        return np.where(y > 6, y - (1 if y.dtype == np.uint8 and len(y) < 2000 else 3), y)

    verdict = verdict_on_split(split(label))
    assert verdict.finding.misconception == "wrong-values"


def test_who_returns_nothing_is_told_so_and_no_more():
    verdict = verdict_on(find("read_idx"), lambda path: None, 0)
    assert "Did you forget return?" in verdict.message
    assert verdict.also == ()


def test_labels_of_wrong_images_are_no_second_mistake():
    def split_dataset(X, y):
        return split()(X[::-1], y[::-1])

    verdict = verdict_on_split(split_dataset)
    assert verdict.finding.misconception == "order-lost"
    assert verdict.also == ()


FAMILIES = {
    "rounded": lambda right: np.round(right, 2),
    "constant-offset": lambda right: right + np.float32(0.5),
    "scaled": lambda right: right * np.float32(255 / 250),
    "axes-exchanged": lambda right: np.swapaxes(right, 1, 2),
    "axis-of-length-1": lambda right: right[..., np.newaxis],
    "wrong-dtype": lambda right: right.astype("complex64"),
    "order-lost": lambda right: right[::-1],
    "one-too-few": lambda right: right[1:],
    "one-too-many": lambda right: np.concatenate([right, right[:1]]),
    "cut-short": lambda right: right[:5],
    "not-a-number": lambda right: right / np.float32(0),
    "shape-hard-coded": lambda right: np.zeros((len(right), 28, 28, 1), np.float32),
    "sizes-hard-coded": lambda right: np.resize(right, (5000, *right.shape[1:])),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.filterwarnings("ignore:.*encountered in divide")
def test_every_array_exercise_has_the_families(family):
    def prepare_images(images):
        return FAMILIES[family](solutions.reference("prepare_images")(images))

    verdict = verdict_on(find("prepare_images"), prepare_images, 0)
    assert verdict.finding.misconception == family, verdict


# Whatever a function returns


def anything(rng, right, depth=0):
    """Return a random thing in the place of a result: nested, an array or a scalar."""
    kind = rng.integers(8 if depth < 3 else 6)
    if kind == 0:
        return [None, 3, "text", np.float32(2), {"a": 1}][rng.integers(5)]
    if kind < 3 or not isinstance(right, tuple):
        dtype = rng.choice(["uint8", "int64", "float32", "float64", "bool", "complex64", "U3"])
        shape = tuple(rng.integers(0, 4, rng.integers(0, 5)))
        return (rng.integers(0, 9, shape) / 2).astype(dtype)
    if kind < 6:
        return tuple(
            anything(rng, item, depth + 1) if rng.random() < 0.5 else item for item in right
        )
    return [anything(rng, right, depth + 1) for _ in range(rng.integers(0, 5))]


@pytest.mark.parametrize("name", JUDGED)
def test_random_results_never_break_the_judge(name):
    exercise = find(name)
    for seed in range(40):
        rng = np.random.default_rng(seed)

        def function(*inputs, rng=rng):
            return anything(rng, solutions.reference(name)(*inputs))

        verdict = verdict_on(exercise, function, 0)
        assert verdict.status in ("passed", "failed", "error"), (seed, verdict)
        assert verdict.message, verdict
