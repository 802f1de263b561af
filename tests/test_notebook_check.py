"""`course check` and `course solve`: saved notebooks, whatever is in them."""

import json
import re
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner

from course_utils import solutions
from course_utils.cli import app, main
from course_utils.errors import CourseError
from course_utils.exercises.exercise import Finding
from course_utils.exercises.verdict import Verdict
from course_utils.grading import notebook_check
from course_utils.grading.absent_names import explained
from course_utils.grading.notebook_check import check_notebook
from course_utils.notebooks.reading import CodeCell, exercise_of, read_notebook, source_of
from course_utils.notebooks.solving import solve, solved
from tests.notebook_guards import NOTEBOOKS, all_notebooks

IMPORTS = "import gzip, struct\nimport numpy as np"
LESSON_01 = ("read_idx", "prepare_images", "train_valid_split")


def write(path, *cells, imports=IMPORTS):
    """Save a notebook with cells of text (plain code) or (exercise, code)."""
    made = [new_code_cell(imports)]
    for cell in cells:
        if isinstance(cell, str):
            made.append(new_code_cell(cell))
        else:
            metadata = {"course": {"exercise": cell[0]}, "tags": ["exercise"]}
            made.append(new_code_cell(cell[1], metadata=metadata))
    nbformat.write(new_notebook(cells=made), path)
    return path


def right(name):
    return name, solutions.source(name)


def statuses(path):
    return {verdict.exercise: verdict.status for verdict in check_notebook(path)}


def lesson_01_with(tmp_path, replaced):
    cells = [(name, replaced.get(name, solutions.source(name))) for name in LESSON_01]
    return write(tmp_path / "n.ipynb", *cells)


def test_correct_answers_pass(tmp_path):
    assert set(statuses(lesson_01_with(tmp_path, {})).values()) == {"passed"}


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("def prepare_images(images):\n    raise NotImplementedError", "not_attempted"),
        ("def prepare_images(images):\n    return images", "failed"),
        ("def prepare_images(images):\n    return undefined", "error"),
        ("def prepare_images(images)\n    return images", "error"),
        ("def prepare_images(images):\n    while True: pass", "timeout"),
        ("import os\ndef prepare_images(images):\n    os._exit(0)", "crashed"),
        ("def prepare(images):\n    return images", "missing"),
        ("prepare_images = 3", "missing"),
    ],
)
def test_a_bad_answer_gets_its_status_and_leaves_the_others_alone(tmp_path, source, status):
    found = statuses(lesson_01_with(tmp_path, {"prepare_images": source}))
    assert found == {"read_idx": "passed", "prepare_images": status, "train_valid_split": "passed"}


def test_a_cell_that_is_not_python_says_on_which_line(tmp_path):
    path = lesson_01_with(tmp_path, {"prepare_images": "def prepare_images(images):\n    return ("})
    message = check_notebook(path)[1].message
    assert "SyntaxError on line 2" in message


def test_an_error_is_told_with_the_learners_own_line(tmp_path):
    source = "def prepare_images(images):\n    scale = 1 / 0\n    return images"
    verdict = check_notebook(lesson_01_with(tmp_path, {"prepare_images": source}))[1]
    assert "line 2" in verdict.message
    assert "scale = 1 / 0" in verdict.message


def test_an_exercise_that_is_not_in_the_notebook_is_missing(tmp_path):
    path = write(tmp_path / "n.ipynb", right("read_idx"))
    assert statuses(path)["prepare_images"] == "missing"


@pytest.mark.parametrize("name", ["split", "my_answer", "split_dataset_2"])
def test_a_cell_that_defines_another_name_is_told_so(tmp_path, name):
    source = f"def helper(X):\n    return X\n\n\ndef {name}(X, y):\n    return helper(X), y"
    path = write(tmp_path / "n.ipynb", ("split_dataset", source), right("task_sets"))
    verdict = check_notebook(path)[0]
    assert verdict.status == "missing"
    assert verdict.message == f"The cell defines {name}; the exercise is split_dataset."
    assert verdict.next_step == f"write def split_dataset in place of def {name}"


