"""For people who take the course: a copy of their own, checks, progress, a look at the machine."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_utils.commands.stopping import stoppable
from course_utils.errors import CourseError

if TYPE_CHECKING:
    from course_utils.exercises.verdict import Verdict
    from course_utils.learner.state import Entry

Folder = Annotated[
    Path | None,
    typer.Argument(help="Your folder. Left out: this one, or else ~/transfer-learning."),
]


@stoppable("What was copied is kept; the same command goes on.")
def start(
    folder: Annotated[
        Path, typer.Argument(help="A new or empty folder, or yours from before.")
    ] = Path("~/transfer-learning"),
) -> None:
    """Make your own copy of the lessons. What you have is never touched."""
    from course_utils.learner import folder as folders
    from course_utils.learner.opening import how_to_open

    path = folders.full_path(folder)
    print(f"Next: {how_to_open(path, _make_copy(path))}")


@stoppable("What was copied is kept; the same command goes on.")
def lab(
    folder: Folder = None,
    options: Annotated[
        list[str] | None,
        typer.Argument(help="After the sign --: more options of jupyter lab."),
    ] = None,
) -> None:
    """Open JupyterLab where your lessons are. Without a copy of yours it makes one first."""
    from course_utils.learner import folder as folders
    from course_utils.learner import opening

    options = options or []
    if folder and str(folder).startswith("-"):  # course lab -- --no-browser
        folder, options = None, [str(folder), *options]
    path = folders.find_or_default(folder)
    first = _make_copy(path)
    if opening.is_served(path):
        print(f"Next: {opening.how_to_open(path, first)}")
    else:
        if getattr(os, "geteuid", lambda: 1)() == 0 and "--allow-root" not in options:
            print("If Jupyter will not run as root, as in a container:", _ALLOW_ROOT)
        opening.open_jupyterlab(path, opening.notebook_to_open(path, first), options)


def _make_copy(path: Path) -> str:
    """Make what is not there of a learner's copy, say so, and return the first notebook."""
    from course_utils.learner import folder as folders
    from course_utils.learner.noting import command
    from course_utils.learner.update import waiting_versions

    added, there = folders.start(path)
    if there:
        print(f"{path} is your copy of the lessons already. All that you have is kept as it is.")
        if added:
            print(f"Added what was not there: {', '.join(added)}")
        if waiting := waiting_versions(path):
            print(f"Of another version in the course: {', '.join(waiting)}")
            print(f"To bring them, beside what you changed: {command('update', path)}")
    else:
        print(f"{path}: the lessons are here now, and are yours to change.")
    return min(added + there)


@stoppable("Nothing was changed; the same command begins again.")
def status(folder: Folder = None) -> None:
    """Show how far you are. It names exercises passed, the next step and the minutes left."""
    from course_utils.learner import folder as folders

    path = folders.find(folder)  # a wrong name is reported before the imports below

    from course_utils.learner import noting, state
    from course_utils.learner.lessons import all_lessons
    from course_utils.learner.overview import as_overview, closing_lines
    from course_utils.learner.status import lesson_at, standings, unchecked

    lessons, record = all_lessons(), state.read(path)
    entries = record.entries
    if not record.is_complete:
        print(f"{state.FILE} is damaged or was deleted, and is made again from the notebooks.")
        found = _check_saved(unchecked(path, lessons, entries))
        _warn(noting.record(path, found, is_all=True))
        entries += found
    reached = standings(path, lessons, entries)
    print(path)
    print(as_overview(reached, closing_lines(path, reached, lesson_at(lessons, entries))))


@stoppable("Nothing was lost.")
def reset(
    name: Annotated[str, typer.Argument(help="An exercise or a lesson: split_dataset, or 03.")],
    folder: Folder = None,
) -> None:
    """Put a blank exercise or lesson back. What you wrote is kept beside it."""
    from course_utils.learner import folder as folders
    from course_utils.learner.reset import reset as put_back

    notebook, copy = put_back(name, folders.find(folder))
    if copy is None and notebook.exists():
        print(f"{name} in {notebook} is as it was handed out. Nothing was changed.")
        return
    print(f"{notebook}: {name} is as it was handed out.")
    if copy:
        print(f"What you had is kept in {copy}")
    print(_RELOAD)


@stoppable("What was done is done; the same command goes on.")
def update(folder: Folder = None) -> None:
    """Bring new versions of the lessons. They lie beside what you changed, never over it."""
    from course_utils.learner import folder as folders
    from course_utils.learner import update as updating

    path = folders.find(folder)
    words = {
        updating.MISSING: "added",
        updating.CURRENT: "up to date",
        updating.UNCHANGED: "replaced by the new version: you had not changed it",
    }
    has_replaced = False
    print(path)
    for step in updating.update(path):
        has_replaced |= step.found == updating.UNCHANGED
        said = words.get(step.found, f"left as it is; the new version is in {step.target.name}")
        print(f"  {step.edition.name}: {said}")
    if has_replaced:
        print(_RELOAD)


