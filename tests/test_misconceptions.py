"""Misconceptions as code: each is its own, is told apart from the others, and gets its verdict."""

import re
from dataclasses import replace
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
# They bring weights that nobody gave them, or keep dropout on.
BY_CHANCE = {"always-in-training", "layers-changed", "weights-not-taken"}
BY_SYMPTOMS = [name for name, it in all_exercises().items() if isinstance(it.judge, BySymptoms)]
SEEDS = (0, 1, 2026)


def tried(name):
    """Return an exercise, with the network in NumPy where its judge tries misconceptions on one."""
    exercise = find(name)
    observe = getattr(exercise.judge, "observe", None)
    return replace(exercise, observe=observe, needs=()) if observe else exercise


EVERY = [
    pytest.param(
        name,
        known,
        SEEDS[number % len(SEEDS)],
        marks=[pytest.mark.slow] if tried(name).needs else [],
        id=f"{name}-{known.name}-{number}",
    )
    for name in all_exercises()
    for number, known in enumerate(misconceptions.of(name))
]


def cases_of(name, seed):
    return find(name).cases(np.random.default_rng(seed))


def parts(name, function, case):
    """Return what a function gives on a case, or nothing where it refuses it."""
    exercise = tried(name)
    try:
        with np.errstate(all="ignore"):
            return exercise.judge.parts_in(case, exercise.observe(function, case.inputs))
    except ValueError:
        return {}


def differ(trial, gave, other):
    """Return whether two functions are told apart by some property on one case."""
    if not gave or not other or trial.case.expects_error:
        return bool(gave) != bool(other)
    one = trial.of(gave)
    return any(not one.is_alike(key, other) for key in one.properties())


@pytest.mark.parametrize(("name", "known", "seed"), EVERY)
def test_a_misconception_as_an_answer_gets_its_own_verdict(name, known, seed):
    verdict = verdict_on(tried(name), known.function, seed)
    assert verdict.status == "failed", verdict
    assert verdict.finding.misconception == known.name, verdict
    assert verdict.finding.expected != verdict.finding.got


@pytest.mark.parametrize("name", JUDGED)
def test_no_misconception_is_the_truth_or_another_one(name):
    functions = {
        (known.name, *known.settings.items()): known.function for known in misconceptions.of(name)
    }
    functions["the solution", ""] = solutions.reference(name)
    alike = [(one, two) for one, two in combinations(functions, 2) if one[0] != two[0]]
    for case in cases_of(name, 0):
        gave = {
            key: parts(name, functions[key], case) for key in {it for pair in alike for it in pair}
        }
        trial = find(name).judge.trial(case, {"result": None})
        alike = [(one, two) for one, two in alike if not differ(trial, gave[one], gave[two])]
    assert not alike


@pytest.mark.parametrize(
    "name",
    [pytest.param(it, marks=[pytest.mark.slow] if find(it).needs else []) for it in JUDGED],
)
def test_the_truth_is_what_the_solution_gives(name):
    assert verdict_on(find(name), solutions.reference(name), 5).passed


@pytest.mark.parametrize("name", BY_SYMPTOMS)
def test_every_symptom_has_an_answer_that_shows_it(name):
    assert {known.name for known in symptoms.of(name)} - set(WRONG[name]) == set()


def test_symptoms_that_are_last_come_after_those_of_the_exercise_itself():
    def seen(given, facts):
        return True

    for name, kind in (("shared", {"is_last": True}), ("own", {})):
        seen.__name__ = name
        symptoms.symptom("an exercise of this test", expected="", got="", **kind)(seen)
    found = symptoms.of("an exercise of this test")
    assert [it.name for it in found] == ["own", "shared"]


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


