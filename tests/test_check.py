"""`check`: a verdict for everything that a learner's code can do, and a function that works."""

import dataclasses
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from course_utils import check, hint, solution, solutions
from course_utils.errors import CourseError
from course_utils.exercises import find, rendering
from course_utils.exercises.checking import verdict_on
from course_utils.exercises.exercise import Case, Exercise, Finding
from course_utils.exercises.verdict import Verdict

split = find("split_dataset")
one_second = dataclasses.replace(split, time_limit=1.0)


def correct(X, y):
    return solutions.reference("split_dataset")(X, y)


def named(function, name="split_dataset"):
    function.__name__ = name
    return function


def status_of(function):
    return verdict_on(split, function, 0).status


def test_check_returns_the_learners_own_function_if_it_passes(capsys):
    own = named(lambda X, y: correct(X, y))
    assert check(own) is own
    assert "✓ split_dataset: passed" in capsys.readouterr().out


def test_check_returns_the_reference_if_it_fails_and_says_so(capsys):
    def split_dataset(X, y):
        return None

    assert check(split_dataset) is solutions.reference("split_dataset")
    output = capsys.readouterr().out
    assert "✗ split_dataset: not yet right" in output
    assert "goes on with the course's own split_dataset" in output


def test_the_references_own_pass_is_not_shown_as_the_learners(capsys):
    reference = solutions.reference("split_dataset")
    assert check(reference) is reference
    output = capsys.readouterr().out
    assert "the course's own, not yours" in output
    assert "begin with def split_dataset" in " ".join(output.split())
    assert "passed" not in output


def test_an_answer_that_uses_a_blank_one_is_told_to_check_that_one_first():
    another_cell = {}
    exec("def split_dataset(X, y):\n    raise NotImplementedError", another_cell)
    split_dataset = another_cell["split_dataset"]

    def task_sets(train, valid, test, n_B=200):
        return [split_dataset(*part) for part in (train, valid, test)]

    verdict = verdict_on(find("task_sets"), task_sets, 0)
    assert "run split_dataset = check(split_dataset), then this one again" in verdict.next_step


def test_the_common_slip_with_or_is_told_what_to_write_instead():
    verdict = verdict_on(split, lambda X, y: X[(y == 5) or (y == 6)], 0)
    assert "(y == 5) | (y == 6)" in verdict.next_step


def test_a_verdict_says_what_is_wrong_then_expected_and_got_then_what_to_type(capsys):
    def split_dataset(X, y):
        in_B = (y == 5) | (y == 6)
        return (X[~in_B], y[~in_B]), (X[in_B], (y[in_B] == 6).astype("float32"))

    check(split_dataset)
    lines = capsys.readouterr().out
    places = [
        lines.index(part) for part in ("were not moved", "Expected:", "Got:", "Tried on:", "Next:")
    ]
    assert places == sorted(places)
    assert 'hint("split_dataset")' in lines


def test_the_text_of_a_verdict_is_readable_in_a_narrow_terminal(capsys):
    check(named(lambda X, y: None))
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 88


@pytest.mark.parametrize("thing", [None, 3, "text", lambda X, y: None, Exercise])
def test_whatever_stands_in_the_place_of_an_exercise_is_replaced_by_the_reference(thing, capsys):
    notebook = {"check": check, "split_dataset": thing}
    exec("split_dataset = check(split_dataset)", notebook)
    assert notebook["split_dataset"] is solutions.reference("split_dataset")
    assert "✗ split_dataset" in capsys.readouterr().out


def test_a_lambda_that_is_right_passes_under_the_name_of_its_variable(capsys):
    notebook = {"check": check, "split_dataset": lambda X, y: correct(X, y)}
    own = notebook["split_dataset"]
    exec("split_dataset = check(split_dataset)", notebook)
    assert notebook["split_dataset"] is own


@pytest.mark.parametrize("thing", [None, 3, "split_dataset", [1], np.ones(3)])
def test_check_of_something_that_is_no_function_says_what_it_takes(thing, capsys):
    assert check(thing) is thing
    assert "check takes" in capsys.readouterr().out


def test_check_of_an_unknown_function_names_the_nearest_exercise(capsys):
    def split_datasets(X, y):
        return X, y

    assert check(split_datasets) is split_datasets
    assert "Did you mean split_dataset?" in capsys.readouterr().out


# Whatever a function returns


class Lies:
    """Equal to everything, of any shape and dtype, and as long as you like."""

    shape = (1000, 28, 28)
    dtype = np.dtype("float32")

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __len__(self):
        return 1000

    def __iter__(self):
        return iter([self, self])


