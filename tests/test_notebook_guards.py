"""The guards on the real notebooks, and a broken notebook for each to show that it fires."""

import subprocess
import sys
import textwrap
import time

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_utils import __version__, solutions
from course_utils.live.comparing import line
from course_utils.notebooks import building
from course_utils.notebooks.building import sources
from tests import notebook_guards as guards


@pytest.mark.parametrize("path", guards.all_notebooks(), ids=lambda path: path.stem)
@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.__name__)
def test_notebook_holds(path, guard):
    assert guard(guards.read(path)) == []


@pytest.mark.parametrize("path", guards.all_notebooks(), ids=lambda path: path.stem)
def test_notebook_is_made_from_its_source(path):
    source = path.parent / "source" / f"{path.stem}.py"
    assert guards.differs_from_source(guards.read(path), source) == []


def test_no_lesson_or_page_has_a_place_left_open():
    root = guards.NOTEBOOKS.parent
    texts = [*sources(), *root.glob("*.md"), *(root / "docs").rglob("*.md")]
    assert [path.name for path in texts if "⟦" in path.read_text(encoding="utf-8")] == []


def test_every_source_has_its_notebook():
    assert [path.stem for path in sources()] == [path.stem for path in guards.all_notebooks()]


def test_the_picture_in_the_readme_is_a_figure_of_the_course():
    tagged = [
        picture
        for path in guards.all_notebooks()
        for tags, picture, _ in building.figures(guards.read(path))
        if building.PICTURE_TAG in tags
    ]
    assert tagged == [building.PICTURE.read_bytes()]
    assert "docs/picture.png" in (building.NOTEBOOKS.parent / "README.md").read_text("utf-8")


def executed(*cells):
    return new_notebook(
        cells=[
            new_code_cell(source, execution_count=number, outputs=outputs)
            for number, (source, outputs) in enumerate(cells, start=1)
        ]
    )


def display(data):
    return new_output("display_data", data=data)


def exercise_cell(name, source):
    metadata = {"course": {"exercise": name}, "tags": ["exercise"]}
    return new_code_cell(source, metadata=metadata, execution_count=1)


def test_guard_fires_on_a_cell_that_was_not_executed():
    notebook = executed(("1 + 1", []), ("2 + 2", []))
    notebook.cells[1].execution_count = None
    assert "1 code cells have not been executed" in guards.unexecuted_or_out_of_order(notebook)[0]


def test_guard_fires_on_cells_executed_out_of_order():
    notebook = executed(("1 + 1", []), ("2 + 2", []))
    notebook.cells[0].execution_count = 3
    assert "[3, 2]" in guards.unexecuted_or_out_of_order(notebook)[0]


@pytest.mark.parametrize("change", ["source", "metadata", "extra cell", "version"])
def test_guard_fires_on_a_notebook_that_differs_from_its_source(change, tmp_path):
    source = tmp_path / "09_a.py"
    source.write_text("# %% [markdown]\n# # A lesson\n\n# %%\n1 + 1\n")
    notebook = new_notebook(
        cells=[new_markdown_cell("# A lesson"), new_code_cell("1 + 1")],
        metadata={"course": {"version": __version__}},
    )
    assert guards.differs_from_source(notebook, source) == []
    if change == "source":
        notebook.cells[1].source = "1 + 2"
    elif change == "version":
        notebook.metadata["course"] = {"version": "0.0.1"}
    elif change == "metadata":
        notebook.cells[1].metadata["tags"] = ["nbval-skip"]
    else:
        notebook.cells.append(new_code_cell(""))
    assert "make notebooks" in guards.differs_from_source(notebook, source)[0]


def test_guard_fires_on_code_in_the_text_whose_lines_were_joined():
    code = "s = 0\nfor number in range(3):\n    s += number\n"
    good, joined = (
        new_notebook(cells=[new_markdown_cell(f"So:\n\n```python\n{text}```")])
        for text in (code, code.replace("0\n", "0 "))
    )
    assert guards.code_in_text_that_is_no_python(good) == []
    (complaint,) = guards.code_in_text_that_is_no_python(joined)
    assert "s = 0 for number" in complaint


def test_guard_fires_on_an_exercise_that_does_not_exist():
    notebook = new_notebook(cells=[exercise_cell("split_the_data", "def split_the_data(): ...")])
    assert "split_the_data" in guards.unknown_exercises(notebook)[0]


def test_guard_accepts_a_stub_followed_by_its_check():
    cells = [
        exercise_cell("split_dataset", solutions.stub("split_dataset")),
        new_code_cell("split_dataset = check(split_dataset)"),
    ]
    assert guards.exercise_cells_without_stub(new_notebook(cells=cells)) == []


@pytest.mark.parametrize(
    "changed",
    [
        solutions.source("split_dataset"),
        solutions.stub("split_dataset").replace("float32", "float64", 1),
        solutions.stub("split_dataset") + "\n\nsplit_dataset(1, 2)",
    ],
)
def test_guard_fires_on_an_exercise_cell_without_its_stub(changed):
    cells = [
        exercise_cell("split_dataset", changed),
        new_code_cell("split_dataset = check(split_dataset)"),
    ]
    assert "the stub" in guards.exercise_cells_without_stub(new_notebook(cells=cells))[0]


