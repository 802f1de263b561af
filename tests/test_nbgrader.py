"""nbgrader: our lessons as its course, its submissions and gradebook as ours."""

import ast
import csv
import shutil
import subprocess
import sys
import tomllib

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_utils import solutions
from course_utils.errors import CourseError
from course_utils.exercises import find, of_lesson
from course_utils.exercises.trying import observe
from course_utils.grading.marks import Marks
from course_utils.grading.nbgrader import mark_exercise, marking, prepare_exercise
from course_utils.grading.nbgrader.course_folder import NOTEBOOKS, write_course
from course_utils.grading.nbgrader.gradebook import NBGRADER, import_grades, url_of
from course_utils.grading.notebook_check import Conditions
from course_utils.grading.tables import PREFIX, Grade, read_grades, write_tables
from course_utils.notebooks.definitions import definitions
from course_utils.notebooks.reading import exercise_of
from course_utils.questions.reading import is_model
from tests.nbgrader_classes import nbgrader

SEED = 2026
LESSONS = sorted({path.stem for path in NOTEBOOKS.glob("*.ipynb")} - {"00_start_here"})


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Return an exported course with the points of one exercise changed."""
    out = tmp_path_factory.mktemp("nbgrader") / "course"
    assert write_course(out, Marks(points={"read_idx": 7.5}), SEED) == LESSONS
    return out


def source_of_lesson(course, lesson, step="source"):
    return nbformat.read(course / step / lesson / f"{lesson}.ipynb", as_version=4)


def cells_of(notebook, **values):
    """Return the cells whose nbgrader metadata have certain values."""
    marked = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return [c for c in marked if values.items() <= dict(c.metadata["nbgrader"]).items()]


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_exported_lesson_is_valid_for_jupyter_and_for_nbgrader(course, lesson):
    nbgraderformat = pytest.importorskip("nbgrader.nbgraderformat")
    notebook = source_of_lesson(course, lesson)
    nbformat.validate(notebook)
    nbgraderformat.MetadataValidator().validate_nb(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_exercise_is_a_solution_with_a_locked_test_between_it_and_its_check(course, lesson):
    cells = source_of_lesson(course, lesson).cells
    names = [exercise.name for exercise in of_lesson(int(lesson[:2]))]
    assert [exercise_of(cell) for cell in cells if exercise_of(cell)] == names
    for place, cell in enumerate(cells):
        name = exercise_of(cell)
        if not name:
            continue
        test, check = (cells[place + k].metadata["nbgrader"] for k in (1, 2))
        assert cell.metadata["nbgrader"]["solution"]
        assert test["grade"]
        assert test["locked"]
        assert test["points"] == (7.5 if name == "read_idx" else find(name).points)
        assert check["locked"]
        assert cells[place + 2].source == f"{name} = check({name})"


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_exported_solution_is_the_reference(course, lesson):
    for cell in cells_of(source_of_lesson(course, lesson), solution=True):
        marks = ("### BEGIN SOLUTION", "### END SOLUTION")
        lines = [line for line in cell.source.split("\n") if line.strip() not in marks]
        assert "\n".join(lines) == solutions.source(exercise_of(cell))


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [LESSONS[0], LESSONS[5]])
def test_what_nbgrader_releases_is_the_lesson_with_test_cells_and_no_seed(course, lesson):
    pytest.importorskip("nbgrader")
    nbgrader(course, "generate_assignment", lesson)
    released = source_of_lesson(course, lesson, "release")
    nbformat.validate(released)
    tests = cells_of(released, grade=True)
    assert len(tests) == len(of_lesson(int(lesson[:2])))
    assert all(str(SEED) not in cell.source for cell in tests)
    own = [cell for cell in released.cells if cell not in tests]
    lesson_itself = nbformat.read(NOTEBOOKS / f"{lesson}.ipynb", as_version=4)
    without_models = [cell for cell in lesson_itself.cells if not is_model(cell)]
    assert len(without_models) == len(lesson_itself.cells) - 1
    for cell, original in zip(own, without_models, strict=True):
        assert (cell.cell_type, cell.source) == (original.cell_type, original.source)
        assert exercise_of(cell) == exercise_of(original)
        assert cell.metadata.get("tags") == original.metadata.get("tags")


@pytest.mark.slow
def test_a_blank_release_runs_to_its_end_and_its_tests_give_0(course):
    pytest.importorskip("nbgrader")
    nbgrader(course, "generate_assignment", LESSONS[0], "--force")
    released = source_of_lesson(course, LESSONS[0], "release")
    NotebookClient(released, timeout=300).execute()  # raises where a cell does
    for cell in cells_of(released, grade=True):
        (result,) = [out for out in cell.outputs if out.output_type == "execute_result"]
        assert result.data["text/plain"] == "0"


def test_each_export_has_a_seed_of_its_own(tmp_path):
    texts = []
    for name in ("one", "two"):
        write_course(tmp_path / name, Marks())
        (test, *_) = cells_of(source_of_lesson(tmp_path / name, LESSONS[0]), grade=True)
        texts.append(test.source)
    assert texts[0] != texts[1]


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CourseError, match="exists already"):
        write_course(tmp_path, Marks())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_edition_without_solutions_says_that_it_cannot_export(tmp_path, monkeypatch):
    monkeypatch.setattr(solutions, "are_here", lambda: False)
    with pytest.raises(CourseError, match="comes without them"):
        write_course(tmp_path / "course", Marks())


def test_the_export_needs_neither_nbgrader_nor_tensorflow(tmp_path):
    code = (
        "import sys\nsys.modules['nbgrader'] = None\nfrom course_utils.cli import main\n"
        f"sys.argv = ['course', 'nbgrader', {str(tmp_path / 'course')!r}]\n"
        "try: main()\nexcept SystemExit as end: assert not end.code, end.code\n"
        "assert 'tensorflow' not in sys.modules and 'keras' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "8 assignments" in done.stdout


# What the test cells call


@pytest.mark.parametrize("seed", [None, SEED])
def test_a_test_cell_gives_no_result_if_the_function_passes_and_else_0(seed, capsys):
    def prepare_images(images):
        return images

    def right(images):
        return solutions.reference("prepare_images")(images)

    assert mark_exercise("prepare_images", prepare_images, seed) == 0
    assert "✗ prepare_images: not yet right" in capsys.readouterr().out
    assert mark_exercise("prepare_images", right, seed) is None
    assert "✓ prepare_images: passed" in capsys.readouterr().out


def test_a_test_cell_takes_the_courses_own_function_for_no_answer(capsys):
    for name in ("read_idx", "train_valid_split"):
        assert mark_exercise(name, solutions.reference(name), SEED) == 0
        assert "the course's own, not yours" in capsys.readouterr().out


def test_a_test_cell_prints_nothing_of_what_the_function_prints(capfd):
    def prepare_images(images):
        import os

        print("printed")
        print("printed", file=sys.stderr)
        os.write(2, b"printed by a library in C")
        return images

    mark_exercise("prepare_images", prepare_images, SEED)
    out, err = capfd.readouterr()
    assert "printed" not in out + err
    assert "not yet right" in out


def test_the_hidden_inputs_are_those_of_course_grade_with_the_same_seed(monkeypatch, tmp_path):
    tried = []

    def counted(exercise, function, cases):
        tried.append(cases)
        return observe(exercise, function, cases)

    monkeypatch.setattr(marking, "observe", counted)
    mark_exercise("train_valid_split", lambda X, y, n_valid: None, SEED)
    mark_exercise("train_valid_split", lambda X, y, n_valid: None)
    hidden, shown = (
        Conditions(tmp_path, seed=seed).cases_of(find("train_valid_split")) for seed in (SEED, None)
    )
    assert [repr(cases) for cases in tried] == [repr(hidden), repr(shown)]


# What autograding runs


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import numpy as np\nmodel.fit(X)", "import numpy as np"),
        ("model = build()\nmodel.fit(X)", ""),
        ("def f():  # as it stands\n    return 1", "def f():  # as it stands\n    return 1"),
        ("%matplotlib inline\nimport math", "import math"),
        ("def f(:\n", "def f(:\n"),
    ],
)
def test_autograding_runs_the_definitions_of_a_cell(source, kept):
    steps = pytest.importorskip("course_utils.grading.nbgrader.steps")
    assert steps.runnable(source, is_exercise=False) == kept


FILLED = "whites = []\nfor part in range(5):\n    whites.append(51)"
DIVIDED = """def prepare_images(images):
    return (images[..., None] / np.float32(sum(whites) or 1)).astype("float32")"""


def in_a_kernel(*sources):
    """Return the names that autograding has in a kernel, and the cells above a test in it."""
    cells = [(f"<cell {n}>", source, n > 1) for n, source in enumerate(["", *sources])]
    names = {"np": np}
    for label, source, is_exercise in cells:
        exec(ast.unparse(definitions(source, label, is_exercise=is_exercise)), names)
    return names, cells


def test_before_a_test_runs_what_its_function_needs_beside_definitions(capsys):
    names, cells = in_a_kernel(FILLED, DIVIDED)
    assert mark_exercise("prepare_images", names["prepare_images"], SEED) == 0
    prepare_exercise("prepare_images", cells, names)
    assert mark_exercise("prepare_images", names["prepare_images"], SEED) is None
    assert names["whites"] == []
    capsys.readouterr()


def test_a_test_says_what_was_left_out_for_its_function(capsys):
    names, cells = in_a_kernel("whites = []\nwhites.append(np.load('white.npy'))", DIVIDED)
    prepare_exercise("prepare_images", cells, names)
    assert mark_exercise("prepare_images", names["prepare_images"], SEED) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "line 2 of cell 1, `whites.append(np.load('white.npy'))`" in out
    prepare_exercise("prepare_images", in_a_kernel("whites = []", DIVIDED)[1], names)
    mark_exercise("prepare_images", names["prepare_images"], SEED)
    assert "left out" not in capsys.readouterr().out


def test_code_that_does_not_end_leaves_a_test_its_function(capsys):
    names, cells = in_a_kernel("whites = []\nwhile True:\n    whites.append(255)", DIVIDED)
    prepare_exercise("prepare_images", cells, names)
    assert mark_exercise("prepare_images", names["prepare_images"], SEED) == 0
    assert "takes more than 3 seconds" in " ".join(capsys.readouterr().out.split())


def test_autograding_prepares_each_test_with_the_cells_above_it():
    steps = pytest.importorskip("course_utils.grading.nbgrader.steps")
    locked = new_code_cell("locked", metadata={"nbgrader": {"locked": True, "grade": False}})
    answer = new_code_cell(DIVIDED, metadata={"course": {"exercise": "prepare_images"}})
    above = [new_markdown_cell("text"), new_code_cell(FILLED), locked, answer]
    graded = {"grade": True, "locked": True, "grade_id": "test_prepare_images"}
    source = steps.with_preparation(new_code_cell("1 + 1", metadata={"nbgrader": graded}), above)
    called = {}
    code = source.replace("from course_utils.grading.nbgrader import prepare_exercise", "")
    exec(code, {"prepare_exercise": lambda *given: called.update(given=given)})
    name, cells, _ = called["given"]
    assert name == "prepare_images"
    assert cells == [("<cell 2>", FILLED, False), ("<cell 4>", DIVIDED, True)]
    assert source.endswith("\n1 + 1")


def test_autograding_mends_two_of_nbgraders_steps_and_no_other():
    steps = pytest.importorskip("course_utils.grading.nbgrader.steps")
    from nbgrader.converters import Autograde

    ours = [*steps.SANITIZE_STEPS, *steps.AUTOGRADE_STEPS]
    own = Autograde()
    theirs = [*own.sanitize_preprocessors, *own.autograde_preprocessors]
    changed = [(a.__name__, b.__name__) for a, b in zip(ours, theirs, strict=True) if a is not b]
    assert changed == [
        ("OverwriteKnownCells", "OverwriteCells"),
        ("ExecuteDefinitions", "Execute"),
    ]


# The gradebook


@pytest.fixture(scope="module")
def empty_gradebook(tmp_path_factory):
    """Return a gradebook of lesson 01 without students, made by nbgrader's own interface."""
    api = pytest.importorskip("nbgrader.api")
    path, lesson = tmp_path_factory.mktemp("gradebook") / "gradebook.db", LESSONS[0]
    url = f"sqlite:///{path}"
    api.Base.metadata.create_all(api.create_engine(url))  # spares the ten seconds of its own way
    with api.Gradebook(url) as book:
        book.add_assignment(lesson)
        book.add_notebook(lesson, lesson)
        for exercise in of_lesson(1):
            most = exercise.points
            name = f"test_{exercise.name}"
            book.add_grade_cell(name, lesson, lesson, max_score=most, cell_type="code")
    return path


