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


def imported(folder, last_line):
    """Import a stand-in for TensorFlow that writes as TensorFlow does, and return its stderr."""
    (folder / "tensorflow").mkdir()
    written = f"import os\nos.write(2, {(CHATTER + ERRORS).encode()!r})\n{last_line}\n"
    (folder / "tensorflow" / "__init__.py").write_text(written)
    code = "import course_utils, tensorflow, os; os.write(2, b'I0000 00:00:1.1 later\\n')"
    path = os.pathsep.join([str(folder), str(PROJECT)])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    ).stderr


def test_only_tensorflows_lines_about_the_machine_are_left_out(tmp_path):
    warning = "import warnings; warnings.warn('mind this')"
    shown = imported(tmp_path, warning)
    assert shown.startswith(ERRORS)
    assert "UserWarning: mind this" in shown
    assert shown.endswith("I0000 00:00:1.1 later\n"), "stderr is not as it was before"
    assert not any(line in shown for line in CHATTER.splitlines())


def test_where_the_import_fails_all_is_shown(tmp_path):
    shown = imported(tmp_path, "raise ImportError('libtensorflow.so')")
    assert shown.startswith(CHATTER + ERRORS)
    assert shown.endswith("ImportError: libtensorflow.so\n")


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