def test_a_slip_on_a_few_cases_does_not_hide_a_misconception():
    """Where nothing is counted, a division by 0 comes on top."""

    def precision_recall(y_true, y_pred, label):
        right = np.sum((y_true == label) & (y_pred == label))
        with np.errstate(invalid="ignore"):
            return right / np.sum(y_true == label), right / np.sum(y_pred == label)

    verdict = verdict_on(find("precision_recall"), precision_recall, 0)
    assert verdict.finding.misconception == "swapped"


def test_who_is_right_on_other_inputs_is_told_so():
    def shift_images(X, dx, dy):
        return X.copy() if min(dx, dy) < 0 else solutions.reference("shift_images")(X, dx, dy)

    verdict = verdict_on(find("shift_images"), shift_images, 0)
    assert verdict.finding.misconception == "not-shifted"
    assert "With other inputs it is right" in verdict.message
    verdict = verdict_on(find("shift_images"), lambda X, dx, dy: X.copy(), 0)
    assert "With other inputs" not in verdict.message


@pytest.mark.parametrize("place", range(4))
def test_a_number_that_nobody_explains_is_told_what_it_should_be(place):
    def paired_gain(transfer, scratch):
        numbers = list(solutions.reference("paired_gain")(transfer, scratch))
        numbers[place] = 0.777
        return numbers

    verdict = verdict_on(find("paired_gain"), paired_gain, 0)
    assert verdict.finding.misconception == "wrong-values", verdict
    name = ("gain", "low", "high", "lost")[place]
    assert verdict.message.startswith(f"{name} is not right. It should be the ")
    assert len(verdict.right) == 3


def test_whole_numbers_in_an_array_are_numbers():
    verdict = verdict_on(find("precision_recall"), lambda *inputs: np.array([0, 0]), 0)
    assert verdict.finding.misconception == "nothing-found"


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_any_float_serves_where_the_docstring_says_float(dtype):
    def accuracy_under_shift(model, X, y, shifts):
        return solutions.reference("accuracy_under_shift")(model, X, y, shifts).astype(dtype)

    verdict = verdict_on(tried("accuracy_under_shift"), accuracy_under_shift, 0)
    assert verdict.passed == dtype.startswith("float"), verdict


@pytest.mark.parametrize("channels", ["missing", "too many"])
def test_an_axis_of_length_1_is_missing_or_too_many(channels):
    def shift_images(X, dx, dy):
        right = solutions.reference("shift_images")(X, dx, dy)
        changed = right[..., 0] if channels == "missing" else right[..., np.newaxis]
        return changed if X.shape[3:] == (1,) else right

    verdict = verdict_on(find("shift_images"), shift_images, 0)
    assert verdict.message == f"An axis of length 1 is {channels} in the result."


def test_nothing_but_zeros_is_not_called_rounded():
    def paired_gain(transfer, scratch):
        gain, low, high, lost = solutions.reference("paired_gain")(transfer, scratch)
        return gain, max(low, 0), high, lost

    verdict = verdict_on(find("paired_gain"), paired_gain, 0)
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
    "scaled-and-shifted": lambda right: right * np.float32(-3) + np.float32(0.5),
    "never-filled": lambda right: np.zeros_like(right),
    "reversed": lambda right: right[:, :, ::-1],
    "one-row-only": lambda right: right[-1],
    "cut-to-integers": lambda right: (right * 200 % 7).astype("uint8"),
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


def test_labels_of_right_images_are_no_sign_of_other_images():
    """The labels of both sets are exchanged, and not the sets."""

    def train_valid_split(X, y, n_valid):
        (X_train, y_train), (X_valid, y_valid) = solutions.reference("train_valid_split")(
            X, y, n_valid
        )
        return (X_train, y_valid), (X_valid, y_train)

    verdict = verdict_on(find("train_valid_split"), train_valid_split, 0)
    assert verdict.finding.misconception == "lengths-differ"


