"""A beginner's error in an open lesson gets a card; every other error keeps its traceback."""

import json
import subprocess
import sys
import time
from collections import Counter

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils import check, hint, solutions
from course_utils.error_cards.hook import install
from course_utils.exercises import handed_back, help

IMPORTS = "import struct\nfrom course_utils import ask, check, hint, predict, progress, solution"
FOLDER = 'folder = struct.pack(">I", 3)\nsize = len(folder)'
USE = "images = read_idx(folder)\nprint(images.shape)"
CHECK = "read_idx = check(read_idx)"
BLANK = "def read_idx(path):\n    raise NotImplementedError"
HALF = "def read_idx(path):\n    content = path"
CELLS = [
    ("markdown", "# A lesson", None),
    ("code", IMPORTS, None),
    ("markdown", "## From *bytes* to `images`", None),
    ("code", FOLDER, None),
    ("code", 'ask("missing-control", ...)', None),
    ("code", 'predict("pixel accuracy", ...)', None),
    ("code", BLANK, "read_idx"),
    ("code", CHECK, None),
    ("code", USE, None),
    ("code", "def task_sets(a):\n    raise NotImplementedError", "task_sets"),
    ("code", 'predict("same start weights", ...)', None),
    ("code", "shape = images.shape", None),
    ("code", "X = images[0]", None),
    ("code", "X.shape", None),
]