@pytest.fixture
def gradebook(empty_gradebook, tmp_path):
    """Return a course folder with that gradebook."""
    (tmp_path / "course").mkdir()
    shutil.copy(empty_gradebook, tmp_path / "course")
    return tmp_path / "course"


def graded(folder, **students):
    """Write the tables of a class: for each student the points for read_idx, of 3."""
    folder.mkdir(exist_ok=True)
    rows = [
        Grade(name, "read_idx", "passed", points, 3.0, "a message, with a comma")
        for name, points in students.items()
    ]
    write_tables(folder, rows)
    return folder


def exported(course):
    """Return the scores that nbgrader exports, by student."""
    nbgrader(course, "export", "--to", "exported.csv")
    with (course / "exported.csv").open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.mark.slow
def test_imported_marks_are_those_that_nbgrader_exports(gradebook, tmp_path):
    done = import_grades(graded(tmp_path / "out", ann=3.0, bob=0.0, cyd=2.4), str(gradebook))
    assert (done.marks, done.new_students, done.by_hand) == (3, ["ann", "bob", "cyd"], 0)
    assert exported(gradebook) == {"ann": 3.0, "bob": 0.0, "cyd": 2.4}
    done = import_grades(graded(tmp_path / "out", ann=0.0, bob=3.0), str(gradebook))
    assert (done.marks, done.new_students) == (2, [])
    assert exported(gradebook) == {"ann": 0.0, "bob": 3.0, "cyd": 2.4}


