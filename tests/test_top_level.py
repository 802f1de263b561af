"""Code outside of functions that an answer needs: run where it is cheap, else named as left out."""

import re
import sys
import time
from dataclasses import replace
from itertools import chain

import pytest

from course_utils import solutions
from course_utils.exercises import find, of_lesson
from course_utils.exercises.verdict import Verdict
from course_utils.grading import notebook_check
from course_utils.grading.left_out import from_worker, with_left_out
from course_utils.grading.limits import Limits
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.nursery_process import Nursery, can_fork
from course_utils.grading.top_level import TopLevel
from course_utils.notebooks.definitions import is_definition, parsed
from course_utils.notebooks.reading import CodeCell, code_cells, read_notebook
from course_utils.notebooks.slicing import Program, Statement
from course_utils.notebooks.solving import solved
from tests import right_answers, wrong_answers  # noqa: F401 - they register their functions
from tests.answers import RIGHT, WRONG
from tests.nbgrader_classes import text_of
from tests.notebook_guards import all_notebooks

IMPORTS = "import functools\nimport gzip\nimport random\nimport struct\n\nimport numpy as np"
KERAS = "import keras\nimport tensorflow as tf"


@pytest.fixture(scope="module")
def nursery():
    """Return what forks workers; None where each starts for itself."""
    if not can_fork():
        yield None
        return
    with Nursery(Limits()) as nursery:
        yield nursery


def cells_of(*sources):
    """Return cells: plain code as text, the cell of an exercise as a pair of name and code."""
    pairs = [(None, source) if isinstance(source, str) else source for source in sources]
    return [CodeCell(n, source, name) for n, (name, source) in enumerate(pairs, start=1)]


def verdicts(nursery, *sources, names=("prepare_images",), seed=3):
    exercises = [find(name) for name in names]
    conditions = Conditions(nursery=nursery, limits=Limits(), seed=seed)
    found = verdicts_on(cells_of(IMPORTS, *sources), exercises, conditions)
    return {verdict.exercise: verdict for verdict in found}


def divided_by(white):
    code = (
        f"def prepare_images(images):\n    return (images[..., None] / {white}).astype('float32')"
    )
    return "prepare_images", code


CHECK = "prepare_images = check(prepare_images)"