@stoppable("Nothing was changed.")
def doctor(folder: Folder = None) -> None:
    """Look whether this machine is ready. Exits with 0 only if all is fine."""
    from course_utils.learner import doctor as looking
    from course_utils.learner import folder as folders

    try:
        path = folders.full_path(folder) if folder else folders.find(None)
    except CourseError:
        path = None
    is_fine = True
    for look in looking.looks(path):
        is_fine &= look.is_fine
        print(look)
    if not is_fine:
        raise typer.Exit(1)


@stoppable("Nothing was changed.")
def check(
    name: Annotated[
        str, typer.Argument(help="A lesson or an exercise, as for reset, or a notebook's path.")
    ],
    folder: Folder = None,
) -> None:
    """Check the exercises of a lesson: 03, or a notebook. Exits with 0 only if all pass."""
    from course_utils.notebooks.reading import code_cells, read_notebook

    notebook = _notebook_called(name, folder)
    read_notebook(notebook)  # a wrong name is reported before the slow imports below

    from course_utils.grading.notebook_check import check_notebook
    from course_utils.grading.table import print_verdicts
    from course_utils.notebooks.lost_marks import note_on, with_exercises_found

    verdicts = check_notebook(notebook)
    print_verdicts(notebook, verdicts)
    if note := note_on(with_exercises_found(code_cells(read_notebook(notebook)))[1]):
        print(note)
    _note(notebook, verdicts)
    if not all(verdict.passed for verdict in verdicts):
        raise typer.Exit(1)


@stoppable("What was downloaded in part is downloaded again by the same command.")
def data(
    download: Annotated[
        bool, typer.Option("--download", help="Fetch what is missing, by Keras's own loader.")
    ] = False,
) -> None:
    """Verify Fashion-MNIST on this machine, byte by byte."""
    from course_utils.datasets import fashion_mnist

    reports = fashion_mnist.download() if download else fashion_mnist.verify()
    print(f"Fashion-MNIST in {reports[0].folder}")
    for report in reports:
        print(f"  ✓ {report.name:<28} {report.size:>11,} bytes  {report.state}")


_ALLOW_ROOT = "make lab ARGS=--allow-root, or course lab -- --allow-root"
_RELOAD = (
    "If it is open in JupyterLab: File › Reload Notebook from Disk. Do not save it before that."
)


def _notebook_called(name: str, folder: Path | None) -> Path:
    """Return the notebook with a path, or that of a lesson or exercise in a learner's folder."""
    path = Path(name)
    if folder is None and (path.exists() or path.name != name):
        return path

    from course_utils.learner import folder as folders
    from course_utils.learner.lessons import all_lessons, lesson_called

    try:
        lesson = lesson_called(name, all_lessons())
    except CourseError:
        if path.suffix == ".ipynb":  # one that is not there says that best
            return path
        raise
    return folders.find(folder) / lesson.file


def _check_saved(notebooks: list[Path]) -> list[Entry]:
    """Check saved notebooks one after the other."""
    from course_utils.learner.status import entries_of

    entries: list[Entry] = []
    for notebook in notebooks:
        from course_utils.grading.notebook_check import check_notebook

        print(f"  checking {notebook.name}, which may take a minute")
        entries += entries_of(notebook, check_notebook(notebook))
    return entries


def _note(notebook: Path, verdicts: list[Verdict]) -> None:
    """Record the verdicts on a saved notebook if it is one of a learner's lessons."""
    from course_utils.learner import noting, state
    from course_utils.learner.lessons import all_lessons
    from course_utils.learner.status import entries_of

    folder = notebook.resolve().parent
    lessons = [lesson.file for lesson in all_lessons()]
    if state.is_course_folder(folder) and notebook.name in lessons:
        _warn(noting.record(folder, entries_of(notebook, verdicts)))
        _keep(folder, notebook, [verdict.exercise for verdict in verdicts if verdict.passed])


def _keep(folder: Path, notebook: Path, passed: list[str]) -> None:
    """Keep the answers that have passed: another tab may save an older state over them."""
    from course_utils.learner import answers
    from course_utils.notebooks.reading import code_cells, read_notebook

    with contextlib.suppress(CourseError, OSError):  # a full disk has been told by now
        for cell in code_cells(read_notebook(notebook)):
            if cell.exercise in passed:
                answers.keep(folder, cell.exercise, cell.source)


def _warn(words: str) -> None:
    if words:
        print(f"course: {words}", file=sys.stderr)