class LyingArray(np.ndarray):
    """Holds zeros and claims to equal everything."""

    def __eq__(self, other):
        return np.ones(self.shape, bool)

    def __ne__(self, other):
        return np.zeros(self.shape, bool)

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(self.shape, bool)

    __hash__ = None


class RaisesWhenRead:
    def __array__(self, *args, **kwargs):
        raise SystemExit("no")


def without_a_name():
    """Return an object whose class has no name and no attributes: pytest must not meet it."""

    class Nameless(type):
        @property
        def __name__(cls):
            raise SystemExit("no name")

        def __getattr__(cls, name):
            raise SystemExit("no attributes")

    class NoName(metaclass=Nameless):
        pass

    return NoName()


def text_labels(X, y):
    X_B, y_B = correct(X, y)[1]
    return X_B, y_B.astype(str)


def lying_pair(X, y):
    (X_A, y_A), (X_B, y_B) = correct(X, y)
    return (X_A, np.zeros_like(y_A).view(LyingArray)), (X_B, y_B)


def generator(X, y):
    yield X


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda X, y: None, id="None"),
        pytest.param(lambda X, y: 42, id="number"),
        pytest.param(lambda X, y: 10**100, id="huge number"),
        pytest.param(lambda X, y: "split", id="text"),
        pytest.param(lambda X, y: (), id="empty tuple"),
        pytest.param(lambda X, y: {"A": X}, id="dict"),
        pytest.param(lambda X, y: Lies(), id="liar"),
        pytest.param(lambda X, y: ((Lies(), Lies()), (Lies(), Lies())), id="pairs of liars"),
        pytest.param(lying_pair, id="array whose == lies"),
        pytest.param(lambda X, y: ((RaisesWhenRead(),) * 2,) * 2, id="raises when read"),
        pytest.param(generator, id="generator"),
        pytest.param(lambda X, y: ((X, X), (y, np.nan * y)), id="NaN"),
        pytest.param(lambda X, y: ((X, y.astype(object)), (X, y)), id="array of objects"),
        pytest.param(lambda X, y: ((X, y.astype(str)), (X, y)), id="array of text"),
        pytest.param(lambda X, y: (correct(X, y)[0], text_labels(X, y)), id="labels of text"),
        pytest.param(lambda X, y: without_a_name(), id="class without a name"),
        pytest.param(lambda X, y: "\ud800", id="half a character"),
        pytest.param(lambda X, y: ((X[0, 0, 0],) * 2,) * 2, id="scalars"),
        pytest.param(lambda X, y: (X, y), id="input as it is"),
        pytest.param(lambda X, y: ((X, y), (X, y)), id="everything twice"),
    ],
)
def test_a_wrong_result_of_any_type_fails_with_words(function):
    verdict = verdict_on(split, function, 0)
    assert verdict.status == "failed", verdict
    assert len(verdict.message) > 10
    assert verdict.finding.expected
    assert verdict.finding.got


def test_a_list_that_contains_itself_fails_with_words():
    def function(X, y):
        endless = []
        endless += [endless] * 100
        return endless

    start = time.process_time()
    assert status_of(function) == "failed"
    assert time.process_time() - start < 2  # it is 0.04; whoever follows all lists never ends


def test_a_result_too_large_to_read_fails_with_words():
    def function(X, y):
        huge = np.broadcast_to(np.uint8(0), (10**6, 28, 28))
        return (huge, y), (X, y)

    verdict = verdict_on(split, function, 0)
    assert verdict.status == "failed"
    assert "too large" in verdict.finding.got


# Whatever a function does


def recursion(X, y):
    return recursion(X, y)


def raising(error):
    def function(X, y):
        raise error

    return function


class UnprintableError(Exception):
    def __str__(self):
        raise ValueError("no words")


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (raising(KeyError("x")), "KeyError"),
        (raising(SystemExit(0)), "SystemExit"),
        (raising(KeyboardInterrupt()), "KeyboardInterrupt"),
        (raising(GeneratorExit()), "GeneratorExit"),
        (raising(MemoryError()), "MemoryError"),
        (raising(UnprintableError()), "UnprintableError"),
        (lambda X, y: sys.exit(), "SystemExit"),
        (recursion, "RecursionError"),
        (lambda X: X, "TypeError"),
        (lambda X, y: undefined_name, "NameError"),  # noqa: F821
    ],
)
def test_an_exception_of_any_kind_is_a_verdict_that_names_it(function, name):
    verdict = verdict_on(split, function, 0)
    assert verdict.status == "error"
    assert name in verdict.message