def test_who_returns_none_for_bad_input_is_told_to_raise():
    def train_valid_split(X, y, n_valid):
        try:
            return solutions.reference("train_valid_split")(X, y, n_valid)
        except ValueError:
            return None

    verdict = verdict_on(find("train_valid_split"), train_valid_split, 0)
    assert verdict.finding.misconception == "none-for-error"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda right: right[:, 1:, :], "wrong shape: "),
        (lambda right: right[..., [0, 0, 0]], ": 3 along axis 3, where it should be 1."),
        (lambda right: right[0, 0], ": 2 axes in place of 4."),
        (lambda right: np.where(np.arange(len(right)) == 3, 2, right.T).T, "index 3 along axis 0."),
    ],
)
def test_a_message_says_where_it_is_wrong(change, words):
    def prepare_images(images):
        return change(solutions.reference("prepare_images")(images)).astype("float32")

    message = verdict_on(find("prepare_images"), prepare_images, 0).message
    assert words in message, message


def test_a_message_says_which_label_stands_for_which():
    message = verdict_on_split(split(lambda y: np.array([0, 1, 2, 3, 4, 5, 6, 7, 6, 5])[y])).message
    assert message.endswith("wrong values: 7 where it should be 5, 5 where it should be 7.")


def test_a_sentence_begins_with_a_capital_and_code_stays_code():
    def prepare_images(images):
        return solutions.reference("prepare_images")(images) + np.float32(1)

    verdict = verdict_on(find("prepare_images"), prepare_images, 0)
    assert verdict.message.startswith("Every number in the result")
    assert verdict.finding.expected.startswith("result[")
    message = verdict_on_split(split(label_b=lambda y: y.astype("float32") - 6)).message
    assert message.startswith("y - 6 gives")


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
    exercise = tried(name)
    for seed in range(20):
        rng = np.random.default_rng(seed)

        def function(*inputs, rng=rng):
            return anything(rng, solutions.reference(name)(*inputs))

        verdict = verdict_on(exercise, function, 0)
        assert verdict.status in ("passed", "failed", "error"), (seed, verdict)
        assert verdict.message, verdict


# An instructor's own, where the answer is a network


def freezing(choose):
    """Return an answer to `freeze_reused` that leaves some layers trainable."""

    def freeze_reused(model):
        model.trainable = True
        for layer in model.layers:
            layer.trainable = layer in choose(model.layers)
        model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
        return model

    return freeze_reused


@pytest.mark.slow
def test_an_own_misconception_is_recognised_by_a_network_that_does_the_same():
    def last_two_left(model):
        """You left the last two layers trainable. Only the last one is new."""
        return freezing(lambda layers: layers[-2:])(model)

    name = "freeze_reused"
    with misconceptions.collected():
        misconceptions.misconception(name)(last_two_left)
        found = verdict_on(find(name), freezing(lambda layers: [layers[-2], layers[-1]]), 0)
        other = verdict_on(find(name), freezing(lambda layers: [layers[1], layers[-1]]), 0)
    assert found.finding.misconception == "last-two-left"
    assert found.message == last_two_left.__doc__
    assert other.finding.misconception == "partly-frozen"


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_SYMPTOMS)
def test_what_is_compared_comes_out_the_same_twice(name):
    exercise = find(name)
    case = cases_of(name, 0)[0]
    for wrong in [it for key, it in WRONG[name].items() if key not in BY_CHANCE][:6]:
        one, two = (
            exercise.judge.essence(case, exercise.observe(wrong, case.inputs)) for _ in range(2)
        )
        assert symptoms.alike(one, two), wrong.__name__


@pytest.mark.parametrize("name", all_exercises())
def test_what_a_check_says_has_no_signs_of_markdown_which_a_card_would_show(name):
    exercise = find(name)
    messages = [it.message_on("the result") for it in misconceptions.of(name)]
    messages += [symptom.message for symptom in symptoms.of(name)]
    for text in (*exercise.hints, exercise.takeaway, *messages):
        assert not re.search(r"(?<!\S)\*[a-z][\w ]*\*(?=[\s.,:;]|$)", text), text