def test_guard_fires_on_an_exercise_cell_whose_check_is_not_next():
    cells = [
        exercise_cell("split_dataset", solutions.stub("split_dataset")),
        new_markdown_cell("Well."),
    ]
    assert "the next cell" in guards.exercise_cells_without_stub(new_notebook(cells=cells))[0]


def test_guard_fires_on_an_exercise_tag_without_metadata():
    cell = new_code_cell("def f(): ...", metadata={"tags": ["exercise"]})
    assert "both" in guards.exercise_cells_without_stub(new_notebook(cells=[cell]))[0]


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure size 640x480>"},
        {"image/svg+xml": "<svg></svg>"},
        {"text/html": '<img src="data:image/png;base64,iVBORw0KGgo=">'},
        {"text/html": '<img src="a.png" alt="">'},
        {"text/html": '<img alt="one"><img src="another.png">'},
    ],
)
def test_guard_fires_on_a_figure_without_alternative_text(data):
    assert guards.figures_without_alternative_text(executed(("plot()", [display(data)])))


def test_guard_accepts_a_figure_with_alternative_text():
    output = display({"text/html": '<img src="x" alt="Accuracy rises with size">'})
    assert guards.figures_without_alternative_text(executed(("plot()", [output]))) == []


@pytest.mark.parametrize(
    "text",
    ["saved in /home/ada/course/x.npz", "File /tmp/a.py", r"C:\Users\ada\x.npz", "'/Users/ada/x'"],
)
def test_guard_fires_on_an_absolute_path_in_an_output(text):
    stream = new_output("stream", name="stdout", text=text)
    result = display({"text/plain": text})
    assert guards.absolute_paths_in_outputs(executed(("f()", [stream])))
    assert guards.absolute_paths_in_outputs(executed(("f()", [result])))


@pytest.mark.parametrize("text", ["data/fashion_mnist", "1/255", "</div>", "and/or", "20 s/epoch"])
def test_guard_accepts_outputs_without_absolute_paths(text):
    assert (
        guards.absolute_paths_in_outputs(executed(("f()", [display({"text/plain": text})]))) == []
    )


def test_guard_fires_on_a_stored_error():
    error = new_output("error", ename="ValueError", evalue="no", traceback=[])
    assert "ValueError" in guards.errors_in_outputs(executed(("f()", [error])))[0]


def test_guard_fires_on_an_assert_in_a_lesson():
    assert "accuracy > 0.7" in guards.asserts(executed(("assert accuracy > 0.7", [])))[0]


def test_guard_fires_on_a_live_number_that_was_outside_of_its_range():
    said = line("1-NN", np.array([0.1]))
    stream = new_output("stream", name="stdout", text=said)
    assert "10.0 %" in guards.live_numbers_outside(executed(("f()", [stream])))[0]


def run_nbval(tmp_path, *cells, timeout="300"):
    """Run pytest with the course's own settings on a notebook of its own."""
    path = tmp_path / "notebook.ipynb"
    nbformat.write(executed(*cells), path)
    root = guards.NOTEBOOKS.parent
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
        *("--rootdir", str(root), "-c", str(root / "pyproject.toml")),
        *("-p", "conftest", f"--nbval-cell-timeout={timeout}", str(path)),
    ]
    start = time.monotonic()
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=200)
    return result, time.monotonic() - start


@pytest.mark.slow
def test_nbval_passes_a_notebook_with_its_own_outputs(tmp_path):
    output = new_output("stream", name="stdout", text="2\n")
    result, _ = run_nbval(tmp_path, ("print(1 + 1)", [output]))
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
def test_nbval_fails_where_an_output_has_changed(tmp_path):
    output = new_output("stream", name="stdout", text="3\n")
    result, _ = run_nbval(tmp_path, ("print(1 + 1)", [output]))
    assert result.returncode == 1
    assert "mismatch 'stdout'" in result.stdout


@pytest.mark.slow
def test_nbval_compares_the_alternative_text_of_a_figure_but_not_its_pixels(tmp_path):
    source = textwrap.dedent("""\
        from IPython.display import display
        display({"text/html": '<img src="data:image/png;base64,AAAA" alt="%s">'}, raw=True)""")
    stored = display({"text/html": '<img src="data:image/png;base64,BBBB" alt="rises">'})
    same, _ = run_nbval(tmp_path, (source % "rises", [stored]))
    assert same.returncode == 0, same.stdout
    other, _ = run_nbval(tmp_path, (source % "falls", [stored]))
    assert other.returncode == 1


@pytest.mark.slow
def test_a_dead_kernel_fails_in_seconds_not_after_the_cell_timeout(tmp_path):
    result, seconds = run_nbval(tmp_path, ("import os; os._exit(1)", []), ("1 + 1", []))
    assert result.returncode == 1
    assert "the kernel died" in result.stdout
    assert seconds < 60