def test_a_cell_that_defines_nothing_is_still_missing_its_function(tmp_path):
    path = write(tmp_path / "n.ipynb", ("split_dataset", "X = 3"), right("task_sets"))
    assert "defines no function called split_dataset" in check_notebook(path)[0].message


def without_metadata(path):
    """Drop the metadata of all cells, as some editors do."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def test_exercises_without_metadata_are_found_by_their_functions_with_a_note(tmp_path):
    path = without_metadata(lesson_01_with(tmp_path, {}))
    assert list(statuses(path).values()) == ["passed"] * 3
    shown = " ".join(run("check", path).output.split())
    assert "found by their functions: read_idx, prepare_images, train_valid_split" in shown
    assert "found by" not in run("check", lesson_01_with(tmp_path, {})).output


def test_exercises_merged_into_one_cell_are_found_and_what_trains_beside_them_is_not_run(tmp_path):
    merged = "\n\n\n".join(solutions.source(name) for name in LESSON_01)
    path = write(tmp_path / "n.ipynb", f"{merged}\n\nhistory = [].this_trains()\nraise SystemExit")
    assert list(statuses(without_metadata(path)).values()) == ["passed"] * 3


def test_a_helper_named_as_another_lessons_exercise_brings_no_lesson_with_it(tmp_path):
    helper = "def split_dataset(X, y):\n    return X"
    path = without_metadata(write(tmp_path / "n.ipynb", helper, right("prepare_images")))
    assert list(statuses(path)) == list(LESSON_01)


def test_without_metadata_and_name_an_answer_is_known_by_its_docstring(tmp_path):
    renamed = solutions.source("prepare_images").replace("def prepare_images", "def prepare")
    path = without_metadata(write(tmp_path / "n.ipynb", right("read_idx"), renamed))
    message = check_notebook(path)[1].message
    assert message == "The cell defines prepare; the exercise is prepare_images."


def test_definitions_in_other_cells_are_there_and_training_cells_are_not_run(tmp_path):
    path = write(
        tmp_path / "n.ipynb",
        "%matplotlib inline\n!echo hello\nSCALE = 255",
        "%%time\nraise SystemExit",
        "def scaled(images):\n    return images.astype('float32') / SCALE",
        "import os; os._exit(1) if False else None\nraise SystemExit('this cell trains')",
        ("prepare_images", "def prepare_images(images):\n    return scaled(images)[..., None]"),
        "prepare_images = check(prepare_images)",
    )
    assert statuses(path)["prepare_images"] == "passed"


def test_a_helper_that_is_right_helps_even_if_an_earlier_exercise_is_wrong(tmp_path):
    path = write(
        tmp_path / "n.ipynb",
        ("split_dataset", "def split_dataset(X, y):\n    return None"),
        right("task_sets"),
        right("set_all_seeds"),
    )
    assert list(statuses(path).values()) == ["failed", "passed", "passed"]


def test_a_cell_that_ends_the_process_costs_no_other_cell(tmp_path):
    deadly = "import os\ndef prepare_images(images, x=os._exit(3)):\n    return images"
    found = statuses(lesson_01_with(tmp_path, {"prepare_images": deadly}))
    assert list(found.values()) == ["passed", "error", "passed"]


@pytest.mark.parametrize(
    "helper",
    [
        "WHITE = np.float32(255)",
        "WHITE = 5\nWHITE *= 51",
        "WHITE = max(x for x in range(256))",
        "WHITES = dict(grey=255)\nWHITE = WHITES['grey']",
        "try:\n    from no_such_module import WHITE\nexcept ImportError:\n    WHITE = 255",
        "if True:\n    WHITE = 255",
        "%%time\nWHITE = 255",
        "%time WHITE = 255",
        "np.where?\nfiles = !ls\nWHITE = 255",
        "WHITE = (511\n  % 256)",
        "TEXT = '''\n%not a magic\n'''\nWHITE = 240 + len(TEXT) + 1",
    ],
)
def test_what_a_notebook_may_define_is_defined(tmp_path, helper):
    path = write(
        tmp_path / "n.ipynb",
        helper,
        ("prepare_images", "prepare_images = lambda im: (im[..., None] / WHITE).astype('float32')"),
    )
    assert statuses(path)["prepare_images"] == "passed"


def test_a_list_that_a_loop_fills_is_full_and_one_filled_from_a_file_is_named(
    tmp_path,
):
    uses = "def {0}(images):\n    return (images[..., None] / sum(WHITES)).astype('float32')"
    path = write(
        tmp_path / "n.ipynb",
        "WHITES = []\nfor part in range(5):\n    WHITES.append(51)",
        ("prepare_images", uses.format("prepare_images")),
    )
    assert statuses(path)["prepare_images"] == "passed"
    path = write(
        tmp_path / "n.ipynb",
        "WHITES = []\nfor line in open('whites.txt'):\n    WHITES.append(int(line))",
        ("prepare_images", uses.format("prepare_images")),
    )
    result = run("check", path)
    assert result.exit_code == 1
    words = " ".join(re.sub("[│┃]", " ", result.output).split())
    assert "line 2 of cell 2, `for line in open('whites.txt'):`" in words
    assert "Without it the function cannot be judged" in words


def test_a_process_that_ends_whenever_a_reference_is_needed_does_not_check_for_ever(tmp_path):
    ends_later = (
        "import builtins, os\n"
        "real = builtins.compile\n"
        "def ending(source, name, *args, **options):\n"
        "    if name == '<reference>':\n"
        "        os._exit(1)\n"
        "    return real(source, name, *args, **options)\n"
        "class Patch:\n"
        "    builtins.compile = ending"
    )
    path = write(
        tmp_path / "n.ipynb", ("read_idx", "def read_idx(path): return 3"), imports=ends_later
    )
    assert list(statuses(path).values()) == ["failed", "crashed", "crashed"]


@pytest.fixture
def short_wait(tmp_path, monkeypatch):
    """Wait for a silent worker only five times as long as a whole check takes just now."""
    start = time.monotonic()
    assert set(statuses(lesson_01_with(tmp_path, {})).values()) == {"passed"}
    seconds = time.monotonic() - start
    monkeypatch.setattr(notebook_check, "_SECONDS_TO_IMPORT", 5 * seconds)


@pytest.mark.slow
@pytest.mark.usefixtures("short_wait")
def test_a_call_that_no_time_limit_reaches_is_a_timeout_too(tmp_path):
    source = "def prepare_images(images):\n    return sum(range(10**12))"
    found = statuses(lesson_01_with(tmp_path, {"prepare_images": source}))
    assert list(found.values()) == ["passed", "timeout", "passed"]


@pytest.mark.usefixtures("short_wait")
def test_definitions_that_do_not_end_are_left_out(tmp_path):
    path = write(tmp_path / "n.ipynb", right("read_idx"), imports="class A:\n    while True: pass")
    assert statuses(path)["prepare_images"] == "missing"


def test_a_module_that_is_not_installed_says_so(tmp_path):
    source = "def prepare_images(images):\n    return tv.scale(images)"
    path = write(
        tmp_path / "n.ipynb", ("prepare_images", source), imports="import no_such_module as tv"
    )
    verdict = check_notebook(path)[1]
    assert verdict.status == "error"
    assert "NameError" in verdict.message
    assert "No module named 'no_such_module'" in verdict.next_step


def test_a_value_that_only_the_running_notebook_has_is_told_from_a_name_that_nobody_gives(tmp_path):
    uses = "def prepare_images(images):\n    return {name} * images"
    steps = {}
    for name in ("largest", "nowhere"):
        path = write(
            tmp_path / f"{name}.ipynb",
            "largest = np.load('images.npy').max()",
            ("prepare_images", uses.format(name=name)),
        )
        steps[name] = check_notebook(path)[1].next_step
    assert steps["largest"].startswith(
        "take what you need from the arguments: the notebook computes"
    )
    assert steps["nowhere"].startswith("define or import that name")


@pytest.mark.parametrize(
    "line", ["if imagse == 0:\n        images = 0", "images = float(imagse)", "print(end=imagse)"]
)
def test_a_slip_in_the_answer_is_no_value_that_the_notebook_computes(tmp_path, line):
    source = f"def prepare_images(images):\n    {line}\n    return images"
    path = write(tmp_path / "n.ipynb", "print(imagse == 1)", ("prepare_images", source))
    assert check_notebook(path)[1].next_step.startswith("define or import that name")


def test_lines_made_to_be_slow_to_read_are_not():
    lines = [
        "a" * 10**6,
        "a, " * 300_000,
        "a " * 500_000 + ":",
        "import " + "a " * 500_000,
        "\n" * 10**6,
    ]
    cells = [CodeCell(1, "\n".join(lines))]
    got = Finding("raised", "", "no error", "NameError: name 'b' is not defined")
    start = time.process_time()
    explained(Verdict("read_idx", "error", "", got), cells, {})
    # It is 0.3; where time grows with the square of a line's length, it would be hours.
    assert time.process_time() - start < 3


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_command_prints_a_row_an_exercise_and_exits_with_0_only_if_all_pass(tmp_path):
    good = run("check", lesson_01_with(tmp_path, {}))
    assert good.exit_code == 0
    assert good.output.count("✓ passed") == 3
    bad = run("check", lesson_01_with(tmp_path, {"read_idx": "def read_idx(path): return 3"}))
    assert bad.exit_code == 1
    assert "✗ not yet right" in bad.output
    assert 'hint("read_idx")' in bad.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not exist"),
        ("", "is empty"),
        ("{", "not a valid notebook"),
        ("[]", "not a valid notebook"),
        (json.dumps({"cells": []}), "does not state a notebook format"),
        (json.dumps({"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}), "no text"),
        (json.dumps({"nbformat": 4, "metadata": {}, "cells": [3]}), "cell 1 has no type"),
        (json.dumps({"nbformat": 2, "worksheets": 3}), "not a valid notebook"),
        (json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}}), "not a valid notebook"),
        (json.dumps({"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}), "valid"),
        (nbformat.writes(new_notebook(cells=[new_markdown_cell("# Hello")])), "no exercise"),
    ],
)
@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_file_that_is_no_lesson_gets_one_clear_message(
    command, content, words, tmp_path, capsys, monkeypatch
):
    path = tmp_path / "a lesson.ipynb"
    if content is not None:
        path.write_text(content)
    more = ["-o", str(tmp_path / "out.ipynb")] if command == "solve" else []
    monkeypatch.setattr("sys.argv", ["course", command, str(path), *more])
    with pytest.raises(SystemExit) as exit_info:
        main()
    assert exit_info.value.code == 2
    message = capsys.readouterr().err
    assert "a lesson.ipynb" in message
    assert words in message
    assert "Traceback" not in message


def test_a_folder_and_a_binary_file_get_one_clear_message(tmp_path):
    with pytest.raises(CourseError, match="is a folder"):
        read_notebook(tmp_path)
    (tmp_path / "b.ipynb").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError, match="it is no text"):
        read_notebook(tmp_path / "b.ipynb")


def test_a_notebook_saved_by_other_programs_is_read(tmp_path):
    path = lesson_01_with(tmp_path, {})
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    text = json.dumps(notebook, indent=4).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert set(statuses(path).values()) == {"passed"}


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1", "cp1252", "utf-32"]
)
def test_a_notebook_in_another_encoding_is_read(tmp_path, encoding):
    path = lesson_01_with(tmp_path, {})
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "für Zoë"})
    path.write_bytes(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    assert source_of(read_notebook(path)["cells"][-1]) == "für Zoë"


@pytest.mark.parametrize("version", [4.0, "4", 4])
def test_a_format_is_read_however_its_number_is_written(tmp_path, version):
    path = lesson_01_with(tmp_path, {})
    notebook = json.loads(path.read_text("utf-8"))
    notebook["nbformat"] = version
    for cell in notebook["cells"]:
        cell["metadata"] = cell["metadata"] or None
    path.write_text(json.dumps(notebook), "utf-8")
    assert read_notebook(path)["nbformat"] == 4


@pytest.mark.parametrize(
    ("content", "remedy"),
    [
        (b"# %%\nimport numpy as np\n\ndef read_idx(path):\n    return 3\n", "Python script"),
        (b"import gzip\n", "Python script"),
        (b"<!DOCTYPE html>\n<html><body>read_idx</body></html>", "web page"),
        (b"\n\n<html>", "web page"),
        (b"PK\x03\x04\x14\0\0\0\xff\xfe", "zip archive: unpack it"),
        (b"%PDF-1.7\n%\xff\xff", "PDF"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "co', "ends in the middle"),
        (b'{"nbformat": 4, "cells": [', "ends in the middle"),
        (b'{\n<<<<<<< HEAD\n"nbformat": 4,\n=======\n>>>>>>> main\n}', "git merge"),
        (b"\0" * 5000, "is empty"),
        (b"   \n", "is empty"),
        (b'{"nbformat": 4.5, "cells": []}', "does not state a notebook format"),
    ],
)
def test_a_file_that_is_something_else_is_named_with_the_remedy(tmp_path, content, remedy):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=remedy):
        read_notebook(path)


@pytest.mark.parametrize(
    "line",
    [
        "!pip install \\\n  numpy \\\n  keras",
        "%pip install \\\n    numpy",
        "files = !ls \\\n  -l",
        "if True:\n    !pip install numpy\nelse:\n    %cd /tmp",
        "for n in range(2):\n    !echo {n} \\\n      and more",
        "?np.where",
        "np.where??   ",
        "%matplotlib inline\r\n!ls\r",
        "# set up\n%%bash\npip install 'x",
        "%%bash\nfor f in *; do echo $f; done",
        "try:\n    import numpy\nexcept ImportError:\n    !pip install numpy",
    ],
)
def test_magics_and_shell_lines_spoil_no_cell(tmp_path, line):
    constant = "" if "%%" in line else "\nWHITE = 255"
    path = write(
        tmp_path / "n.ipynb",
        line + constant,
        "WHITE = 255" if not constant else "",
        ("prepare_images", "prepare_images = lambda im: (im[..., None] / WHITE).astype('float32')"),
    )
    assert statuses(path)["prepare_images"] == "passed"


def test_an_unknown_exercise_is_named_with_the_nearest_one(tmp_path):
    path = write(tmp_path / "n.ipynb", ("split_datasett", "def split_datasett(): ..."))
    with pytest.raises(CourseError, match="Did you mean split_dataset"):
        check_notebook(path)


def test_a_notebook_of_format_3_is_read(tmp_path):
    version_3 = nbformat.convert(nbformat.read(lesson_01_with(tmp_path, {}), as_version=4), 3)
    path = tmp_path / "old.ipynb"
    path.write_text(nbformat.v3.writes_json(version_3))
    assert set(statuses(path).values()) == {"passed"}


# course solve


@pytest.mark.slow
@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_a_solved_lesson_passes_and_its_blank_edition_is_not_attempted(path, tmp_path):
    assert set(statuses(path).values()) == {"not_attempted"}
    out = tmp_path / "solved.ipynb"
    assert solve(path, out) == len(statuses(path))
    assert set(statuses(out).values()) == {"passed"}


def test_solving_keeps_everything_but_exercise_cells_and_outputs():
    notebook = read_notebook(NOTEBOOKS / "01_dataset_tour.ipynb")
    result = solved(notebook)
    changed = [
        exercise_of(cell)
        for cell, old in zip(result["cells"], notebook["cells"], strict=True)
        if source_of(cell) != source_of(old)
    ]
    assert changed == list(LESSON_01)
    assert not any(cell.get("outputs") for cell in result["cells"])
    assert any(cell.get("outputs") for cell in notebook["cells"])


def test_a_solved_notebook_is_valid(tmp_path):
    out = tmp_path / "solved.ipynb"
    solve(lesson_01_with(tmp_path, {}), out)
    nbformat.validate(nbformat.read(out, as_version=nbformat.NO_CONVERT))


def test_solve_never_overwrites_a_file(tmp_path):
    path = lesson_01_with(tmp_path, {})
    before = path.read_bytes()
    with pytest.raises(CourseError, match="exists already"):
        solve(path, path)
    assert path.read_bytes() == before


def test_solve_into_a_folder_that_is_not_there_says_so(tmp_path):
    with pytest.raises(CourseError, match="cannot be written"):
        solve(lesson_01_with(tmp_path, {}), tmp_path / "nowhere" / "out.ipynb")