def test_a_name_of_the_course_that_is_not_there_leads_to_its_cell():
    verdict = verdict_on(split, lambda X, y: task_sets(X), 0)  # noqa: F821
    assert "run the cell with your task_sets and its check" in verdict.next_step


def test_an_error_is_told_with_the_learners_own_line():
    def function(X, y):
        labels = y
        return labels["five"]

    message = verdict_on(split, function, 0).message
    assert 'return labels["five"]' in message


def test_a_wrong_call_within_the_answer_does_not_blame_the_def_line():
    def two(X, y):
        return X, y

    def function(X, y):
        return two(X)

    assert "on that line" in verdict_on(split, function, 0).next_step
    assert "def line" in verdict_on(split, lambda X: X, 0).next_step


def test_a_refusal_of_good_input_says_that_the_input_is_good():
    def function(X, y):
        raise ValueError("no images")

    assert "Nothing is wrong with this input" in verdict_on(split, function, 0).message


is_over = threading.Event()


def loop_that_catches_everything(X, y):
    end = time.process_time() + 20  # by the clock it could end before it computed
    while time.process_time() < end and not is_over.is_set():
        try:
            while time.process_time() < end and not is_over.is_set():
                pass
        except BaseException:
            continue


@pytest.mark.slow
@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda X, y: sum(0 for _ in iter(int, 1)), id="endless loop"),
        pytest.param(loop_that_catches_everything, id="catches everything"),
    ],
)
def test_a_function_that_computes_without_end_is_stopped_in_time(function):
    is_over.clear()
    start = time.process_time()
    status = verdict_on(one_second, function, 0).status
    computed = time.process_time() - start
    is_over.set()  # or the loop would compute beside the tests that follow
    assert status == "timeout"
    assert computed < one_second.time_limit + 2.5  # of these, one second to stop it


@pytest.mark.slow
def test_a_function_that_sleeps_in_c_is_stopped_although_it_computes_nothing():
    start = time.monotonic()
    assert verdict_on(one_second, lambda X, y: time.sleep(60), 0).status == "timeout"
    assert time.monotonic() - start < 40  # it is 4: three times the limit, and one to stop it


@pytest.mark.slow
def test_a_function_that_imports_tensorflow_for_the_first_time_is_not_too_slow():
    code = (
        "from course_utils.exercises import find\n"
        "from course_utils.exercises.checking import verdict_on\n"
        "from course_utils.observers import observing\n"
        "observing._SECONDS_TO_IMPORT = 300.0\n"  # on a busy machine it takes minutes by the clock
        "def prepare_images(images):\n"
        "    import tensorflow as tf, time\n"
        "    time.sleep(3)\n"
        "    return tf.cast(images[..., None], tf.float32) / 255.0\n"
        "import dataclasses\n"
        "exercise = dataclasses.replace(find('prepare_images'), time_limit=1.0)\n"
        "import sys; sys.exit(verdict_on(exercise, prepare_images, 0).status)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stderr.strip().endswith("passed")


def test_inputs_changed_in_one_case_do_not_reach_the_next():
    def function(X, y):
        result = correct(X.copy(), y.copy())
        X[:] = 0
        return result

    assert verdict_on(split, function, 0).finding.misconception == "input-mutated"
    assert status_of(correct) == "passed"


def test_half_a_character_in_an_error_does_not_break_the_card(capsys):
    check(named(raising(ValueError("\ud800"))))
    assert "\\ud800" in capsys.readouterr().out


def test_a_stopped_function_leaves_no_words_of_its_thread(capfd):
    for _ in range(5):
        quick = dataclasses.replace(split, time_limit=0.2)
        assert verdict_on(quick, lambda X, y: sum(0 for _ in iter(int, 1)), 0).status == "timeout"
    assert "Traceback" not in capfd.readouterr().err


def test_prints_and_warnings_do_not_change_a_verdict(capsys):
    import warnings

    def function(X, y):
        print("working")
        warnings.warn("careful", stacklevel=1)
        return correct(X, y)

    with pytest.warns(UserWarning, match="careful"):
        assert status_of(function) == "passed"


def test_a_fault_of_the_checker_is_called_ours(capsys):
    broken = Exercise(
        name="x",
        lesson=1,
        points=1,
        cases=lambda rng: [Case("nothing", {})],
        observe=lambda function, given: {"result": 1 / 0},
        judge=lambda case, observation: [],
        hints=("none",),
        takeaway="",
    )
    verdict = verdict_on(broken, correct, 0)
    assert verdict.status == "checker_error"
    assert "fault is ours" in verdict.message


@pytest.mark.parametrize("during", ["observe", "_say_if_of_another_version", "show_verdict"])
def test_stopping_a_check_by_hand_gives_one_message_whatever_it_does_then(monkeypatch, during):
    from course_utils.exercises import checking

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, during, interrupted)
    with pytest.raises(CourseError, match="you stopped the check of split_dataset"):
        check(named(lambda X, y: None))