# What stands in a cell of its own, and what the answer to prepare_images divides by: 255 each.
WHITES = {
    "a list that a loop fills": ("P = []\nfor k in range(5):\n    P.append(51)", "sum(P)"),
    "a list that a while loop fills": ("P = []\nwhile len(P) < 5:\n    P.append(51)", "sum(P)"),
    "an item removed": ("P = [255, 1]\nP.remove(1)", "sum(P)"),
    "an item popped and kept": ("P = [255, 1]\nlast = P.pop()", "sum(P)"),
    "an item deleted in a loop": ("P = [1, 1, 255]\nfor _ in 'ab':\n    del P[0]", "P[0]"),
    "an array filled": ("P = np.zeros(3)\nP.fill(255)", "P[0]"),
    "an array filled in a loop": ("P = np.zeros(5)\nfor k in range(5):\n    P[k] = 51", "P.sum()"),
    "an array changed through a view": (
        "P = np.zeros((2, 2))\nrow = P.reshape(4)\nfor k in range(4):\n    row[k] = float(255)",
        "P[1, 1]",
    ),
    "an array changed by a function of NumPy": (
        "P = np.zeros(2)\nnp.add.at(P, [0, 0, 0], 85)",
        "P[0]",
    ),
    "an array filled in loops within one another": (
        "P = np.zeros((5, 5))\nfor i in range(5):\n    for j in range(5):\n        P[i, j] = 10.2",
        "P.sum()",
    ),
    "an array filled by a while loop with a counter": (
        "P = np.zeros(5)\ni = 0\nwhile i < 5:\n    P[i] = 51\n    i += 1",
        "P.sum()",
    ),
    "an item added to in a loop": ("P = [0]\nfor k in range(5):\n    P[0] += 51", "P[0]"),
    "a table filled in with": (
        "P = np.zeros(5)\nwith np.errstate(all='ignore'):\n    for k in range(5):\n"
        "        P[k] = 51",
        "P.sum()",
    ),
    "a name given by with": ("with np.errstate(all='ignore'):\n    W = np.arange(256)[-1]", "W"),
    "the last value of a loop": ("for W in range(999):\n    if W == 255:\n        break", "W"),
    "a table of two cells that prints": (
        "P = np.zeros(5)\nfor k, part in enumerate([50, 52] * 2 + [51]):\n    P[k] = part\n"
        "    print(k, part)",
        "P.sum()",
    ),
    "rows changed in a loop": (
        "P = [[250], [4]]\nfor row in P:\n    row.append(0.5)",
        "sum(map(sum, P))",
    ),
    "another name for a list": ("P = [250]\nalso = P\nalso.append(5)", "sum(P)"),
    "a method kept under a name": (
        "P = []\nadd = P.append\nfor n in (250, 5):\n    add(n)",
        "sum(P)",
    ),
    "a list in a dict": ("P = []\nD = {'p': P}\nD['p'].append(255)", "P[0]"),
    "a list filled by map": ("P = []\nlist(map(P.append, [250, 5]))", "sum(P)"),
    "a dict updated": ("D = {}\nD.update(white=255)", "D['white']"),
    "a dict with setdefault": ("D = {}\nD.setdefault('w', []).append(255)", "D['w'][0]"),
    "a dict of an own function": (
        "def times(n):\n    return 51 * n\nD = {n: times(n) for n in range(6)}",
        "D[5]",
    ),
    "a constant of an own function": ("def white():\n    return 255\nW = white()", "W"),
    "a constant of a library": ("W = np.arange(256).max()", "W"),
    "a constant added to": ("def five():\n    return 5\nW = 250\nW += five()", "W"),
    "a definition that needs one": ("C = list(range(9))\nC.remove(5)\nN = len(C)", "(255 / 8 * N)"),
    "a function that fills a list": (
        "P = []\ndef keep(n):\n    P.append(n)\nfor n in (250, 5):\n    keep(n)",
        "sum(P)",
    ),
    "a function that fills what it is given": (
        "def fill(rows):\n    rows.append(255)\nP = []\nfill(P)",
        "P[0]",
    ),
    "a function that sets a global": (
        "def build():\n    global W\n    W = 255\nbuild()",
        "W",
    ),
    "a decorator that registers": (
        "R = {}\ndef register(name):\n    def add(f):\n        R[name] = f\n        return f\n"
        "    return add\n@register('w')\ndef white():\n    return 255",
        "R['w']()",
    ),
    "a decorator that is made": (
        "def maker():\n    return lambda f: lambda: 51 * f()\ntimes = maker()\n"
        "@times\ndef white():\n    return 5",
        "white()",
    ),
    "a default that is made": (
        "def make():\n    return {'w': 255}\nD = make()\ndef white(d=D):\n    return d['w']",
        "white()",
    ),
    "a closure over a list that is filled later": (
        "P = []\ndef maker():\n    return lambda: sum(P)\nf = maker()\nP.extend([250, 5])",
        "f()",
    ),
    "a partial of an own function": (
        "def plus(a, b):\n    return a + b\nf = functools.partial(plus, len('ab') * 125)\n"
        "five = int('5')",
        "f(five)",
    ),
    "an instance of a class": (
        "class C:\n    def __init__(self):\n        self.white = 255\nc = C()",
        "c.white",
    ),
    "an object that is built step by step": (
        "class B:\n    def __init__(self):\n        self.p = []\n    def add(self, n):\n"
        "        self.p.append(n)\n        return self\nb = B()\nb.add(250).add(5)",
        "sum(b.p)",
    ),
    "a named tuple": ("from collections import namedtuple\nC = namedtuple('C', 'w')(255)", "C.w"),
    "an argument of a library's function": (
        "import operator\nD = {}\noperator.setitem(D, 'w', 255)",
        "D['w']",
    ),
    "a branch": ("if max([1, 2], key=abs) == 2:\n    W = int('255')\nelse:\n    W = 1", "W"),
    "an error that is handled": (
        "try:\n    W = {}.pop('w')\nexcept KeyError:\n    W = int('255')",
        "W",
    ),
    "a with block": (
        "import contextlib\nwith contextlib.suppress(KeyError):\n    W = 255\n    {}.pop('w')",
        "W",
    ),
    "a match": ("match 'ab'.split():\n    case ['ab']:\n        W = 255", "W"),
    "a walrus": ("print(W := int('255'))", "W"),
    "what a generator yields": ("def g():\n    yield 255\nW = next(g())", "W"),
    "a shuffled order": (
        "P = list(range(256))\nrandom.Random(0).shuffle(P)",
        "max(P) / (P != list(range(256)))",
    ),
    "a timed line": ("def white():\n    return 255\n%time W = white()", "W"),
    "a timed cell with magics": ("%%time\n!ls\nW = ''.join(['2', '55'])", "int(W)"),
    "a table of pandas": (
        "import pandas as pd\nD = pd.DataFrame({'w': [0]})\nD.loc[0, 'w'] = int('255')",
        "D['w'].sum()",
    ),
    "a constant of TensorFlow": ("import tensorflow as tf\nW = tf.constant(255.0)", "float(W)"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", WHITES)
def test_a_right_answer_passes_with(nursery, kind):
    code, white = WHITES[kind]
    (found,) = verdicts(nursery, code, divided_by(white), CHECK).values()
    assert found.passed, found.lines()


SPLIT = """def split_dataset(X, y):
    in_A, in_B = np.isin(y, KEEP), np.isin(y, [5, 6])
    y_A = np.array([KEEP.index(label) for label in y[in_A]], dtype="int64")
    return (X[in_A], y_A), (X[in_B], (y[in_B] == 6).astype("float32"))"""
BY_TABLE = """def split_dataset(X, y):
    new = np.array([TABLE[label] for label in y.tolist()], dtype="int64")
    in_A, in_B = new >= 0, new < 0
    return (X[in_A], new[in_A]), (X[in_B], (y[in_B] == 6).astype("float32"))"""
STEP = solutions.source("joint_step").replace(
    """            each = keras.losses.sparse_categorical_crossentropy(y, probabilities)
            losses[name] = tf.reduce_mean(each)""",
    """            losses[name] = LOSS(y, probabilities)""",
)
TASKS = solutions.source("task_sets")
WEIGHTS = solutions.source("inverse_frequency_weights")
NETWORK = solutions.source("build_multi_head")
OTHERS = {
    "the classes kept, by a loop": (
        "split_dataset",
        "KEEP = []\nfor k in range(10):\n    if k not in (5, 6):\n        KEEP.append(k)",
        SPLIT,
    ),
    "the classes kept, by removing": (
        "split_dataset",
        "KEEP = list(range(10))\nKEEP.remove(5)\nKEEP.remove(6)",
        SPLIT,
    ),
    "the classes kept, sorted in place": (
        "split_dataset",
        "KEEP = [9, 8, 7, 4, 3, 2, 1]\nKEEP.insert(0, 0)\nKEEP.sort()",
        SPLIT,
    ),
    "new labels of an own function": (
        "split_dataset",
        "def make_table():\n    return [0, 1, 2, 3, 4, -1, -1, 5, 6, 7]\nTABLE = make_table()",
        BY_TABLE,
    ),
    "new labels counted up": (
        "split_dataset",
        "TABLE, count = {}, 0\nfor k in range(10):\n    TABLE[k] = -1\n    if k not in (5, 6):\n"
        "        TABLE[k] = count\n        count += 1",
        BY_TABLE,
    ),
    "new labels by enumerate": (
        "split_dataset",
        "TABLE = dict.fromkeys(range(10), -1)\n"
        "TABLE |= {k: n for n, k in enumerate([0, 1, 2, 3, 4, 7, 8, 9])}",
        BY_TABLE,
    ),
    "a loss of Keras": (
        "joint_step",
        f"{KERAS}\nLOSS = keras.losses.SparseCategoricalCrossentropy()",
        STEP,
    ),
    "a loss compiled by TensorFlow": (
        "joint_step",
        f"{KERAS}\nloss = keras.losses.SparseCategoricalCrossentropy()\n\n"
        "def of_batch(y, p):\n    return loss(y, p)\n\nLOSS = tf.function(of_batch)",
        STEP,
    ),
    "an error that is made once": (
        "inverse_frequency_weights",
        "NOTHING = ValueError('no labels')",
        WEIGHTS.replace('ValueError("no labels, so no weights")', "NOTHING"),
    ),
    "a vectorised function": (
        "inverse_frequency_weights",
        "share = np.frompyfunc(lambda n, k: n / k, 2, 1)",
        WEIGHTS.replace(
            "len(y) / (len(classes) * counts)", "share(len(y), len(classes) * counts).astype(float)"
        ),
    ),
    "filters in a list": (
        "build_multi_head",
        f"{KERAS}\nFILTERS = [16]\nFILTERS.append(2 * FILTERS[-1])",
        NETWORK.replace("(16, 32)", "FILTERS"),
    ),
    "layers from a table": (
        "build_multi_head",
        f"{KERAS}\nLAYERS = {{}}\nfor kind in ('Conv2D', 'MaxPooling2D'):\n"
        "    LAYERS[kind] = getattr(keras.layers, kind)",
        NETWORK.replace("keras.layers.Conv2D", "LAYERS['Conv2D']"),
    ),
    "a sorted list of refusals": (
        "train_valid_split",
        "WORDS = set()\nfor word in ('lengths', 'empty'):\n    WORDS.add(word)\n"
        "LENGTHS = sorted(WORDS)[1]",
        solutions.source("train_valid_split").replace(
            'f"{len(X)} images but {len(y)} labels"', "LENGTHS"
        ),
    ),
    "a header that is compiled": (
        "read_idx",
        "import re\nHEADERS = {kind.pattern: struct.Struct(kind.pattern) "
        "for kind in map(re.compile, ['>HBB'])}",
        solutions.source("read_idx").replace(
            'struct.unpack(">HBB", content[:4])', 'HEADERS[">HBB"].unpack(content[:4])'
        ),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", OTHERS)
def test_a_right_answer_to_another_exercise_passes_with(nursery, kind):
    name, code, answer = OTHERS[kind]
    assert answer != solutions.source(name)
    (found,) = verdicts(nursery, code, (name, answer), names=[name]).values()
    assert found.passed, found.lines()


@pytest.mark.slow
def test_a_right_answer_that_calls_another_one_has_what_that_one_needs(nursery):
    filled = "KEEP = []\nfor k in range(10):\n    if k not in (5, 6):\n        KEEP.append(k)"
    names = ["split_dataset", "task_sets"]
    found = verdicts(nursery, filled, ("split_dataset", SPLIT), ("task_sets", TASKS), names=names)
    assert [verdict.status for verdict in found.values()] == ["passed", "passed"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [None, 3])
def test_a_failed_answer_is_replaced_in_top_level_code_too(nursery, seed):
    failed = "split_dataset", "def split_dataset(X, y):\n    return None"
    split = "PARTS = []\nPARTS.append(split_dataset)"
    tasks = "task_sets", TASKS.replace("split_dataset(*", "PARTS[0](*")
    found = verdicts(nursery, failed, split, tasks, names=["split_dataset", "task_sets"], seed=seed)
    assert [verdict.status for verdict in found.values()] == ["failed", "passed"]


# Where it stands


FILLED = "P = []\nP.extend([250, 5])"
PLACES = {
    "in the cell of the exercise": [("prepare_images", f"{FILLED}\n{divided_by('sum(P)')[1]}")],
    "below the function in its cell": [("prepare_images", f"{divided_by('sum(P)')[1]}\n{FILLED}")],
    "between the function and its check": [divided_by("sum(P)"), FILLED, CHECK],
    "above in three cells": ["P = []", "P.append(250)", "P.append(5)", divided_by("sum(P)"), CHECK],
    "all of it below the check": [divided_by("sum(P)"), CHECK, FILLED],
    "in a notebook without a check": [FILLED, divided_by("sum(P)")],
    "below another use of its name": ["P = np.load('p.npy').max()", FILLED, divided_by("sum(P)")],
    "above another use of its name": [FILLED, divided_by("sum(P)"), CHECK, "P = [1]\nP.append(3)"],
    "above another use of its name, below a check that is kept": [
        FILLED,
        divided_by("sum(P)"),
        "_ = check(prepare_images)",
        "P = [1]\nP.append(3)",
    ],
    "above another use of the function": [
        FILLED,
        divided_by("sum(P)"),
        CHECK,
        "def other(f):\n    return len\nprepare_images = other(prepare_images)\nP.append(3)",
    ],
    "above training with its name": [
        FILLED,
        divided_by("sum(P)"),
        CHECK,
        "P = keras.models.load_model('p')\nP.fit()",
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_right_answer_passes_with_a_list_that_is_filled(nursery, place):
    (found,) = verdicts(nursery, *PLACES[place]).values()
    assert found.passed, found.lines()


@pytest.mark.slow
def test_each_exercise_has_what_stood_above_its_own_check(nursery):
    twice = (
        "train_valid_split",
        solutions.source("train_valid_split").replace("1 <= n_valid", "len(P) - 1 <= n_valid"),
    )
    cells = [FILLED, twice, "train_valid_split = check(train_valid_split)", "P.append(1)"]
    found = verdicts(
        nursery, *cells, divided_by("(sum(P) - 1)"), names=["train_valid_split", "prepare_images"]
    )
    assert [verdict.status for verdict in found.values()] == ["passed", "passed"]


@pytest.mark.slow
@pytest.mark.parametrize("where", ["above", "below"])
def test_what_a_function_keeps_for_itself_is_no_code_that_it_lacks(nursery, where):
    wrong = "SEEN = []\ndef prepare_images(images):\n    SEEN.append(1)\n    return images / 255"
    tried = ["X = np.load('x.npy')[:2]\nprepare_images(X)", CHECK]
    cells = ["", ("prepare_images", wrong), *tried[:: 1 if where == "above" else -1]]
    (found,) = verdicts(nursery, *cells).values()
    assert found.status == "failed"
    assert found.finding.misconception != "left-out"


@pytest.mark.slow
def test_what_is_only_used_by_code_that_is_left_out_takes_no_time(nursery):
    slow = "def slow():\n    while True:\n        pass\nX = slow()\nM = object()\nM.fit(X)\nP = [M]"
    right = divided_by("(255 if len(P) == 2 else 0)")
    (found,) = verdicts(nursery, slow, "P.append(255)", right, CHECK).values()
    assert found.status == "failed"
    assert "it needs M" in found.message
    assert "`M.fit(X)`, trains" in found.message


@pytest.mark.slow
def test_a_function_that_top_level_code_makes_is_an_answer(nursery):
    made = (
        "def maker(white):\n    def prepare(images):\n"
        "        return (images[..., None] / white).astype('float32')\n    return prepare\n"
        "prepare_images = maker(255)"
    )
    (found,) = verdicts(nursery, made, CHECK).values()
    assert found.passed


@pytest.mark.slow
def test_a_wrong_answer_is_told_what_is_wrong_with_it(nursery):
    wrong = "P = []\nfor k in range(4):\n    P.append(64)"
    (found,) = verdicts(nursery, wrong, divided_by("sum(P)"), CHECK).values()
    assert (found.status, "256" in found.message) == ("failed", True)


# What is left out


LOADED = "from course_utils.datasets.fashion_mnist import load_fashion_mnist\n"
LEFT_OUT = {
    "data": (
        f"{LOADED}(X_train, _), _ = load_fashion_mnist()\nW = X_train.max()",
        "W",
        "reads data",
    ),
    "an array in a file": ("P = [1]\nP += [np.load('p.npy').max()]", "max(P)", "reads data"),
    "a file read line by line": (
        "P = []\nwith open('p.txt') as file:\n    for line in file:\n        P.append(line)",
        "P[0]",
        "reads data",
    ),
    "a table read by an own function": (
        "def table():\n    return open('p.txt').read()\nP = table()",
        "float(P)",
        "reads data",
    ),
    "a loop over data": (
        f"{LOADED}train, _ = load_fashion_mnist()\nX, y = train\nP = []\n"
        "for image in X:\n    P.append(image.max())",
        "max(P)",
        "reads data",
    ),
    "a network that is trained": (
        f"{KERAS}\nM = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])\n"
        "M.compile(loss='mse')\nM.fit(np.ones((2, 1)), np.ones(2))",
        "M.predict(np.ones((1, 1)))",
        "trains",
    ),
    "a loop that draws": (
        "import matplotlib.pyplot as plt\nP = []\nfor k in range(5):\n    P.append(51)\n"
        "    plt.plot(P)",
        "sum(P)",
        "draws",
    ),
    "a question": ("W = float(input())", "W", "waits"),
    "a file that is written": (
        "P = []\nfor k in range(5):\n    P.append(51)\n    np.save('p.npy', P)",
        "sum(P)",
        "writes files",
    ),
    "an error": ("P = []\nfor k in (5, 0):\n    P.append(51 / k)", "P[1]", "stops with Zero"),
    "the end of the program": ("import sys\nW = 255 + sys.exit()", "W", "ends the program"),
    "a reference of the course": (
        "from course_utils import check\nf = check(len)",
        "f([1])",
        "asks the course for a function",
    ),
    "what stands below the check": (None, "sum(P)", "stands below the check"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_is_left_out_is_named_with_its_line_and_the_reason(nursery, kind):
    code, white, reason = LEFT_OUT[kind]
    cells = [code, divided_by(white), CHECK]
    if kind == "what stands below the check":
        cells = ["P = []", divided_by(white), CHECK, "for k in range(5):\n    P.append(51)"]
    (found,) = verdicts(nursery, *cells).values()
    assert found.status in ("failed", "error")
    named = re.findall(r"line (\d+) of cell (\d+), `(.*?)`", found.message)
    assert named
    for line, cell, text in named:
        assert cells[int(cell) - 2].split("\n")[int(line) - 1].strip() == text
    assert f"it {reason}" in found.message or f"`, {reason}" in found.message
    assert "Without it the function cannot be judged" in found.message
    assert found.finding.misconception == "left-out"
    assert ("move that line" if "below" in reason else "") in found.next_step


@pytest.mark.slow
def test_the_name_that_a_function_stopped_at_is_told_first(nursery):
    code = "A = np.load('a.npy').max()\nB = np.load('b.npy').max()\nC = np.load('c.npy').max()"
    (found,) = verdicts(nursery, code, divided_by("(C + B + A)"), CHECK).values()
    names = re.findall(r"makes (\w) with", found.message)
    assert (names[0], len(names)) == ("C", 2)


@pytest.mark.slow
def test_a_blank_answer_is_not_attempted_whatever_is_left_out(nursery):
    blank = "def prepare_images(images, white=P):\n    raise NotImplementedError"
    code = "P = []\nP.append(np.load('p.npy'))"
    (found,) = verdicts(nursery, code, ("prepare_images", blank), CHECK).values()
    assert found.status == "not_attempted"


@pytest.mark.slow
def test_an_answer_that_passes_without_what_is_left_out_passes(nursery):
    code = "P = [255]\nP.append(np.load('p.npy'))"
    (found,) = verdicts(nursery, code, divided_by("P[0]"), CHECK).values()
    assert found.passed


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="no other system limits memory")
def test_memory_that_one_function_needs_is_there_for_the_next_one(nursery):
    most = "np.zeros(3 * 2**26).sum()"  # 1.5 of the 2 GB that there are
    large = "def large():\n    return np.zeros(3 * 2**26)\nLARGE = large()"
    first = (
        "read_idx",
        solutions.source("read_idx").replace("    with gzip", "    LARGE[0]\n    with gzip"),
    )
    found = verdicts(
        nursery, large, first, divided_by(f"(255 + {most})"), names=["read_idx", "prepare_images"]
    )
    assert [verdict.status for verdict in found.values()] == ["passed", "passed"]


# What does harm


ENDLESS = "P = []\nwhile True:\n    P.append(51)\n    P.pop()"
HARMFUL = {
    "a loop without end": (ENDLESS, "timeout"),
    "a loop without end in a function": (
        "def make():\n    while True:\n        pass\nP = make()",
        "timeout",
    ),
    "a loop that catches everything": (
        "P = []\nwhile True:\n    try:\n        while True:\n            P.append(P.clear())\n"
        "    except BaseException:\n        pass",
        None,
    ),
    "an array larger than memory": ("P = [np.full(10**11, 1.0).sum()]", "crashed"),
    "a list larger than memory": (
        "P = []\nfor k in range(10**6):\n    P.append(bytearray(10**8))",
        None,  # memory or time: what comes first
    ),
    "the end of its process": (
        "import os\ndef make():\n    getattr(os, '_ex' + 'it')(0)\nP = make()",
        "crashed",
    ),
    "the end of the program": ("def make():\n    raise SystemExit\nP = make()", "error"),
    "another exception": ("def make():\n    raise KeyboardInterrupt\nP = make()", "error"),
    "a text too deep to be read": ("P = [1]\nP.append(" + "+".join("1" * 900) + ")", None),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HARMFUL)
def test_harm_in_top_level_code_has_one_verdict_and_costs_no_other_exercise(nursery, kind):
    code, status = HARMFUL[kind]
    names = [exercise.name for exercise in of_lesson(1)]
    others = [(name, solutions.source(name)) for name in names if name != "prepare_images"]
    found = verdicts(nursery, code, others[0], divided_by("sum(P)"), CHECK, others[1], names=names)
    assert list(found) == names
    assert not found["prepare_images"].passed
    assert status in (None, found["prepare_images"].status)
    assert status != "error" or "because it stops with" in found["prepare_images"].message
    assert all(found[name].passed for name, _ in others)


PATCHES = {
    "the judge": "import course_utils.exercises.judging as m\n    m.judge = lambda e, c, r: True",
    "the observer": "import course_utils.observers.observing as m\n"
    "    m._observe_case = lambda *given: {'observation': {'result': 1, 'inputs_after': {}}}",
    "what is left out": "from course_utils.grading.top_level import TopLevel as T\n"
    "    T.prepare = lambda *given: ({'prepare_images': len}, [])",
    "NumPy": "np.allclose = np.array_equal = lambda *given, **options: True",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", PATCHES)
def test_top_level_code_gains_nothing_by_changing(nursery, what):
    code = f"def patch():\n    {PATCHES[what]}\n    return [254]\nP = patch()"
    (found,) = verdicts(nursery, code, divided_by("sum(P)"), CHECK).values()
    assert not found.passed


@pytest.mark.slow
def test_a_call_in_c_without_end_is_a_crash_and_costs_no_other_exercise(nursery, monkeypatch):
    monkeypatch.setattr(notebook_check, "_SECONDS_TO_START", 1.0)
    code = "def make():\n    return sum(range(10**13))\nP = make()"
    other = "read_idx", solutions.source("read_idx")
    found = verdicts(
        nursery, code, divided_by("P"), CHECK, other, names=["read_idx", "prepare_images"]
    )
    assert [verdict.status for verdict in found.values()] == ["passed", "crashed"]
    assert "line 3 of cell 2, `P = make()`" in found["prepare_images"].message


# What a worker may say


SAID = {"name": "P", "cell": "<cell 1>", "line": 1, "kind": "reads", "detail": "", "origin": None}
SOURCES = {"<cell 1>": "P = 1"}


def test_what_a_worker_says_was_left_out_is_read():
    (one,) = from_worker([SAID], SOURCES)
    assert (one.name, one.cell, one.line, one.kind) == ("P", "<cell 1>", 1, "reads")
    (one,) = from_worker([SAID | {"kind": "needs", "origin": SAID}], SOURCES)
    assert one.origin.kind == "reads"


@pytest.mark.parametrize(
    "said",
    [
        None,
        3,
        {"left_out": [SAID]},
        [None, 3, "text", [SAID]],
        [SAID | {"name": "<b>P</b>"}],
        [SAID | {"name": 3}],
        [SAID | {"cell": "<cell 2>"}],
        [SAID | {"line": 0}],
        [SAID | {"line": 2}],
        [SAID | {"line": 1.0}],
        [SAID | {"line": True}],
        [SAID | {"kind": "anything"}],
        [SAID | {"kind": ["reads"]}],
        [SAID | {"kind": "needs"}],
        [SAID | {"kind": "needs", "origin": 3}],
        [SAID | {"kind": "needs", "origin": SAID | {"kind": "needs", "origin": SAID}}],
        [{}],
    ],
)
def test_what_a_worker_cannot_have_found_is_not_repeated(said):
    assert from_worker(said, SOURCES) == []


def test_what_a_worker_says_is_short():
    (one, *others) = from_worker([SAID | {"detail": "x" * 10**6}] * 10**5, SOURCES)
    assert len(one.detail) < 1000
    assert len(others) < 100


def test_what_a_worker_says_changes_no_verdict_that_passes():
    passed = Verdict("read_idx", "passed", "")
    assert with_left_out(passed, from_worker([SAID], SOURCES), SOURCES) == passed


# Ordinary notebooks


def top_level_of(cells):
    top_level = TopLevel()
    for cell in cells:
        top_level.add(cell.label, cell.source, is_exercise=cell.exercise is not None)
    return top_level


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_the_lessons_own_answers_need_nothing_but_definitions(path):
    for notebook in (read_notebook(path), solved(read_notebook(path))):
        cells = code_cells(notebook)
        top_level = top_level_of(cells)
        plans = {cell.exercise: top_level.plan(cell.exercise) for cell in cells if cell.exercise}
        assert plans
        assert not any(plans.values())


@pytest.mark.slow
@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_no_answer_of_the_tests_in_its_lesson_needs_more_or_is_told_that_it_lacks_something(path):
    lesson = code_cells(read_notebook(path))
    read = {cell.label: statements_of(cell) for cell in lesson}
    for exercise in of_lesson(int(path.stem[:2])):
        (own,) = (cell for cell in lesson if cell.exercise == exercise.name)
        answers = {**RIGHT[exercise.name], **WRONG[exercise.name]}
        assert len(answers) > 5
        for name, function in answers.items():
            answer = statements_of(replace(own, source=text_of(exercise.name, function)))
            found = Program(chain.from_iterable({**read, own.label: answer}.values()))
            needed = found.needed_for(exercise.name)
            assert needed.statements, name
            assert not needed.top_level + needed.below, name


def statements_of(cell):
    is_exercise = cell.exercise is not None
    return [
        Statement(cell.label, node, is_definition(node, is_exercise=is_exercise))
        for node in parsed(cell.source, cell.label).body
    ]


@pytest.mark.timing
def test_reading_a_lesson_takes_little_beside_running_its_definitions():
    path = max(all_notebooks(), key=lambda path: path.stat().st_size)
    cells = code_cells(solved(read_notebook(path)))
    start = time.process_time()
    top_level = top_level_of(cells)
    parsed = time.process_time()
    for cell in cells:
        if cell.exercise:
            top_level.plan(cell.exercise)
    # It is one to three times as long as parsing, which is a hundredth of the whole check.
    assert time.process_time() - parsed < 10 * (parsed - start) + 0.05