def notebook_of(cells):
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {"cell_type": kind, "source": text, "id": f"cell-{place}"}
            | {"metadata": {"course": {"exercise": exercise}} if exercise else {}}
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
            for place, (kind, text, exercise) in enumerate(cells)
        ],
    }


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """The lesson's file, which is open in this process as Jupyter would have it."""
    path = tmp_path / "a lesson.ipynb"
    path.write_text(json.dumps(notebook_of(CELLS)), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setattr(help, "_given", Counter())
    return path


@pytest.fixture
def shell(lesson, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # IPython takes its place
    monkeypatch.setattr(handed_back, "_functions", {})
    settings = Config(
        {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}}
    )
    shell = InteractiveShell.instance(config=settings)
    install(shell)
    yield shell
    InteractiveShell.clear_instance()


@pytest.fixture
def said(shell, capsys):
    """Run cells, and return what the last one has said, in one line."""

    def run(*cells):
        for cell in cells:
            capsys.readouterr()
            run.ended_well = shell.run_cell(cell, store_history=True).success
        return " ".join(capsys.readouterr().out.split())

    return run


def test_a_skipped_cell_is_named_by_its_heading_and_its_first_line(said):
    card = said(IMPORTS, BLANK, CHECK, USE)
    assert not said.ended_well
    assert "! folder is not known yet" in card
    cell = 'the cell under "From bytes to images" that begins with `folder = struct.pack(">I", 3)`.'
    assert f"{cell} It has not run yet. Next: run that cell, then this one" in card
    assert card.endswith("Python says: NameError: name 'folder' is not defined")
    assert "Traceback" not in card


def test_after_a_restart_all_cells_above_are_to_be_run(said):
    card = said(CHECK)
    assert "! check is not known yet" in card
    assert "a kernel that is restarted forgets everything. Next: choose Run All Above" in card


def test_of_several_skipped_cells_all_are_to_be_run(said):
    card = said(IMPORTS, "shape = images.shape")
    assert "begins with `images = read_idx(folder)`" in card
    assert "nor has another one that it needs. Next: run the cell under" in card
    assert '`folder = struct.pack(">I", 3)`, and those below it one after the other' in card


def test_a_cell_that_stopped_is_to_be_mended(said):
    card = said("from course_utils import check", FOLDER, "folder")
    assert "It has run, but no folder came out of it. Next: read what stands below" in card


def test_a_name_of_a_cell_further_down_leads_to_the_top(shell, said):
    shell.get_parent = lambda: {"metadata": {"cellId": "cell-3"}}
    card = said(IMPORTS, "folder = images")
    assert "It stands further down. Next: run the cells in their order, from the top" in card


def test_a_cell_is_not_sent_to_itself(shell, said):
    shell.get_parent = lambda: {"metadata": {"cellId": "cell-11"}}
    assert "Traceback" in said(IMPORTS, "shape = shape + 1")


def test_an_exercise_is_to_be_defined_and_checked(said):
    assert "run that cell, then `read_idx = check(read_idx)`, then this one" in said(
        IMPORTS, FOLDER, USE
    )
    card = said(CHECK)
    assert "begins with `def read_idx(path):`" in card
    assert "Next: run that cell, then this one" in card


@pytest.mark.parametrize(
    ("cell", "next_step"),
    [
        ('ask("missing-control", b)', 'write ask("missing-control", "b")'),
        ('ask(missing-control, "B")', 'write ask("missing-control", "b")'),
        ('predict("pixel accuracy", seven)', "in digits, a number of per cent"),
        ('predict("pixel accuracy", 40 %)', "take the sign % away"),
        ('predict("pixel accuracy", 30 %, 40 %)  # or so', "take the sign % away"),
        ('predict("pixel accuracy", ...60)', 'write predict("pixel accuracy", 60)'),
        ('ask("missing-control", ..."b")', 'write ask("missing-control", "b")'),
        ('ask("missing-control", b...)', 'write ask("missing-control", "b")'),
        ("hint(task_stes)", 'write hint("task_sets")'),
        ('Print("a")', "write print in place of Print"),
        ('predict("same start weights", yes)', 'write predict("same start weights", "yes")'),
        ('predict("same start weights", perhaps)', 'in place of the dots, "yes" or "no"'),
        ("hint(task_sets)", 'write hint("task_sets")'),
        ("solution(Task_Sets)", 'write solution("task_sets")'),
        ("read_idx = chek(3)", "write check in place of chek"),
        ("Hint()", "write hint in place of Hint"),
        ("check()", "write `read_idx = check(read_idx)`"),
        ('ask("missing-control", "a", "b")', 'write ask("missing-control", "your letter")'),
        ("progress(3)", "write progress(), with nothing in the brackets"),
        ("read_idx = check(read_idx(folder))", "write `read_idx = check(read_idx)`"),
        ("x = check(readidx)", "write read_idx in place of readidx"),
    ],
)
def test_a_call_that_cannot_work_is_shown_as_it_works(cell, next_step, said):
    card = said(IMPORTS, FOLDER, BLANK, cell)
    assert not said.ended_well
    assert next_step in card
    assert "Traceback" not in card


def test_a_blank_exercise_leads_to_its_check(said):
    card = said(IMPORTS, FOLDER, BLANK, USE)
    assert "! read_idx is still blank, and not checked yet" in card
    assert "Next: run `read_idx = check(read_idx)`, then the cells below it" in card


@pytest.mark.parametrize("cells", [[USE], ["images = read_idx(folder)", "print(images.shape)"]])
def test_an_unchecked_exercise_that_returns_nothing_leads_to_its_check(cells, said):
    assert "read_idx is not checked yet, and returns nothing" in said(IMPORTS, FOLDER, HALF, *cells)


def test_a_fault_that_is_still_as_given_leads_to_its_check(said):
    card = said(IMPORTS, solutions.stub("task_sets"), "task_sets(1, 2, 3)")
    assert "task_sets still has its fault, and is not checked yet" in card


def test_what_check_has_handed_back_is_not_blamed(said):
    card = said(IMPORTS, HALF, CHECK, "print(read_idx.__name__, None.shape)")
    assert "not checked yet" not in card
    assert "Traceback" in card


def test_an_answer_under_another_name_is_told_its_name(said):
    renamed = HALF.replace("read_idx", "readidx")
    card = said(IMPORTS, FOLDER, renamed, USE)
    assert "You defined readidx, and the exercise is read_idx" in card
    card = said(HALF, CHECK, renamed, CHECK)
    assert "read_idx is still the course's own: your function is now called readidx" in card
    assert "write def read_idx in place of def readidx" in card
    assert "define your function with def read_idx" in said("readidx = check(readidx)")
    assert "the course's own, not yours" in said(HALF, CHECK, CHECK), "it has its name again"


def test_an_answer_with_a_part_of_the_name_is_told_which_exercise_it_is(said):
    short = "def idx(path):\n    return 3"
    said(IMPORTS)
    assert "The cell defines idx; the exercise is read_idx" in said(short, "read_idx = check(idx)")
    assert "write def read_idx in place of def idx" in said(HALF, CHECK, short, CHECK)
    assert "knows no exercise called idx" in said("def idx(a, b):\n    return 3", "check(idx)")


def test_an_answer_is_known_by_its_docstring_and_a_helper_is_no_answer(said):
    docstring = solutions.stub("read_idx").split('"""')[1]
    renamed = f'def load(path):\n    """{docstring}"""\n    return 3'
    helper = "def read_idx_header(path):\n    return 4\n"
    assert "your function is now called load" in said(IMPORTS, HALF, CHECK, renamed, CHECK)
    assert "the course's own, not yours" in said(helper + HALF, CHECK, CHECK)
    assert "the course's own, not yours" in said("def read_idxs(paths):\n    return 3", CHECK)


def test_a_bug_in_an_unchecked_function_keeps_its_line(said):
    bug = "def read_idx(path):\n    order = [].sort()\n    for i in order:\n        pass"
    assert "for i in order" in said(IMPORTS, FOLDER, bug, "read_idx(folder)")
    used_beside = "print(read_idx(folder)[0], {}.get('name').upper())"
    right = "def read_idx(path):\n    return path"
    assert "Traceback" in said(right, used_beside)
    assert "Traceback" in said(HALF, "images = read_idx(folder)", right, "images[0]")
    half_written = f"{HALF}\n    raise NotImplementedError('3 dimensions')"
    assert "3 dimensions" in said(half_written, "read_idx(folder)")
    assert "not checked" not in said(half_written, "read_idx(folder)")


@pytest.mark.parametrize(
    "cell", ["a, b = read_idx(folder)", "a = read_idx(folder)\nprint(a[0])", "read_idx(folder)[0]"]
)
def test_however_the_none_of_an_unchecked_exercise_is_used_it_is_told(cell, said):
    assert "read_idx is not checked yet, and returns" in said(IMPORTS, FOLDER, HALF, cell)


@pytest.mark.parametrize(
    "cell",
    [
        *("mask", "mask(3)", "predicted", "prediction(3)", "resolution", "progression()"),
        *("checks(3)", "solutions()", "Any", "x = Solution()", "i", "name", "X", "print(total)"),
        "predict('pixel accuracy', 100 * n_right / n_all)",
        "predict('pixel accuracy', (0.43)  # that is 43 %)",
        "print(word)\nword = 3",
        "del struct\nstruct.pack",
        "try:\n    1 / 0\nexcept Exception as size:\n    pass\nsize",
    ],
)
def test_no_card_shows_where_it_is_not_certain(cell, said):
    scratch = "for name in 'ab':\n    i = name\nword = 1\ndel word"
    assert "! " not in said(IMPORTS, scratch, "del i, name", "total = 1 / 0", cell)
    assert not said.ended_well


@pytest.mark.parametrize(
    "cell",
    [
        *("predict('pixel accuracy', seven)", "predict('pixel accuracy', 40 %)", "check()"),
        *("ask('missing-control', ...'b')", "check(read_idx(3).x)"),
    ],
)
def test_functions_of_the_learners_own_get_no_card(cell, said):
    own = "\n".join(f"def {name}(a, b): pass" for name in ("predict", "check", "hint", "ask"))
    assert "Next:" not in said(IMPORTS, "def read_idx(path):\n    return path", own, cell)
    assert not said.ended_well


def test_nobody_is_sent_in_a_circle(said):
    """A cell above that fails stops Run All Above, so the card must name the cell to run."""
    assert 'put it in quotes: print("Maria")' in said("print(Maria)")
    for _ in range(2):
        card = said(CHECK)
        assert "begins with `import struct`. It has not run yet. Next: run that cell" in card
        assert "Run All Above" not in card


def test_a_body_without_its_spaces_is_told_below_the_error_and_by_the_check(said):
    body = 'def read_idx(path):\n    """Read it."""\n'
    told = said(IMPORTS, BLANK, f"{body}return 0.5")
    assert "SyntaxError: 'return' outside function" in told
    assert "four spaces before each line of the body" in told
    assert "The body is missing" in said(f"{body}answer = 0.5", CHECK)


def test_the_check_says_that_the_cell_above_could_not_be_read(said):
    said(IMPORTS, HALF, CHECK)
    for unread in (f"{HALF}\n  return 3", f"{HALF}\n    return 60%", f"{HALF}\n    return (3"):
        assert "Error" in said(unread)
        assert "read_idx: your cell did not run to its end Python could not read it" in said(CHECK)
    assert "not yet right" in said(HALF, CHECK)


def test_an_exercise_that_could_not_be_read_is_not_said_to_be_unrun(said):
    card = said(IMPORTS, f"{HALF}\n    return 60%", CHECK)
    assert "It has run, but Python could not read it. Next: see the red text" in card


def test_a_function_without_its_brackets_says_how_it_is_called(said):
    assert "only with brackets after it Next: write hint()" in said(IMPORTS, "hint")
    assert "write progress()" in said("progress")
    assert "write `NAME = check(NAME)`" in said("check")


def test_check_hands_back_the_function_whose_name_is_in_quotes(shell, said):
    card = said(IMPORTS, HALF, 'read_idx = check("read_idx")')
    assert "check takes the function itself" in card
    assert callable(shell.user_ns["read_idx"])


@pytest.mark.parametrize("lines", [6_000, 24_000])
def test_a_large_notebook_costs_no_wait(lines, said, lesson):
    written = [f"value_{it} = other_{it} + value_{it + 1}" for it in range(lines)]
    cells = [CELLS[1], *(("code", "\n".join(written[it::60]), None) for it in range(60))]
    lesson.write_text(json.dumps(notebook_of(cells)), encoding="utf-8")
    before = time.monotonic()
    card = said("print(1)", "value_7")
    assert time.monotonic() - before < 5
    assert ("value_7 is not known yet" in card) == (lines == 6_000)


def test_neither_a_strange_error_nor_an_interrupt_ends_the_cards(said, shell, monkeypatch):
    strange = "class Strange(ValueError):\n    def __str__(self): raise TypeError\nraise Strange"
    with monkeypatch.context() as patched:  # a kernel sends the text of an error, and has none here
        patched.setattr(shell, "_showtraceback", lambda kind, error, lines: str(error))
        assert "unregistering" not in said(IMPORTS, strange)

    def interrupted(failure):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("course_utils.error_cards.cards._ALL", [interrupted])
        assert "Traceback" in said("Hint()")
    assert "write hint in place of Hint" in said("Hint()")


@pytest.mark.parametrize(
    "cell",
    [
        "X_tarin",
        "1 + ''",
        "None.shape",
        "[][3]",
        "int('x')",
        "1 +",
        "  x = 1\n y = 2",
        "raise NotImplementedError",
        "def f():\n    return images\nf()",  # a name of their own that they forgot, perhaps
        "struct.unpack('>I', b'')",
        "import json\njson.loads('{')",
    ],
)
def test_all_other_errors_keep_their_traceback_to_the_last_sign(cell, shell, said):
    said(IMPORTS)
    with_cards = said(cell)
    shell.set_custom_exc((), None)
    assert with_cards.replace("In[2]", "In[3]") == said(cell).replace("In[2]", "In[3]")
    assert not said.ended_well


def test_without_an_open_lesson_nothing_changes(said, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME")
    assert "Traceback" in said(CHECK)


def test_in_a_notebook_without_the_course_nothing_changes(said, lesson):
    lesson.write_text(
        json.dumps(notebook_of([("code", "# course_utils\ncheck = 3", None)])), "utf-8"
    )
    assert "Traceback" in said("chek(3)")


def test_a_handler_of_somebody_elses_stays(shell):
    shell.set_custom_exc((KeyError,), lambda *args, **kwargs: None)
    install(shell)
    assert shell.custom_exceptions == (KeyError,)


def test_a_fault_of_the_cards_costs_no_traceback(said, monkeypatch):
    monkeypatch.setattr("course_utils.error_cards.cards._ALL", [lambda failure: 1 / 0])
    assert "NameError" in said(CHECK)


def test_the_traceback_is_there_for_who_asks(said):
    assert "NameError" in said(CHECK, "%tb")


# The exercise at hand


def test_hint_without_a_name_is_of_the_exercise_nearest_above(shell, lesson, said):
    shell.get_parent = lambda: {"metadata": {"cellId": "cell-8"}}
    assert "read_idx: hint 1" in said(IMPORTS, "hint()")
    shell.get_parent = lambda: {"metadata": {"cellId": "cell-10"}}
    assert "task_sets: hint 1" in said("hint(...)")
    assert "task_sets: one solution" in said("solution()")


def test_hint_without_a_name_is_else_of_the_exercise_checked_or_defined_last(said):
    assert "Which exercise? This notebook has read_idx and task_sets." in said(IMPORTS, "hint()")
    assert "task_sets: hint" in said("def task_sets():\n    pass", "hint()")
    assert "read_idx: hint" in said(HALF, CHECK, "hint()")


def test_a_wrong_name_is_answered_with_names_of_this_notebook_only(lesson, capsys):
    hint("split_datasets")
    unknown = capsys.readouterr().out
    assert "This notebook has read_idx and task_sets." in unknown
    assert 'Next: hint("read_idx")' in unknown

    def split_datasets():
        pass

    check(split_datasets)
    assert "This notebook has read_idx and task_sets." in capsys.readouterr().out


def test_a_lesson_takes_an_exercise_of_another_one_by_its_full_name(lesson, capsys):
    hint("split_dataset")
    assert "split_dataset: hint" in capsys.readouterr().out


# In real kernels


def test_the_package_stays_cheap_in_a_kernel():
    code = (
        "import sys; from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance(); shell.kernel = 'one'; before = set(sys.modules)\n"
        "import course_utils; assert shell.custom_exceptions\n"
        "new = set(sys.modules) - before\n"
        "assert new.isdisjoint({'numpy', 'tensorflow', 'keras', 'nbformat', 'jinja2'}), new\n"
        "ours = {name.split('.')[1] for name in new if name.startswith('course_utils.')}\n"
        "assert ours <= {'older_names', 'error_cards', 'machine'}, ours"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("is_open", [True, False])
def test_a_cell_that_ends_in_a_card_has_failed(is_open, lesson, monkeypatch):
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    if not is_open:
        monkeypatch.delenv("JPY_SESSION_NAME")
    cells = [CELLS[1], ("code", USE, None), ("code", "1", None)]
    notebook = nbformat.from_dict(notebook_of(cells))
    with pytest.raises(CellExecutionError) as stopped:
        NotebookClient(notebook).execute()
    assert (stopped.value.ename, stopped.value.evalue) == (
        "NameError",
        "name 'read_idx' is not defined",
    )
    _, failed, after = notebook.cells
    (output,) = failed.outputs
    assert output.output_type == ("display_data" if is_open else "error")
    assert after.execution_count is None
    if is_open:
        assert "read_idx is not known yet" in output.data["text/html"]
        assert "read_idx is not known yet" in output.data["text/plain"]