def test_a_verdict_feels_instant():
    start = time.process_time()
    status_of(correct)
    status_of(lambda X, y: None)
    assert time.process_time() - start < 1.0  # it is 0.2; TensorFlow's import would be 5


# Hints and solutions


def test_each_hint_says_more_and_the_last_leads_to_the_solution(capsys):
    exercise = find("task_sets")
    for number, text in enumerate(exercise.hints, start=1):
        hint("task_sets")
        output = capsys.readouterr().out
        assert f"hint {number} of {len(exercise.hints)}" in output
        assert " ".join(output.split()).find(text[:40]) > 0
    assert 'solution("task_sets")' in output
    hint("task_sets")
    assert f"hint {len(exercise.hints)} of" in capsys.readouterr().out


def test_a_notebooks_card_folds_all_hints_but_the_one_that_was_asked_for(monkeypatch):
    cards = []
    monkeypatch.setattr(rendering, "show", lambda text, make_html: cards.append(make_html()))
    rendering.show_hints("task_sets", ["first", "second", "use <b>"], 2)
    folds = cards[0].split("<details")[1:]
    assert [fold.startswith(" open") for fold in folds] == [False, True, False]
    for text, fold in zip(("first", "second", "use &lt;b&gt;"), folds, strict=True):
        assert text in fold


def test_a_value_of_the_learners_is_short_and_shown_as_it_is_in_text_and_card(monkeypatch):
    shown = []
    monkeypatch.setattr(rendering, "in_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    got = "ValueError: `a` costs $5$ <b>\x1b[31m\x00\u202e\ud800" + "\n" * 50 + "x" * 1000
    finding = Finding("raised", "", "no error", got)
    rendering.show_verdict(Verdict("read_idx", "error", "It raised ValueError.", finding))
    text, card = shown[0]["text/plain"], shown[0]["text/html"]
    assert "`a` costs $5$ <b>\\x1b[31m\\x00\\u202e\\ud800" in text
    assert "`a` costs $5$ &lt;b&gt;\\x1b[31m\\x00\\u202e\\ud800 xxx" in card
    assert '<div role="group" class="mathjax_ignore ' in card
    assert max(len(text), card.count("x")) < 500


@pytest.mark.parametrize("name", ["share_right", "read_idx", "split_dataset"])
def test_the_dots_of_an_empty_answer_are_named(name):
    verdict = verdict_on(find(name), lambda *args: ..., seed=0)
    assert "three dots are still there" in verdict.message
    assert verdict.finding.got == "..."


def test_hint_takes_the_function_too(capsys):
    hint(named(lambda path: None, "read_idx"))
    assert "read_idx: hint 1" in capsys.readouterr().out


@pytest.mark.parametrize("command", [hint, solution])
@pytest.mark.parametrize("name", ["split_the_dataset", "what", 3])
def test_an_unknown_name_gets_a_list_or_the_nearest_one(command, name, capsys):
    command(name)
    output = capsys.readouterr().out
    assert "no exercise called" in output or "takes the name of an exercise" in output
    assert "split_dataset" in output


@pytest.mark.parametrize("name", ["Task_Sets", "task-sets", "Task sets()"])
def test_capitals_spaces_and_hyphens_do_not_matter_in_a_name(name, capsys):
    solution(name)
    assert "task_sets: one solution" in capsys.readouterr().out


def test_what_comes_next_after_a_misspelt_name_is_the_nearest_one(capsys):
    hint("shift_image")
    assert 'hint("shift_images")' in capsys.readouterr().out


def test_solution_shows_source_that_runs_and_passes(capsys):
    solution("prepare_images")
    source = capsys.readouterr().out.split("\n\n", 1)[1]
    namespace = {"np": np}
    exec(source, namespace)
    verdict = verdict_on(find("prepare_images"), namespace["prepare_images"], 7)
    assert verdict.passed


def test_importing_the_package_and_checking_arrays_needs_no_tensorflow():
    code = (
        "import sys, course_utils; from course_utils import check\n"
        "def split_dataset(X, y): return None\n"
        "check(split_dataset)\n"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
