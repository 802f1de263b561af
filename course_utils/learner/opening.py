"""Opening JupyterLab where a learner's notebooks are, at the one to go on with."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner import noting, state
from course_utils.learner.lessons import all_lessons
from course_utils.learner.status import lesson_at, next_notebook, standings


def is_served(folder: Path) -> bool:
    """Return whether this is a terminal of a JupyterLab that shows a learner's folder."""
    root = _served_folder()
    return root is not None and folder.is_relative_to(root)


def how_to_open(folder: Path, notebook: str) -> str:
    """Return what to do to open a learner's notebook: a command, or where to find it."""
    root = _served_folder()
    if root is not None and folder.is_relative_to(root):
        path = (folder / notebook).relative_to(root)
        return f"open {path} from JupyterLab's list of files, on the left"
    return noting.command("lab", folder)


def _served_folder() -> Path | None:
    """Return what the Jupyter server serves in whose terminal this runs; None anywhere else."""
    root = os.environ.get("JUPYTER_SERVER_ROOT")
    return Path(root).expanduser().resolve() if root else None


def notebook_to_open(folder: Path, first: str) -> str:
    """Return the notebook to go on with: that of the next step, or the first one.

    Parameters
    ----------
    folder : Path
        The learner's.
    first : str
        The notebook to open as long as nothing was checked, and when all is done.
    """
    with contextlib.suppress(CourseError):  # a damaged record stops nobody from working
        if entries := state.read(folder).entries:
            lessons = all_lessons()
            at = lesson_at(lessons, entries)
            return next_notebook(standings(folder, lessons, entries), at) or first
    return first


def open_jupyterlab(folder: Path, notebook: str, options: list[str]) -> None:
    """Start JupyterLab in a learner's folder. This process becomes it, or ends with it.

    Parameters
    ----------
    folder : Path
        Where it is started, so that its terminals open there too.
    notebook : str
        What it shows.
    options : list of str
        More for `jupyter lab`.

    Raises
    ------
    CourseError
        If JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(
            f"JupyterLab is not installed for this Python ({sys.executable}). Install what the "
            "course needs: make setup"
        )
    os.chdir(folder)
    shown = f"--LabApp.default_url=/lab/tree/{notebook}"
    command = [sys.executable, "-m", "jupyterlab", shown, *options]
    sys.stdout.flush()
    if sys.platform == "win32":  # where no process can become another one
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is JupyterLab's to answer
        raise SystemExit(subprocess.call(command))
    os.execv(command[0], command)
