"""`course lab`: JupyterLab in the learner's folder, at the notebook to go on with."""

import json
import os
import sys

import pytest

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.learner import opening, state
from course_utils.learner.lessons import all_lessons
from tests.learners import answer, run

FIRST, SECOND, *_ = (lesson.file for lesson in all_lessons() if lesson.stubs)
OPENED_AT = "--LabApp.default_url=/lab/tree/"


@pytest.fixture
def lab(tmp_path):
    """Return what calls `course lab`, whose JupyterLab only says how it was started."""
    (tmp_path / "site" / "jupyterlab").mkdir(parents=True)
    (tmp_path / "site" / "jupyterlab" / "__init__.py").touch()
    code = "import json, os, sys; print(json.dumps([os.getcwd(), sys.argv[1:]]))"
    (tmp_path / "site" / "jupyterlab" / "__main__.py").write_text(code)

    def called(*arguments, **more):
        path = os.pathsep.join([str(tmp_path / "site"), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": path, **more}
        return run("lab", *arguments, cwd=tmp_path, env=environment)

    return called


def test_it_makes_a_copy_and_opens_it_at_the_first_notebook(lab, tmp_path):
    folder = tmp_path / "mine"
    said, started = lab("mine", "--", "--no-browser").stdout.rsplit("\n", 2)[:2]
    assert json.loads(started) == [str(folder), [OPENED_AT + first_of(folder), "--no-browser"]]
    assert "the lessons are here now" in said
    assert "Next:" not in said


def test_options_need_no_folder_before_them(lab, tmp_path):
    started = lab("--", "--no-browser", HOME=str(tmp_path)).stdout.splitlines()[-1]
    folder = tmp_path / "transfer-learning"
    assert json.loads(started) == [str(folder), [OPENED_AT + first_of(folder), "--no-browser"]]


def test_it_opens_the_notebook_of_the_next_step(lab, tmp_path):
    run("start", tmp_path / "mine")
    for name in next(lesson for lesson in all_lessons() if lesson.file == FIRST).stubs:
        answer(tmp_path / "mine" / FIRST, name)
        code = state.code_fingerprint(solutions.source(name))
        state.add(tmp_path / "mine", [state.Entry(state.now(), name, "passed", code)])
    assert OPENED_AT + SECOND in lab("mine").stdout


def test_a_damaged_record_stops_nobody(lab, tmp_path):
    run("start", tmp_path / "mine")
    (tmp_path / "mine" / state.FILE).unlink()
    (tmp_path / "mine" / state.FILE).mkdir()
    assert OPENED_AT + first_of(tmp_path / "mine") in lab("mine").stdout


def test_in_a_terminal_of_jupyterlab_it_says_where_the_notebook_is(lab, tmp_path):
    done = lab("mine", JUPYTER_SERVER_ROOT=str(tmp_path))
    assert f"Next: open mine/{first_of(tmp_path / 'mine')} from JupyterLab's list" in done.stdout
    assert OPENED_AT not in done.stdout


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="for root alone")
def test_root_is_told_how_jupyterlab_lets_root_in(lab):
    assert "as in a container: make lab ARGS=--allow-root" in lab("mine").stdout
    assert "container" not in lab("mine", "--", "--allow-root").stdout


def test_without_jupyterlab_it_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    with pytest.raises(CourseError, match="make setup"):
        opening.open_jupyterlab(tmp_path, FIRST, [])


def first_of(folder):
    return min(path.name for path in folder.glob("*.ipynb"))
