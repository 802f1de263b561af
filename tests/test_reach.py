"""What lies in the reach of a submission: inputs, and of the package what its lesson imports."""

import ast
import inspect
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest

import course_utils
from course_utils import older_names, solutions
from course_utils.exercises import all_exercises, find, of_lesson
from course_utils.exercises.checking import verdict_on
from course_utils.grading.believed import in_order
from course_utils.grading.limits import Limits
from course_utils.grading.needed_files import files_needed
from course_utils.grading.notebook_check import Conditions, exercises_of, verdicts_on
from course_utils.grading.nursery_process import Nursery, can_fork
from course_utils.grading.offered import WORKS, sources_for
from course_utils.grading.pages import write_pages
from course_utils.grading.records import Key, Record, Records
from course_utils.grading.sandbox import Sandbox, has_bubblewrap
from course_utils.grading.stand_ins import take_the_place
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook
from course_utils.notebooks.solving import solved
from course_utils.observers import address_of, all_observers

ROOT = Path(__file__).parents[1]
PACKAGE = Path(course_utils.__file__).parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
needs_fork = pytest.mark.skipif(not can_fork(), reason="this system cannot fork")
LESSONS = sorted({exercise.lesson for exercise in all_exercises().values()})
IMPORTED = (
    "import json, sys\n"
    "from course_utils import observers\n"
    "from course_utils.grading import nursery, worker\n"
    "observers.all_observers()\n"
    "print(json.dumps([m.__file__ for n, m in sys.modules.items() if n.startswith('course_')]))"
)


@pytest.fixture(scope="module")
def nursery():
    with Nursery(Limits()) as nursery:
        yield nursery


@pytest.fixture(scope="module")
def files_of_a_worker():
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, check=True)
    return sorted(map(Path, json.loads(done.stdout)))


def said_in(nursery, body, imports="", name="prepare_images"):
    """Return what the body of an answer, run in a worker, raises in words, and the verdict's."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    signature = inspect.signature(solutions.reference(name))
    source = f"{imports}\ndef {name}{signature}:\n{lines}"
    cells = [CodeCell(1, source, exercise=name)]
    (verdict,) = verdicts_on(cells, [find(name)], Conditions(seed=3, nursery=nursery))
    return verdict


# What a worker is


def test_a_worker_imports_no_case_no_judge_no_solution_and_no_data(files_of_a_worker):
    folders = {path.relative_to(PACKAGE).parts[0] for path in files_of_a_worker}
    assert folders.isdisjoint({"exercises", "solutions", "datasets", "evaluation", "experiments"})


def test_the_files_that_a_worker_needs_are_those_that_it_imports(files_of_a_worker):
    needed = files_needed()
    assert all(path.exists() for path in needed)
    for path in files_of_a_worker:
        assert any(path == it or path.is_relative_to(it) for it in needed), path
    for it in set(needed) - {PACKAGE / "errors.py"}:
        assert any(path == it or path.is_relative_to(it) for path in files_of_a_worker), it


def test_every_exercise_is_observed_by_an_observer_that_a_worker_has():
    for exercise in all_exercises().values():
        assert all_observers()[address_of(exercise.observe)] is exercise.observe


@needs_fork
def test_in_a_worker_no_module_of_the_package_can_be_found(nursery):
    search = (
        "import gc, sys, types\n"
        "mods = {n for n, m in sys.modules.items() if getattr(m, '__file__', None)}\n"
        "mods |= {m.__name__ for m in gc.get_objects() if isinstance(m, types.ModuleType)"
        " and getattr(m, '__file__', None)}\n"
        "raise RuntimeError(','.join(n for n in mods if n.startswith('course_')))"
    )
    assert said_in(nursery, search).finding.got == "RuntimeError"


@needs_fork
def test_the_frames_around_a_function_hold_inputs_and_no_word_on_the_case(nursery):
    search = (
        "import sys\n"
        "frame, words = sys._getframe(), set()\n"
        "while frame:\n"
        "    words |= set(frame.f_locals)\n"
        "    frame = frame.f_back\n"
        "for frame in sys._current_frames().values():\n"
        "    while frame:\n"
        "        words |= set(frame.f_locals.get('request') or ())\n"
        "        frame = frame.f_back\n"
        "raise RuntimeError(' '.join(sorted(words)))"
    )
    words = said_in(nursery, search).finding.got
    assert {"inputs", "observer", "time_limit"} <= set(words.split())
    for word in ("error", "expect", "promise", "descri", "case", "judge", "known", "hint"):
        assert word not in words, words


@needs_fork
@pytest.mark.skipif(not has_bubblewrap(), reason="bubblewrap is not installed")
def test_in_the_sandbox_no_file_of_the_package_but_the_workers_own_can_be_read():
    search = (
        "import os\n"
        f"walk = os.walk({str(PACKAGE)!r})\n"
        "found = [os.path.join(at, name) for at, _, names in walk for name in names]\n"
        "texts = ''.join(open(path, errors='replace').read() for path in found)\n"
        "raise RuntimeError(f'{len(found)} files, ' + ' '.join("
        "word for word in ('def parse_idx', 'def truth', '@misconception', 'def prepare_images',"
        " '@symptom', 'expects_error') if word in texts))"
    )
    with Nursery(Limits(), Sandbox()) as shut_off:
        words = said_in(shut_off, search).finding.got
    assert words.split()[-1] == "files,", words


# The order and the form of inputs


def test_nobody_can_foresee_in_which_order_cases_are_tried_for_marks():
    exercise = find("read_idx")
    orders = [Conditions(seed=seed).order_of(exercise, 20) for seed in range(30)]
    assert all(sorted(order) == list(range(20)) for order in orders)
    assert len({tuple(order) for order in orders}) == len(orders)
    assert len({order[0] for order in orders}) > 10
    assert Conditions().order_of(exercise, 5) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", all_exercises())
def test_inputs_that_should_be_refused_have_the_form_of_the_others(name):
    def forms(are_bad):
        return {
            tuple((key, type(value)) for key, value in case.inputs.items())
            for seed in range(5)
            for case in all_exercises()[name].cases(np.random.default_rng(seed))
            if case.expects_error == are_bad
        }

    assert forms(True) <= forms(False)
    assert not any("error" in key or "desc" in key for form in forms(False) for key, _ in form)


def test_what_only_a_judge_knows_is_in_no_input():
    for exercise in all_exercises().values():
        for case in exercise.cases(np.random.default_rng(0)):
            assert not case.inputs.keys() & {"loss", "first_loss", "accuracy", "epochs"}
            assert case.inputs.keys() | case.known.keys() == case.given.keys()


# What the package offers


def imports_of(lesson):
    """Return the names that a lesson's source imports from each module of the package."""
    (path,) = (ROOT / "notebooks" / "source").glob(f"{lesson:02}_*.py")
    found = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("course_utils."):
            module = node.module.removeprefix("course_utils.")
            found.setdefault(module, set()).update(alias.name for alias in node.names)
    return found


