"""`course release`: a bundle that works, and one in which no solution is to be found."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from course_utils import cli, solutions
from course_utils.errors import CourseError
from course_utils.exercises import all_exercises
from course_utils.learner.lessons import all_lessons
from course_utils.learner.release import release
from course_utils.questions import reading
from tests.learners import contents


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    out = tmp_path_factory.mktemp("bundle") / "course"
    release(out, with_solutions=False)
    return out


def run(bundle, code, *arguments):
    """Run code with the bundle's package in place of this one."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=bundle,
        env={**os.environ, "PYTHONPATH": str(bundle)},
        capture_output=True,
        text=True,
    )


def test_no_solution_is_in_the_bundle(bundle):
    texts = [
        path.read_text(encoding="utf-8", errors="replace")
        for path in bundle.rglob("*")
        if path.suffix in (".py", ".ipynb", ".md", ".html")
    ]
    for name in all_exercises():
        body = solutions.source(name).split('"""')[2].strip()
        given = solutions.stub(name)  # where a fault is to be found, it has lines of the solution
        lines = (line.strip() for line in body.splitlines())
        longest = max((line for line in lines if line not in given), key=len)
        assert not any(body in text for text in texts), name
        assert not any(longest in text for text in texts if f"def {name}(" in text), name


def test_no_answer_to_a_question_is_in_the_bundle(bundle):
    asked = run(
        bundle,
        "from course_utils.questions.reading import explanations, questions\n"
        "options = [it for one in questions().values() for it in one.options.values()]\n"
        "assert len(options) > 100 and all(it.text for it in options)\n"
        "assert all(it.is_right is None and not it.reply for it in options)\n"
        "assert all(it.text and not it.model for it in explanations().values())\n",
    )
    assert asked.returncode == 0, asked.stderr
    texts = "".join(path.read_text("utf-8") for path in bundle.rglob("*.toml"))
    texts += "".join(path.read_text("utf-8") for path in bundle.glob("notebooks/*.ipynb"))
    for explanation in reading.explanations().values():
        assert explanation.text.splitlines()[0][:60] in texts
        assert explanation.model.splitlines()[0] not in texts
        assert not any(criterion in texts for criterion in explanation.criteria)
    for question in reading.questions().values():
        assert not any(option.reply[:50] in texts for option in question.options.values())


def test_an_answer_in_a_graded_class_is_noted_and_not_judged(bundle):
    name = next(iter(reading.questions()))
    done = run(bundle, f"from course_utils import ask, progress; ask({name!r}, 'a')")
    assert "● a: noted" in done.stdout, done.stderr


def test_no_notebook_of_a_bundle_shows_results(bundle):
    for path in bundle.glob("notebooks/*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        assert not any(cell.get("outputs") for cell in cells)
        assert not any("outputs_hidden" in cell.metadata.get("jupyter", {}) for cell in cells)


def test_the_bundle_tells_learners_only_what_they_have(bundle):
    assert not list(bundle.glob("docs/instructors*"))
    readme = (bundle / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `course (\w+)", readme, re.MULTILINE))
    assert told == {command.__name__ for command in cli.COMMANDS[cli.LEARNERS]} - {"data"}
    assert "make lab" in readme
    assert not any(word in readme for word in ("make test", "course grade", "course solve"))
    for link in re.findall(r"\]\((?!http)([^)#]+)", readme):
        assert (bundle / link).exists()


def test_the_bundle_brings_the_same_into_jupyter(bundle):
    tables = tomllib.loads((bundle / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    sources = tables["build"]["targets"]["wheel"]["shared-data"]
    assert list(sources.values()) == ["etc", "share"]
    for source in sources:
        ours = Path(solutions.__file__).parents[2] / source
        assert contents(bundle / source) == contents(ours) != {}


def test_check_still_works_without_solutions(bundle):
    right = solutions.source("split_dataset")
    done = run(
        bundle,
        "import sys\nfrom course_utils import check\nimport course_utils\n"
        f"assert course_utils.__file__.startswith({str(bundle)!r})\n"
        "import numpy as np\n"
        f"{right}\n"
        "split_dataset = check(split_dataset)\n",
    )
    assert "✓ split_dataset: passed" in done.stdout, done.stderr


def test_an_exercise_that_does_not_pass_stops_with_a_word_where_it_is_needed(bundle):
    done = run(
        bundle,
        "from course_utils import check, solution\n"
        "def split_dataset(X, y):\n    raise NotImplementedError\n"
        "split_dataset = check(split_dataset)\n"
        "solution('split_dataset')\n"
        "split_dataset(1, 2)\n",
    )
    assert "the notebook stops where split_dataset is needed" in done.stdout
    assert "comes without solutions" in done.stdout
    assert "CourseError: split_dataset is needed here" in done.stderr
    assert "put your own in from lesson 03" in done.stderr


def test_a_learner_can_start_from_the_bundle(bundle, tmp_path):
    code = "import sys; sys.argv[0] = 'course'; from course_utils.cli import main; main()"
    for command in ("start", "status", "update"):
        done = run(bundle, code, command, tmp_path / "mine")
        assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "mine").glob("*.ipynb"))) == len(all_lessons())


def test_the_notebooks_of_the_bundle_are_blank_and_readable(bundle):
    notebooks = sorted(bundle.glob("notebooks/*.ipynb"))
    assert len(notebooks) == len(all_lessons())
    for path in notebooks:
        nbformat.validate(nbformat.read(path, as_version=4))


def test_with_solutions_the_reference_is_there(tmp_path):
    release(tmp_path / "course")
    home = tmp_path / "course" / "course_utils" / "solutions"
    assert {path.name for path in home.glob("lesson_*.py")} == {
        path.name for path in Path(solutions.__file__).parent.glob("lesson_*.py")
    }


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CourseError, match="exists already"):
        release(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["course_utils", "docs", "notebooks", "data"])
def test_a_bundle_is_not_written_into_what_it_copies(name):
    place = Path(solutions.__file__).parents[2] / name / "bundle"
    with pytest.raises(CourseError, match=f"the course's own {name}"):
        release(place)
    assert not place.exists()
