"""Every number that a lesson trains live, over many seeds on four kinds of processor.

A lesson that says what a run gives must hold for the learner's seed and processor. So its own live
cells are run again and again (`lesson_replay`), each time in a process that computes as another
processor does. Each lesson is run once more with faults put in, which the range must not allow, and
some once more with one thing varied that is no fault.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache

from course_utils.errors import CourseError
from course_utils.experiments.experiment import Experiment, Row
from course_utils.experiments.lesson_replay import Change, LessonReplay, Recorded
from course_utils.live.numbers import NUMBERS
from course_utils.live.ranges import AS_TAUGHT, ROWS
from course_utils.machine.processors import KINDS, can_stand_in_for

N_SEEDS = {"AVX-512": 20, "AVX2": 20, "SSE4.1": 8, "without oneDNN": 20}  # SSE4.1 is slow
_FAULTY_SEEDS = range(2)
_AT_FIRST = 8  # so that a run that was stopped has some rows of every lesson and processor

_THREADS = (
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
)

# What is put in on purpose. Two faults of a lesson that would hide each other are in two editions.
FAULTY, FAULTY_ELSEWHERE = "with faults", "with other faults"
FAULTS: dict[tuple[str, str], tuple[Change, ...]] = {
    ("01", FAULTY): (("[few].reshape(1000, -1) / 255", "[few].reshape(1000, -1)"),),
    ("01", FAULTY_ELSEWHERE): (("/ 255, y_train[few]", "/ 255, y_train[few][::-1]"),),
    ("02", FAULTY): (
        ("layer.momentum = momentum", "layer.momentum = 1.89 - momentum"),
        ("SGD(schedule, momentum=0.9)", "SGD(1e-5, momentum=0.9)"),
    ),
    ("02", FAULTY_ELSEWHERE): (("y_train[is_pair][:200] == 6", "y_train[is_pair][:200] == 5"),),
    ("03", FAULTY): (
        ("SGD(0.01)", "SGD(1e-5)"),
        ("bar(range(5)", "bar([0] * 5"),
        ("accuracies_on_B(0)", "accuracies_on_B(1)"),
    ),
    ("04", FAULTY): (("SGD(0.001),", "SGD(1e-6),"),),
    ("04", FAULTY_ELSEWHERE): (
        (
            "Sequential([*model_A.layers[:-1]",
            "Sequential([*keras.models.clone_model(model_A).layers[:-1]",
        ),
        ("clone = keras.models.clone_model(model_A)", "clone = model_A"),
    ),
    ("05", FAULTY): (
        (
            "name: accuracy_under_shift(network, B.test.X, B.test.y, shifts)",
            "name: accuracy_under_shift(network, B.test.X, B.test.y, [0] * 7)",
        ),
        ("keras.layers.GlobalAveragePooling2D()]", "keras.layers.Flatten()]"),
    ),
    ("05", FAULTY_ELSEWHERE): (
        (
            "LogisticRegression(C=0.01, max_iter=1000).fit(scaler.transform(flat), y)",
            "LogisticRegression(C=0.01, max_iter=1000).fit(scaler.transform(flat), y[::-1])",
        ),
    ),
    ("06", FAULTY): (
        (
            "garments_part.fit(fashion.train.X[:10_000], fashion.train.y[:10_000], batch_size=100)",
            "",
        ),
        ("digits_train}, 100)", "digits_train}, 5)"),
    ),
    ("07", FAULTY): (
        (
            "learnt = network.get_weights()",
            "learnt = network.get_weights()\nfor layer in network.layers: layer.trainable = False",
        ),
    ),
}
# What is held fixed, varied: no fault, but it tells what a difference is due to. With seed 0 the
# labelled images are the lesson's own.
OTHER_IMAGES, TWO_THREADS = "with other labelled images", "with two threads"
CONTROLS: dict[tuple[str, str], tuple[Change, ...]] = {
    ("05", OTHER_IMAGES): (
        ("networks = {\n", "few = few_labels(B.train, 200, seed=0)\nnetworks = {\n"),
    ),
    ("02", TWO_THREADS): (),
}
_CONTROL_SEEDS = {OTHER_IMAGES: range(20), TWO_THREADS: range(3)}
LESSONS = sorted({number.lesson for number in NUMBERS.values()})


def runs() -> list[Row]:
    """Return one run a lesson, processor and seed, those with faults, and the controls."""
    blocks = (range(_AT_FIRST), range(_AT_FIRST, max(N_SEEDS.values())))
    seeds_of = dict.fromkeys(FAULTS, _FAULTY_SEEDS)
    seeds_of |= {(lesson, code): _CONTROL_SEEDS[code] for lesson, code in CONTROLS}
    changed: list[Row] = [
        {"lesson": lesson, "processor": "AVX-512", "code": code, "seed": seed}
        for (lesson, code), seeds in seeds_of.items()
        for seed in seeds
    ]
    as_taught: list[Row] = [
        {"lesson": lesson, "processor": kind, "code": AS_TAUGHT, "seed": seed}
        for block in blocks
        for lesson in LESSONS
        for kind, n_seeds in N_SEEDS.items()
        for seed in block
        if seed < n_seeds
    ]
    return [*changed, *as_taught]


def measure(lesson: str, processor: str, code: str, seed: int) -> list[Row]:
    """Run a lesson's live cells in a process of that processor; return what they compare.

    Raises
    ------
    CourseError
        If this processor has not the instructions of that one.
    """
    if not can_stand_in_for(processor):
        raise CourseError(
            f"this processor has no {processor}, so these rows have to be measured on another "
            "machine"
        )
    process = _process(lesson, processor, code)
    recorded = process.submit(_replay, lesson, code, seed).result()
    return [
        {"number": number, "part": part, "value": round(value, 5)}
        for number, part, value in recorded
    ]


_processes: dict[tuple[str, str, str], ProcessPoolExecutor] = {}


def _process(lesson: str, kind: str, code: str) -> ProcessPoolExecutor:
    """Return the process that has run this lesson before, or a new one in place of another's."""
    if (lesson, kind, code) not in _processes:
        while _processes:
            _processes.popitem()[1].shutdown()
        context = multiprocessing.get_context("spawn")
        # One thread: two processes then take two cores.
        n_threads = "2" if code == TWO_THREADS else "1"
        with _environment({**KINDS[kind], **dict.fromkeys(_THREADS, n_threads)}):
            process = ProcessPoolExecutor(max_workers=1, mp_context=context)
            process.submit(os.getpid).result()  # it starts here, and takes the environment along
        _processes[lesson, kind, code] = process
    return _processes[lesson, kind, code]


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _replay(lesson: str, code: str, seed: int) -> list[Recorded]:
    return _lesson(lesson, code).run(seed)


@cache
def _lesson(lesson: str, code: str) -> LessonReplay:
    from course_utils.notebooks.building import sources

    source = next(path for path in sources() if path.name.startswith(lesson))
    return LessonReplay(source, (FAULTS | CONTROLS).get((lesson, code), ()))


EXPERIMENT = Experiment(ROWS.stem, runs(), measure, steps=("number", "part"), values=("value",))
