"""TensorFlow starts without a line on stderr; what is an error, or of somebody else, is shown."""

import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from course_utils.notebooks.building import from_text, sources
from course_utils.notebooks.kernels import LookingManager
from course_utils.notebooks.reading import source_of
from tests.learners import PROJECT

CHATTER = """\
WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1795996117.341693     920 port.cc:153] oneDNN custom operations are on.
E0000 00:00:1795996117.343563     920 cuda_fft.cc:52] Unable to register cuFFT factory
2026-11-29 23:48:37.341693: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.
To enable the following instructions: AVX2 FMA, rebuild TensorFlow.
"""
ERRORS = """\
A module that was compiled using NumPy 1.x cannot be run in NumPy 2.4.6.
F0000 00:00:1795996117.343563     920 cpu_feature_guard.cc:50] not available on your machine
"""


def process_that_imports(folder, last_lines, before="", **options):
    """Start a process that imports a stand-in for TensorFlow, which writes as TensorFlow does."""
    (folder / "tensorflow").mkdir()
    written = f"import os\nos.write(2, {(CHATTER + ERRORS).encode()!r})\n{last_lines}\n"
    (folder / "tensorflow" / "__init__.py").write_text(written)
    code = (
        f"{before}\nimport course_utils, tensorflow, os; os.write(2, b'I0000 00:00:1.1 later\\n')"
    )
    path = os.pathsep.join([str(folder), str(PROJECT)])
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        cwd=folder,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def imported(folder, last_lines, before="", **options):
    """Return what such a process writes to stderr."""
    return process_that_imports(folder, last_lines, before, **options).communicate(timeout=60)[1]


def test_only_tensorflows_lines_about_the_machine_are_left_out(tmp_path):
    warning = "import warnings; warnings.warn('mind this')"
    shown = imported(tmp_path, warning)
    assert shown.startswith(ERRORS)
    assert "UserWarning: mind this" in shown
    assert shown.endswith("I0000 00:00:1.1 later\n"), "stderr is not as it was before"
    assert not any(line in shown for line in CHATTER.splitlines())


def test_where_the_import_fails_all_is_shown(tmp_path):
    shown = imported(tmp_path, "raise ImportError('libtensorflow.so')")
    assert shown.startswith(ERRORS + CHATTER)
    assert shown.endswith("ImportError: libtensorflow.so\n")


@pytest.mark.parametrize("end", ["os.abort()", "os.kill(os.getpid(), 11)", "os._exit(1)"])
def test_where_the_import_ends_the_process_all_is_shown(tmp_path, end):
    assert imported(tmp_path, end) == ERRORS + CHATTER


def test_what_is_no_chatter_is_shown_while_the_import_still_runs(tmp_path):
    process = process_that_imports(tmp_path, "os.read(0, 1)")
    assert process.stderr.readline() == ERRORS.splitlines(keepends=True)[0]
    process.communicate("go on", timeout=60)


@pytest.mark.parametrize("fails", ["os.dup", "os.pipe", "subprocess.Popen", None])
def test_no_descriptor_is_left_open_and_without_a_free_one_the_import_goes_on(tmp_path, fails):
    before = "import os, subprocess\nn_open = len(os.listdir('/dev/fd'))\n"
    if fails:
        before += f"def fail(*_, **__): raise OSError\n{fails} = fail\n"
    before += "import atexit\natexit.register(lambda: print(n_open, len(os.listdir('/dev/fd'))))"
    process = process_that_imports(tmp_path, "", before, stdout=subprocess.PIPE)
    counted, shown = process.communicate(timeout=60)
    n_before, n_after = counted.split()
    assert n_before == n_after
    assert (CHATTER in shown) == bool(fails)


def cells_up_to_tensorflow(lesson):
    """Return the code cells of a lesson up to the one that starts TensorFlow; [] if none does."""
    cells = [cell for cell in from_text(lesson).cells if cell.cell_type == "code"]
    starts = [n for n, cell in enumerate(cells) if "\nimport keras" in f"\n{source_of(cell)}"]
    return cells[: starts[0] + 1] if starts else []


LESSONS = [pytest.param(lesson, id=lesson.stem) for lesson in sources()]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_starts_tensorflow_without_a_line_on_stderr(lesson, tmp_path, monkeypatch):
    cells = cells_up_to_tensorflow(lesson)
    if not cells:
        assert lesson.stem < "02", "no cell was found"
        return
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL", raising=False)
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "1")  # of which TensorFlow speaks
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    first_operation = "import tensorflow\ntensorflow.constant([1.0]) + 1"
    notebook = nbformat.v4.new_notebook(
        cells=[*cells, nbformat.v4.new_code_cell(first_operation)],
    )
    NotebookClient(
        notebook,
        kernel_manager_class=LookingManager,
        resources={"metadata": {"path": str(PROJECT / "notebooks")}},
        timeout=600,
    ).execute()
    streams = [
        output.text
        for cell in notebook.cells
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]
    assert streams == []
