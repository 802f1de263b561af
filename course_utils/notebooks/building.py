"""From the text source of a lesson to the executed notebook that a learner opens."""

from __future__ import annotations

import asyncio
import base64
import html
import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from course_utils import __version__
from course_utils.errors import CourseError
from course_utils.notebooks import drawing_cells, exercise_cells, question_cells
from course_utils.notebooks.kernels import LookingManager
from course_utils.notebooks.widget_pictures import put_pictures

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CELL_SECONDS = 300
PICTURE_TAG = "readme-picture"
PICTURE = NOTEBOOKS.parent / "docs" / "picture.png"
_FIGURE = re.compile(r'<img src="data:image/png;base64,([^"]+)" alt="([^"]*)"')
_WRITTEN_OVER = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


def sources() -> list[Path]:
    """Return the text sources of all lessons, in their order."""
    return sorted((NOTEBOOKS / "source").glob("[0-9]*.py"))


def notebook_of(source: Path) -> Path:
    """Return the notebook that a text source is made into."""
    return source.resolve().parent.parent / f"{source.stem}.ipynb"


def from_text(source: Path) -> Any:
    """Read a text source as a notebook without outputs, its exercises written out.

    Parameters
    ----------
    source : Path
        A file in jupytext's py:percent format.

    Returns
    -------
    nbformat.NotebookNode
        Its cell identifiers are numbers in order, so that a rebuild changes no more than the text.

    Raises
    ------
    CourseError
        If there is no such file, or it names an exercise that there is not.
    """
    if not source.is_file():
        raise CourseError(f"{source} does not exist. The sources are in {NOTEBOOKS / 'source'}.")
    notebook = jupytext.read(source, fmt="py:percent")
    cells = question_cells.expanded(exercise_cells.expanded(notebook.cells))
    notebook.cells = drawing_cells.folded(cells)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
            "course": {"version": __version__},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


class _LoopThatCtrlCStops(asyncio.SelectorEventLoop):
    """An event loop in which Ctrl-C stops what runs.

    nbclient would put a handler of its own in place, which ends the kernel in mid-flight and then
    fails over it. It does without where a loop takes no handlers.
    """

    def add_signal_handler(self, *_: Any) -> None:  # type: ignore[override]
        raise RuntimeError("this loop takes no signal handlers")

    def remove_signal_handler(self, sig: int) -> bool:
        return False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Say nothing of tasks that nobody waits for any more; report all other faults.

        A message that arrives while its channel is being closed fails in such a task, in
        jupyter_client. What stops the notebook itself is raised by `run`.
        """
        if context.keys().isdisjoint({"task", "future"}):
            super().call_exception_handler(context)


def execute(notebook: Any, folder: Path, environment: Mapping[str, str] | None = None) -> float:
    """Run all cells in a fresh kernel, keep their outputs, and return the seconds it took.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place.
    folder : Path
        The kernel's working folder.
    environment : mapping of str to str, optional
        Variables that the kernel gets besides those of this process.

    Raises
    ------
    CourseError
        If a cell raises an error, with the cell and the error, or the kernel ends.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        kernel_manager_class=LookingManager,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    start = time.perf_counter()
    try:
        with asyncio.Runner(loop_factory=_LoopThatCtrlCStops) as runner:
            # What is sent to nowhere is the kernel's own log, not what the cells write.
            variables = {**os.environ, **(environment or {})}
            runner.run(client.async_execute(stderr=subprocess.DEVNULL, env=variables))
    except CellExecutionError as error:
        raise CourseError(f"a cell raised an error:\n{error}") from None
    except DeadKernelError:  # what nbclient makes of Ctrl-C, too
        raise CourseError(
            "the kernel ended before the notebook did: it was stopped by Ctrl-C, or there was not "
            "enough memory. No notebook was written."
        ) from None
    put_pictures(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = merge_streams(cell.outputs)
            if "nbval-ignore-output" in cell.metadata.get("tags", []):
                cell.outputs = [output for output in cell.outputs if not _is_for_the_moment(output)]
    return time.perf_counter() - start


def _is_for_the_moment(output: Any) -> bool:
    """Return whether an output is a log about the machine, or what a progress bar leaves."""
    if output.output_type == "display_data":
        return bool(output.data == {"text/plain": ""})
    return bool(output.output_type == "stream" and output.name == "stderr")


def merge_streams(outputs: list[Any]) -> list[Any]:
    """Join neighbouring pieces of the same stream: where a kernel cuts them is chance.

    Of a line that was written over, such as a progress bar, its last state stays.
    """
    merged: list[Any] = []
    for output in outputs:
        is_stream = output.output_type == "stream"
        if is_stream and merged and merged[-1].get("name") == output.name:  # only streams have one
            merged[-1].text += output.text
        else:
            merged.append(output)
    for output in merged:
        if output.output_type == "stream":
            output.text = _WRITTEN_OVER.sub("", output.text)
    return merged


def build(source: Path) -> tuple[Path, float]:
    """Execute a text source and write its notebook.

    Parameters
    ----------
    source : Path
        A file in ``notebooks/source``.

    Returns
    -------
    Path, float
        The notebook written, and the seconds its execution took.
    """
    notebook = from_text(source)
    target = notebook_of(source)
    seconds = execute(notebook, target.parent)
    partial = target.with_suffix(".partial")
    nbformat.write(notebook, partial)
    partial.replace(target)
    for tags, picture, _ in figures(notebook):
        if PICTURE_TAG in tags:
            PICTURE.write_bytes(picture)
    return target, seconds


def figures(notebook: Any) -> Iterator[tuple[list[str], bytes, str]]:
    """Yield each figure of an executed notebook: its cell's tags, the PNG file, and its text."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            page = "".join(output.get("data", {}).get("text/html", ""))
            for code, alt in _FIGURE.findall(page):
                yield cell["metadata"].get("tags", []), base64.b64decode(code), html.unescape(alt)