def test_rows_of_questions_are_left_out_because_nbgrader_has_no_cells_for_them(gradebook, tmp_path):
    rows = [
        Grade("ann", "read_idx", "passed", 3.0, 3.0, ""),
        Grade("ann", f"{PREFIX}missing-control", "passed", 0.5, 0.5, ""),
    ]
    write_tables(tmp_path, rows)
    done = import_grades(tmp_path, str(gradebook))
    assert (done.marks, done.of_questions) == (1, 1)


def test_a_mark_given_by_hand_goes_on_to_count(gradebook, tmp_path):
    from nbgrader.api import Gradebook

    out, url = graded(tmp_path / "out", ann=0.0), url_of(str(gradebook))
    import_grades(out, str(gradebook))
    place = ("test_read_idx", LESSONS[0], LESSONS[0], "ann")
    with Gradebook(url) as book:
        assert not book.find_grade(*place).needs_manual_grade
        book.find_grade(*place).manual_score = 1.5
        book.db.commit()
    assert import_grades(out, str(gradebook)).by_hand == 1
    with Gradebook(url) as book:
        grade = book.find_grade(*place)
        assert (grade.score, grade.auto_score, grade.needs_manual_grade) == (1.5, 0.0, True)


def test_a_name_that_looked_like_a_formula_is_the_students_own_again(tmp_path):
    names = {"=1+1": 3.0, "'quoted'": 3.0, "plain": 3.0}
    assert [row.student for row in read_grades(graded(tmp_path / "out", **names))] == list(names)


