"""A terminal that knows only plain letters: what is in order and what is not differ in a word."""

import ast
import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course_utils.cli import app
from course_utils.exercises import find, judging
from course_utils.exercises.exercise import Finding
from course_utils.exercises.faults import as_given
from course_utils.exercises.verdict import Verdict
from course_utils.grading.table import print_verdicts
from course_utils.learner import state
from course_utils.learner.lessons import all_lessons
from course_utils.learner.overview import as_overview, closing_lines
from course_utils.learner.status import WORDS_OF, Standing
from course_utils.machine import signs
from tests.classes import hand_in
from tests.learners import COURSE, PROJECT, answer, run

WRONG = "def prepare_images(images):\n    return images\n"
FILE = "01_dataset_tour.ipynb"
SIGNS = re.compile(f"[{''.join(signs.PLAIN)}]")


def plain_environment(**more):
    """Return an environment in which Python's streams take ASCII only."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    return kept | {"LC_ALL": "C", "PYTHONUTF8": "0"} | more


def said_by(command, **more):
    """Return what a command prints on such a terminal, in which each sign is as good as lost."""
    done = subprocess.run(command, capture_output=True, env=plain_environment(**more), check=False)
    said = (done.stdout + done.stderr).decode("ascii")
    assert "Traceback" not in said
    return said


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with a learner's lessons, a class that was graded, and damaged data.

    In lesson 01 `read_idx` is right, `prepare_images` is wrong and the third one is blank.
    """
    place = tmp_path_factory.mktemp("plain")
    for folder in ("nothing", "data"):
        (place / folder).mkdir()
    (place / "data" / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b broken")
    assert run("start", place / "mine").returncode == 0
    answer(place / "mine" / FILE, "read_idx")
    answer(place / "mine" / FILE, "prepare_images", WRONG)
    entries = [("read_idx", "passed"), ("prepare_images", "failed")]
    state.add(
        place / "mine", [state.Entry(state.now(), name, status, None) for name, status in entries]
    )
    handed_in = nbformat.read(place / "mine" / FILE, as_version=4)
    hand_in(place / "class", "ann", handed_in)
    graded = run("grade", place / "class", "--out", place / "out")
    assert graded.returncode == 0, graded.stderr
    return place


# For each command that says how something is: its arguments where that is in order and where it
# is not, and the words. Signs are not among the words.
VERDICTS = {
    "doctor": (
        ("doctor {place}/mine", r"\bfine +Lessons\b"),
        ("doctor {place}/nothing", r"\bproblem +Lessons\b.*\n +to do: +course start"),
    ),
    "data": (
        ("data", r"train-images-idx3-ubyte.gz .* verified\n"),
        ("data COURSE_DATA={place}/data", r"not in order:\n.*train-images-idx3-ubyte.gz is damag"),
    ),
    "check": (
        ("check {place}/mine/" + FILE, r"\bread_idx\b.*\bpassed\b"),
        ("check {place}/mine/" + FILE, r"\bprepare_images\b.*\bnot yet right\b"),
    ),
    "status": (
        ("status {place}/mine", r"01: .* 1 of 3 "),
        ("status {place}/mine", r"Not yet right: prepare_images\n  Not attempted: all of 00, tr"),
    ),
    "replay": (
        ("replay {place}/out ann read_idx", r"read_idx: passed\b"),
        ("replay {place}/out ann prepare_images", r"prepare_images: not yet right\b"),
    ),
}
SAY_SENTENCES = {"start", "reset", "update", "release", "grade", "misconceptions", "nbgrader"} | {
    *("lab", "marks", "nbgrader_import", "solve", "build", "experiment", "tables")
}


def test_every_command_is_tried_or_says_only_sentences():
    commands = {command.callback.__name__ for command in app.registered_commands}
    assert commands == VERDICTS.keys() | SAY_SENTENCES


@pytest.mark.parametrize("command", VERDICTS)
def test_what_is_in_order_and_what_is_not_differ_in_a_word(command, place):
    for line, words in VERDICTS[command]:
        said = said_by_course(line.format(place=place))
        assert re.search(words, said), said


@functools.cache
def said_by_course(line):
    """Return what a command of the course prints; NAME=VALUE in its line is an environment's."""
    parts = line.split()
    settings = dict(part.split("=") for part in parts if "=" in part)
    return said_by([*COURSE, *(part for part in parts if "=" not in part)], **settings)


def test_the_words_of_doctor_stand_in_columns(place):
    lines = said_by_course(f"doctor {place}/nothing").splitlines()
    for line in lines:
        assert re.match(r"(. fine    \w+ +|. problem \w+ +|  to do: +| +)", line).end() == 20, line


def test_cards_are_shown_outside_a_notebook_with_their_words():
    code = (
        "from course_utils import check, hint\n"
        f"{WRONG}\ncheck(prepare_images)\n"
        "def read_idx(path): raise NotImplementedError\n"
        "check(read_idx)\nhint('read_idx')"
    )
    said = said_by([sys.executable, "-c", code])
    assert "prepare_images: not yet right" in said
    assert "read_idx: not attempted" in said
    assert "read_idx: hint 1 of 3" in said


@pytest.mark.parametrize("status", sorted(set(WORDS_OF) - {"passed"}))
def test_the_overview_says_in_words_which_exercise_has_which_mark(status, tmp_path):
    _, first, second, *_ = all_lessons()
    one, *others = first.stubs
    standings = [
        Standing(first, {one: status, **dict.fromkeys(others, "passed")}),
        Standing(second, dict.fromkeys(second.stubs, status)),
    ]
    said = SIGNS.sub("", as_overview(standings, closing_lines(tmp_path, standings)))
    assert f"  {WORDS_OF[status].capitalize()}: {one}, all of 02\n" in said
    assert not any(f"\n  {words.capitalize()}: " in said for words in others_than(status))


def others_than(status):
    """Return the words of all statuses that have other words."""
    return set(WORDS_OF.values()) - {WORDS_OF[status]}


# Signs in sentences


def test_signs_in_sentences_become_plain_letters_that_say_the_same():
    text = "28 × 28, −0.5, 0, 1, …; File › Reload: «is it a shirt?»"
    plain = '28 x 28, -0.5, 0, 1, ...; File > Reload: "is it a shirt?"'
    assert signs.as_shown(text, "ascii") == plain
    assert signs.as_shown(text, "utf-8") == signs.as_shown(text, None) == text
    assert signs.as_shown("é", "ascii") == "?"


def test_every_sign_in_the_courses_messages_has_plain_letters():
    package = PROJECT / "course_utils"
    folders = [package / name for name in ("commands", "exercises", "grading", "learner")]
    paths = [*package.glob("*.py"), *(path for folder in folders for path in folder.rglob("*.py"))]
    for path in paths:
        # Letters are those of the heads that a learning system writes in its own language.
        used = {
            sign for sign in "".join(strings_in(path)) if not (sign.isascii() or sign.isalpha())
        }
        assert used <= signs.PLAIN.keys(), path


def strings_in(path):
    """Return the strings of a module that are no docstrings."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in alone:
            yield node.value if isinstance(node.value, str) else ""


def test_the_table_stays_aligned_where_a_sign_becomes_several_letters(tmp_path):
    code = (
        "from pathlib import Path\n"
        "from tests.test_plain_terminals import a_table; a_table(Path('a.ipynb'))"
    )
    said = said_by([sys.executable, "-c", code], PYTHONPATH=str(PROJECT))
    assert "images 0, 1, 2, ... of" in said
    assert len({len(line) for line in said.splitlines()}) == 1, said


@pytest.mark.parametrize("width", [80, 60])
def test_a_narrow_table_cuts_nothing(width, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("course_utils.grading.table._PLAIN_WIDTH", width)
    finding = Finding("order", "", "other images", "none")
    call = 'hint("inverse_frequency_weights")'
    verdict = Verdict("inverse_frequency_weights", "failed", "They differ.", finding, "", call)
    print_verdicts(tmp_path / "a.ipynb", [verdict])
    last = [line.split("│")[-2] for line in capsys.readouterr().out.splitlines() if "│" in line]
    assert call in "".join(map(str.strip, last))


def a_table(notebook):
    """Print a table with a verdict that has signs in its words."""
    sys.stdout.reconfigure(errors=signs.ERRORS)  # as the command line does
    finding = Finding("order", "", "other images", "images 0, 1, 2, … of 28 × 28")
    print_verdicts(notebook, [Verdict("train_valid_split", "failed", "They differ.", finding)])


NAME_ERROR = "name 'read_idx' is not defined"
BLANK = "NotImplementedError"


@pytest.mark.parametrize(
    "next_step",
    [
        judging._not_attempted(find("split_dataset")).next_step,
        as_given("set_all_seeds").next_step,
        judging._next_after_error(find("split_dataset"), "NameError", NAME_ERROR, ""),
        judging._next_after_error(
            find("split_dataset"), "NameError", "name 'np' is not defined", ""
        ),
        judging._next_after_error(find("task_sets"), BLANK, "", "split_dataset(X, y)"),
        judging._next_after_error(find("task_sets"), "ValueError", "", ""),
    ],
)
def test_no_next_step_in_a_terminal_is_to_run_a_cell(capsys, next_step):
    verdict = Verdict("split_dataset", "failed", "They differ.", next_step=next_step)
    print_verdicts(Path("a.ipynb"), [verdict])
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "Next:" in shown
    assert "run the cell" not in shown
    assert "run that cell" not in shown
    assert "this one" not in shown
    assert ("hint(" in shown) == ("in the notebook, hint(" in shown)