@pytest.mark.parametrize("lesson", WORKS)
def test_what_works_in_a_submission_is_imported_by_its_lesson(lesson):
    imported = imports_of(lesson)
    for module, names in WORKS[lesson].items():
        assert set(names) <= imported[module], module
        assert all(hasattr(import_module(f"course_utils.{module}"), name) for name in names)


def offered(*lessons):
    """Return every module that answers to some lessons can import, by its name."""
    sources, finders = sources_for(frozenset(lessons)), [*sys.meta_path]
    real = {name: module for name, module in sys.modules.items() if is_of_package(name)}
    try:
        take_the_place(sources)
        return {name: import_module(name) for name in sources}
    finally:
        sys.meta_path[:] = finders
        for name in [name for name in sys.modules if is_of_package(name)]:
            del sys.modules[name]
        sys.modules.update(real)


def is_of_package(name):
    return name.partition(".")[0] == "course_utils"


def test_names_that_an_answer_may_need_work():
    modules = offered(*LESSONS)
    assert modules["course_utils.datasets.fashion_mnist"].CLASS_NAMES[9] == "Ankle boot"
    mean, half = modules["course_utils.evaluation.statistics"].mean_interval([1.0, 2.0, 3.0])
    assert mean == 2
    assert half > 1
    tasks = modules["course_utils.datasets.tasks"]
    part = tasks.Part(np.arange(8), np.arange(8) % 2)
    assert len(tasks.few_labels(part, 4, seed=0).y) == 4
    for lesson in WORKS:
        of_lesson_alone = offered(lesson)
        for module, names in WORKS[lesson].items():
            assert all(name in vars(of_lesson_alone[f"course_utils.{module}"]) for name in names)
    for older, new in older_names.NEW_NAMES.items():
        assert (f"course_utils.{older}" in modules) == (f"course_utils.{new}" in modules)


def functions_in(modules):
    """Return the functions and classes in modules, and all that their names lead to."""
    found, waiting = {}, [value for module in modules for value in vars(module).values()]
    while waiting:
        value = waiting.pop()
        if not callable(value) or id(value) in found:
            continue
        found[id(value)] = value
        if isinstance(value, FunctionType) and value.__globals__.get("__name__", "").startswith(
            "course_utils"
        ):
            waiting += [
                *value.__globals__.values(),
                *inspect.getclosurevars(value).nonlocals.values(),
            ]
    return list(found.values())


def fits(function, exercise):
    """Return whether a function can be called as an exercise's function is."""
    try:
        wanted = len(inspect.signature(solutions.reference(exercise.name)).parameters)
        inspect.signature(function).bind(*range(wanted))
    except (TypeError, ValueError):
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("name", all_exercises())
def test_no_function_that_an_answer_may_import_does_an_exercise(name):
    exercise = all_exercises()[name]
    candidates = functions_in(offered(*LESSONS).values())
    assert len(candidates) > 50
    for function in candidates:
        if fits(function, exercise):
            assert not verdict_on(exercise, function, 0).passed, function


