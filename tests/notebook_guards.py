"""What must hold for every notebook of the course. Each guard returns its complaints."""

import ast
import re
from pathlib import Path

import nbformat

from course_utils import solutions
from course_utils.exercises import find
from course_utils.live.comparing import OUTSIDE
from course_utils.notebooks.building import from_text
from course_utils.notebooks.reading import exercise_of

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"

# A path from the root of some machine: two parts at least, so that </div> and 1/255 are none.
_ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/<~])/(?:home|root|Users|tmp|usr|opt|var|mnt|work|private|etc)/[\w.-]+"
    r"|\b[A-Za-z]:\\\\?[\w.-]+"
)
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="[^"]*\w[^"]*"')


def all_notebooks():
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def read(path):
    return nbformat.read(path, as_version=4)


def opening_of(notebook):
    """Return the text of a lesson's first cell, in one line."""
    return " ".join(notebook.cells[0].source.split())


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def unexecuted_or_out_of_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if None in counts:
        return [f"{counts.count(None)} code cells have not been executed"]
    if counts != list(range(1, len(counts) + 1)):
        return [f"the cells were executed in the order {counts}"]
    return []


def differs_from_source(notebook, source):
    made = from_text(source)
    if notebook.metadata.get("course") != made.metadata.course:
        return ["it is of another version of the course: run make notebooks"]
    expected = [(cell.cell_type, cell.source, cell.metadata) for cell in made.cells]
    found = [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    if len(expected) != len(found):
        return [f"{len(found)} cells, but {len(expected)} in {source.name}: run make notebooks"]
    return [
        f"cell {number} differs from {source.name}: run make notebooks"
        for number, pair in enumerate(zip(found, expected, strict=True), start=1)
        if pair[0] != pair[1]
    ]


def unknown_exercises(notebook):
    names = [exercise_of(cell) for cell in notebook.cells]
    return [f"there is no exercise called {name}" for name in names if name and not find(name)]


def exercise_cells_without_stub(notebook):
    complaints = []
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        name = exercise_of(cell)
        tagged = "exercise" in cell.metadata.get("tags", [])
        if not name and not tagged:
            continue
        if not (name and tagged):
            complaints.append(f"cell with exercise {name}: needs the tag and the metadata, both")
        elif find(name):
            if cell.source != solutions.stub(name):
                complaints.append(f"{name}: the cell should be the stub of the reference solution")
            if following is None or following.source.strip() != f"{name} = check({name})":
                complaints.append(f"{name}: the next cell should be {name} = check({name})")
    return complaints


def figures_without_alternative_text(notebook):
    complaints = []
    for number, output in _outputs(notebook):
        data = output.get("data", {})
        if any(kind.startswith("image/") for kind in data):
            complaints.append(f"cell {number}: a bare image; display it with show(figure, alt)")
        images = _IMAGE.findall(data.get("text/html", ""))
        if not all(_ALT.search(image) for image in images):
            complaints.append(f"cell {number}: an image without alternative text")
    return complaints


def absolute_paths_in_outputs(notebook):
    complaints = []
    for number, output in _outputs(notebook):
        for text in _texts(output):
            match = _ABSOLUTE_PATH.search(re.sub(r"base64,[^\"]*", "", text))
            if match:
                complaints.append(f"cell {number}: the output names {match.group()}")
    return complaints


def errors_in_outputs(notebook):
    return [
        f"cell {number}: the stored output is an error: {output.ename}"
        for number, output in _outputs(notebook)
        if output.output_type == "error"
    ]


def asserts(notebook):
    """A learner's machine may compute otherwise: what is expected is compared, not asserted."""
    return [
        f"an assert stops the learner: {ast.unparse(node)}"
        for cell in code_cells(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Assert)
    ]


def live_numbers_outside(notebook):
    return [
        f"cell {number}: {text.splitlines()[0]}"
        for number, output in _outputs(notebook)
        for text in _texts(output)
        if OUTSIDE in text
    ]


def _outputs(notebook):
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            yield number, output


def _texts(output):
    yield from (str(value) for value in output.get("data", {}).values())
    yield str(output.get("text", ""))
    yield "\n".join(output.get("traceback", []))


def code_in_text_that_is_no_python(notebook):
    """Return the blocks of Python in the text that cannot be read as such."""
    found = []
    for cell in (cell for cell in notebook.cells if cell.cell_type == "markdown"):
        for block in re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL):
            try:
                ast.parse(block)
            except SyntaxError as error:
                found.append(f"{error.msg}: {block}")
    return found


GUARDS = (
    unexecuted_or_out_of_order,
    unknown_exercises,
    exercise_cells_without_stub,
    figures_without_alternative_text,
    absolute_paths_in_outputs,
    errors_in_outputs,
    asserts,
    live_numbers_outside,
    code_in_text_that_is_no_python,
)
