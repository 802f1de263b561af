"""`check` in a real kernel: what is shown under a cell while it runs and after it."""

import os
import textwrap
import threading

import pytest
from jupyter_client.manager import start_new_kernel

from course_utils import solutions
from course_utils.learner import answers, state
from course_utils.learner.lessons import all_lessons
from course_utils.learner.status import standings
from tests.learners import PROJECT, answer, started

FILE = "03_split_dataset.ipynb"
CHECK = "split_dataset = check(split_dataset)"
AFTER = "from course_utils.exercises import still_running\nstill_running.SECONDS = "
STILL_RUNNING = "… split_dataset: still running"

pytestmark = pytest.mark.slow


class Kernel:
    """A kernel of a learner who has a lesson open in JupyterLab."""

    def __init__(self, folder):
        environment = os.environ | {
            "PYTHONPATH": str(PROJECT),
            "JPY_SESSION_NAME": str(folder / FILE),  # as JupyterLab sets it
        }
        self.folder = folder
        self.manager, self.client = start_new_kernel(
            kernel_name="python3", cwd=str(folder), env=environment
        )
        self.run("from course_utils import check, progress")

    def run(self, *sources, stop_when=None):
        """Run cells; return the status and the messages of the last one.

        With `stop_when` ■ is pressed once this text has been shown.
        """
        for source in sources:
            shown = []

            def take(message, shown=shown):
                shown.append((message["msg_type"], message["content"]))
                if stop_when and stop_when in str(message["content"]):
                    threading.Timer(0.2, self.manager.interrupt_kernel).start()

            reply = self.client.execute_interactive(source, output_hook=take, timeout=120)
        return reply["content"]["status"], shown

    def outputs(self, *sources):
        """Run cells; return what stands under the last one in the end, as plain text."""
        under = {}
        for number, (kind, content) in enumerate(self.run(*sources)[1]):
            if kind in ("display_data", "update_display_data"):
                key = content["transient"].get("display_id", number)
                under[key] = content["data"]["text/plain"]
            elif kind in ("stream", "error"):
                under[number] = f"{kind}: {content.get('text', content)}"
        return list(under.values())

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    place = tmp_path_factory.mktemp("learner")
    kernel = Kernel(started(place, PROJECT))
    yield kernel
    kernel.close()


PRINTS = """
import logging
import pandas as pd
logging.basicConfig(level="INFO")

def split_dataset(X, y):
    from IPython.display import HTML, clear_output, display
    import rich
    display(pd.DataFrame({"a table": [1]}))
    display(HTML("<script>alert(1)</script>"))
    rich.print("[red]by rich[/red]")
    logging.info("by logging")
    clear_output()
"""


def test_whatever_a_function_displays_stands_in_the_fold_and_nowhere_else(kernel):
    card, *others = kernel.outputs(PRINTS, CHECK)
    assert others == []
    fold = card.partition("What your function printed")[2]
    for text in ("a table", "HTML object", "by rich", "INFO:root:by logging"):
        assert text in fold
    after = kernel.outputs("print('mine')\nlogging.info('too')")
    assert sorted(after) == ["stream: INFO:root:too\n", "stream: mine\n"]


WITH_A_WIDGET = """
import ipywidgets
from IPython.display import display

def split_dataset(X, y):
    with ipywidgets.Output() as out:
        print("into a widget")
    display(out)
    in_B = (y == 5) | (y == 6)
    y_A = y[~in_B].copy()
    y_A[y_A > 6] -= 2
    return (X[~in_B], y_A), (X[in_B], (y[in_B] == 6).astype("float32"))
"""


def test_an_answer_may_use_widgets(kernel):
    (card,) = kernel.outputs(WITH_A_WIDGET, CHECK)
    assert card.startswith("✓ split_dataset: passed")


@pytest.mark.parametrize("end", ["quit()", "exit()", "raise SystemExit", "exit(keep_kernel=True)"])
def test_an_answer_that_quits_is_told_so_and_the_kernel_stays(kernel, end):
    (card,) = kernel.outputs(f"def split_dataset(X, y):\n    {end}", CHECK)
    assert "It raised SystemExit" in card
    assert "take out the call that ends the program" in card.replace("\n   ", "")
    assert kernel.outputs("print('still here')") == ["stream: still here\n"]
    assert kernel.manager.is_alive()


def test_what_a_stopped_function_goes_on_to_print_is_in_no_later_fold(kernel):
    goes_on = """
import time
def split_dataset(X, y):
    while True:
        try:
            time.sleep(0.01)
            print("from before")
        except BaseException:
            pass
"""
    kernel.run(goes_on, f"{AFTER}0.3", CHECK, stop_when=STILL_RUNNING)
    kernel.run(f"{AFTER}60")
    prints = "import time\ndef split_dataset(X, y):\n    time.sleep(0.2)\n    print('now')"
    (card,) = kernel.outputs(prints, CHECK)
    assert "now" in card
    assert "from before" not in card


def test_a_check_that_is_quick_shows_its_card_and_nothing_before_it(kernel):
    (card,) = kernel.outputs("def split_dataset(X, y): return X, y", CHECK)
    assert card.startswith("✗ split_dataset")