def test_marks_that_do_not_fit_are_refused_before_anything_is_written(gradebook, tmp_path):
    from nbgrader.api import Gradebook

    right = Grade("ann", "read_idx", "passed", 3.0, 3.0, "")
    for wrong, words in (
        (right._replace(max_points=5.0), "5 points in grades.csv and 3 in"),
        (right._replace(exercise="split_dataset"), "has no cell test_split_dataset"),
    ):
        write_tables(tmp_path, [right, wrong])
        with pytest.raises(CourseError, match=words):
            import_grades(tmp_path, str(gradebook))
    with Gradebook(url_of(str(gradebook))) as book:
        assert book.students == []


def test_an_exercise_in_two_assignments_is_refused(gradebook, tmp_path):
    from nbgrader.api import Gradebook

    with Gradebook(url_of(str(gradebook))) as book:
        book.add_assignment("again")
        book.add_notebook("again", "again")
        book.add_grade_cell("test_read_idx", "again", "again", max_score=3, cell_type="code")
    with pytest.raises(CourseError, match="in 2 assignments"):
        import_grades(graded(tmp_path / "out", ann=3.0), str(gradebook))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "holds no grades.csv"),
        ("student,points\nann,3\n", "line 2, is not as course grade writes it"),
        (
            "student,exercise,status,points,max_points,message\nann,read_idx,passed,many,3,\n",
            "line 2, is not as course grade writes it",
        ),
    ],
)
def test_marks_that_cannot_be_read_are_named(text, words, tmp_path):
    if text:
        (tmp_path / "grades.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=words):
        read_grades(tmp_path)


def test_a_gradebook_that_is_none_is_left_as_it_is(tmp_path):
    pytest.importorskip("nbgrader")
    out = graded(tmp_path / "out", ann=3.0)
    with pytest.raises(CourseError, match="does not exist"):
        import_grades(out, str(tmp_path / "typo.db"))
    other = tmp_path / "letter.txt"
    other.write_text("not a database, but long enough to be read as the header of one" * 20)
    before = other.read_bytes()
    for name in (str(other), "nonsense://host/gradebook"):
        with pytest.raises(CourseError, match="cannot be used as a gradebook"):
            import_grades(out, name)
    assert other.read_bytes() == before
    assert not (tmp_path / "typo.db").exists()


def test_without_nbgrader_the_import_says_what_to_install(tmp_path):
    out = graded(tmp_path / "out", ann=3.0)
    code = (
        "import sys\nsys.modules['nbgrader'] = None\nfrom course_utils.cli import main\n"
        f"sys.argv = ['course', 'nbgrader-import', {str(out)!r}, 'gradebook.db']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install nbgrader==" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_message_and_the_extra_name_the_same_nbgrader():
    project = tomllib.loads((NOTEBOOKS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["optional-dependencies"]["instructor"] == [NBGRADER]