@pytest.mark.slow
@pytest.mark.parametrize("name", all_exercises())
def test_no_function_of_a_workers_own_modules_does_an_exercise(files_of_a_worker, name):
    exercise = all_exercises()[name]
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in files_of_a_worker
    ]
    own = [
        value
        for module in map(import_module, names)
        for value in vars(module).values()
        if isinstance(value, FunctionType) and value.__module__ in names
    ]
    assert len(own) > 100
    dangerous = {"serve", "stop", "wait", "main", "hold_this_process_to", "take_the_place"}
    for function in own:
        is_harmless = not function.__module__.endswith((".nursery", ".worker"))
        if is_harmless and function.__name__ not in dangerous and fits(function, exercise):
            assert not verdict_on(exercise, function, 0).passed, function


@needs_fork
@pytest.mark.parametrize(
    "imports",
    [
        "from course_utils.datasets.idx import read_idx as it",
        "from course_utils.idx import read_idx as it",
        "import course_utils.datasets.idx\nit = course_utils.datasets.idx.read_idx",
        "from course_utils import solution as it",
        "from course_utils.experiments.no_such_module import whatever as it",
    ],
)
def test_an_answer_that_uses_what_is_not_offered_is_told_so_kindly(nursery, imports):
    verdict = said_in(nursery, "return it(images)", imports)
    assert verdict.status == "error"
    assert "is not part of what a submission may use for this exercise" in verdict.message
    assert verdict.message.startswith("course_utils.")


@needs_fork
def test_what_another_lesson_imports_is_not_offered(nursery):
    imports = "from course_utils.evaluation.statistics import mean_interval"
    assert "mean_interval is not part" in said_in(nursery, "mean_interval(images)", imports).message


@needs_fork
def test_a_notebook_that_only_imports_what_is_not_offered_loses_nothing(nursery):
    imports = (
        "import course_utils\n"
        "from course_utils import *\n"
        "from course_utils import ask, check\n"
        "from course_utils.figures import lesson_01 as figures\n"
        "from course_utils.figures.plots import show as draw\n"
    )
    source = f"{imports}\n{solutions.module_source('prepare_images')}"
    cells = [CodeCell(1, source, exercise="prepare_images")]
    exercises = [find("prepare_images")]
    (verdict,) = verdicts_on(cells, exercises, Conditions(seed=3, nursery=nursery))
    assert verdict.passed


@needs_fork
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_lesson_with_right_answers_is_graded_as_passed(nursery, path):
    cells = code_cells(solved(read_notebook(path)))
    exercises = exercises_of(cells, path)
    assert exercises == of_lesson(int(path.stem[:2]))
    found = verdicts_on(cells, exercises, Conditions(seed=7, nursery=nursery))
    assert [it.exercise for it in found if not it.passed] == []


def test_records_come_back_to_their_cases_and_a_time_out_hides_nothing():
    order = [2, 0, 3, 1]
    records = [{"observation": place} for place in order]
    assert in_order(records, order) == (
        [{"observation": place} for place in range(4)],
        [0, 1, 2, 3],
    )
    stopped = [*records[:2], {"timeout": 1.0}]
    found, places = in_order(stopped, order)
    assert found == [{"observation": 0}, {"observation": 2}, {"timeout": 1.0}]
    assert places == [0, 2, 3, 1]


# Who changed what watches it


@needs_fork
@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ("names['_observed'] = names['_observed'].__get__", "observers.observing._observed"),
        ("import numpy as np; np.array_equal = lambda *given: True", "numpy.array_equal"),
        ("import keras; keras.Model.fit = print", "keras.Model.fit"),
        (
            "names['call'].__code__ = (lambda function, given: {}).__code__",
            "observers.observing.call",
        ),
    ],
)
def test_a_submission_that_changes_what_watches_it_is_named(nursery, harm, named):
    source = (
        "def prepare_images(images):\n"
        "    import sys\n"
        "    frame = sys._getframe()\n"
        "    while '_observed' not in frame.f_globals:\n"
        "        frame = frame.f_back\n"
        "    names = frame.f_globals\n"
        f"    {harm}\n"
        "    return None\n"
    )
    cells = [CodeCell(1, source, exercise="prepare_images")]
    changed = set()
    (verdict,) = verdicts_on(
        cells, [find("prepare_images")], Conditions(seed=3, nursery=nursery), changed=changed
    )
    assert not verdict.passed
    assert any(name.endswith(named) for name in changed), changed


def test_the_class_report_names_who_changed_what_watches_it(tmp_path):
    records = [
        Record(Key("Ann", "a.ipynb", "", ""), [], changed=["numpy.array_equal"]),
        Record(Key("Ben", "b.ipynb", "", ""), []),
    ]
    stored = Records(tmp_path)
    (tmp_path / ".grading").mkdir()
    for record in records:
        stored.add(record)
    assert list(stored.read().values()) == records
    write_pages(tmp_path, records, [], "")
    page = (tmp_path / "class_report.html").read_text(encoding="utf-8")
    (part,) = re.findall(r"Changed what watches it.*?</table>", page, re.DOTALL)
    assert "Ann" in part
    assert "numpy.array_equal" in part
    assert "Ben" not in part