LOOPS = {
    "Python": "def split_dataset(X, y):\n    while True: pass",
    "NumPy": "import numpy as np\ndef split_dataset(X, y):\n"
    "    while True: np.linalg.svd(np.ones((800, 800)))",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_is_said_to_run_and_the_stop_gives_one_card_and_ends_run_all(kernel, loop):
    status, shown = kernel.run(f"{AFTER}0.3", LOOPS[loop], CHECK, stop_when=STILL_RUNNING)
    kernel.run(f"{AFTER}60")
    assert status == "error", "Run All would go on"
    kinds = [kind for kind, _ in shown if kind not in ("status", "execute_input")]
    assert kinds == ["display_data", "update_display_data", "display_data"]
    said, gone, card = [it["data"]["text/plain"] for kind, it in shown if kind in kinds]
    assert STILL_RUNNING in said
    assert "■ in the toolbar above stops it" in said
    assert gone == ""
    assert card.startswith("■ split_dataset: you stopped the check")
    # Other errors are shown as before.
    assert "NameError" in str(kernel.run("undefined_name")[1])


def test_a_pass_that_is_not_in_the_file_is_said_to_be_unsaved_and_is_kept(kernel):
    code = solutions.source("split_dataset")
    (card,) = kernel.outputs(code, CHECK)
    assert "passed" in card
    assert "Not saved yet: press Ctrl+S, or ⌘S on a Mac." in card
    assert answers.kept(kernel.folder, "split_dataset").code.strip() == code.strip()
    answer(kernel.folder / FILE, "split_dataset", code)  # as by Ctrl+S
    (card,) = kernel.outputs(code, CHECK)
    assert "passed" in card
    assert "saved" not in card


RIGHT = solutions.source("split_dataset").strip()
ONLY_IPYTHON_READS = {
    "a magic": f"%matplotlib inline\n{RIGHT}",
    # Read and not run: on some machines a shell takes minutes to start.
    "a command": f"if False:\n    !true\n{RIGHT}",
    "help": f"len?\n{RIGHT}",
    "its output is caught": f"%%capture\n{RIGHT}",
    "indented": textwrap.indent(RIGHT, "    "),
}


@pytest.mark.parametrize("cell", ONLY_IPYTHON_READS.values(), ids=ONLY_IPYTHON_READS)
def test_a_cell_that_only_ipython_reads_is_kept_and_known_again_as_it_was_typed(kernel, cell):
    answer(kernel.folder / FILE, "split_dataset", cell)
    *_, card = kernel.outputs(cell, CHECK)
    assert "passed" in card
    assert "saved" not in card
    assert answers.kept(kernel.folder, "split_dataset").code.rstrip() == cell.rstrip()
    answer(kernel.folder / FILE, "split_dataset", cell)  # saved again, later than the check
    folder, lessons = kernel.folder, all_lessons()
    standing = next(
        it
        for it in standings(folder, lessons, state.read(folder).entries)
        if it.lesson.file == FILE
    )
    assert standing.statuses["split_dataset"] == "passed"


DECORATOR = "def quietly(function):\n    def inside(X, y): return function(X, y)\n    return inside"
IN_NO_CELL = {
    "a decorator of another cell": [DECORATOR, f"@quietly\n{RIGHT}"],
    "partial": [
        RIGHT.replace("split_dataset", "mine"),
        "import functools\nsplit_dataset = functools.partial(mine)",
    ],
    "%%time": [f"%%time\n{RIGHT}"],
}


@pytest.mark.parametrize("cells", IN_NO_CELL.values(), ids=IN_NO_CELL)
def test_an_answer_that_cannot_be_kept_is_said_to_be_and_no_other_cell_is_kept(kernel, cells):
    before = answers.kept(kernel.folder, "split_dataset")
    *_, card = kernel.outputs(*cells, CHECK)
    assert "passed" in card
    assert "no copy of it could be kept" in " ".join(card.split())
    assert answers.kept(kernel.folder, "split_dataset") == before


def test_a_pass_stands_where_the_cells_before_it_were_not_run(kernel):
    uses_a_helper = solutions.source("split_dataset").replace("(y == 5)", "helper(y)")
    kernel.run("def helper(y): return y == 5", uses_a_helper, CHECK)
    (card,) = kernel.outputs("del helper", uses_a_helper, CHECK)
    assert "NameError" in card
    assert "This very code has passed before, and that pass counts." in " ".join(card.split())
    (card,) = kernel.outputs("def split_dataset(X, y): return other_helper(y)", CHECK)
    assert "NameError" in card
    assert "passed before" not in card


def test_a_blank_exercise_that_has_passed_before_shows_the_answer(kernel):
    code = solutions.source("split_dataset")
    (card,) = kernel.outputs(code, CHECK, solutions.stub("split_dataset"), CHECK)
    assert "You have passed this before, and that counts" in card
    assert "course-answers/split_dataset.py" in card
    assert code.splitlines()[-1].strip() in card.partition("Your answer of ")[2]


def test_the_next_step_is_in_the_notebook_that_is_open(kernel):
    (card,) = kernel.outputs("progress()")
    assert f"Next: {FILE}, exercise" in card.replace("\n   ", "")
