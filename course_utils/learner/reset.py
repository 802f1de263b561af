"""Putting back a blank exercise or a whole lesson; what was there is kept beside it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner import answers, files
from course_utils.learner.editions import as_bytes, editions, lines_of
from course_utils.learner.lessons import COURSE, Lesson, all_lessons, lesson_called
from course_utils.notebooks.reading import exercise_of, read_notebook, source_of

_WORD = "before-reset"


def reset(name: str, folder: Path, course: Path = COURSE) -> tuple[Path, Path | None]:
    """Put an exercise or a lesson back as it was handed out.

    An answer that has passed is kept beside the notebook as well: it goes on to be, under another
    name, and counts no longer.

    Parameters
    ----------
    name : str
        An exercise such as ``split_dataset``, or a lesson: ``3``, ``03`` or ``03_split_dataset``.
    folder : Path
        The learner's.
    course : Path
        Where the blank cells come from.

    Returns
    -------
    Path, Path or None
        The notebook, and the copy of what it was, or else of a kept answer. No copy if there was
        nothing to put back, or no notebook.

    Raises
    ------
    CourseError
        If there is no such exercise or lesson, the notebook cannot be read or has no cell for the
        exercise, or a file cannot be written. Then the notebook is as it was.
    """
    lessons = all_lessons(course)
    lesson = lesson_called(name, lessons)
    if name in lesson.stubs:
        notebook = _notebook_with(name, folder, lesson, lessons)
        path, copy = _reset_exercise(name, notebook, lesson)
        aside = answers.put_aside(folder, name, _WORD)
        return path, copy or aside
    content = next(one.content for one in editions(course) if one.name == lesson.file)
    path, copy = _replace(folder / lesson.file, content)
    for exercise in lesson.stubs:
        aside = answers.put_aside(folder, exercise, _WORD)
        copy = copy or aside
    return path, copy


def _notebook_with(name: str, folder: Path, lesson: Lesson, lessons: list[Lesson]) -> Path:
    """Return the notebook of an exercise: its lesson's, or the one that an older version put it in.

    The older one is meant where a learner has not fetched the exercise's own lesson yet.
    """
    own = folder / lesson.file
    if own.exists():
        return own
    for path in (folder / other.file for other in lessons):
        with contextlib.suppress(CourseError):
            if any(exercise_of(cell) == name for cell in read_notebook(path)["cells"]):
                return path
    return own


def _reset_exercise(name: str, path: Path, lesson: Lesson) -> tuple[Path, Path | None]:
    notebook = read_notebook(path)
    cells = [cell for cell in notebook["cells"] if exercise_of(cell) == name]
    if not cells:
        raise CourseError(
            f"{path} has no cell for the exercise {name} any more. Put the whole lesson back, "
            f"and take your other answers from the copy that is kept: course reset {lesson.stem}."
        )
    blank = lesson.stubs[name]
    if all(cell["cell_type"] == "code" and source_of(cell) == blank for cell in cells):
        return path, None
    for cell in cells:
        cell["cell_type"], cell["source"] = "code", lines_of(blank)
    for cell in notebook["cells"]:
        is_check = source_of(cell).strip() == f"{name} = check({name})"
        if cell["cell_type"] == "code" and (cell in cells or is_check):
            cell["outputs"], cell["execution_count"] = [], None
    return _replace(path, as_bytes(notebook))


def _replace(path: Path, content: bytes) -> tuple[Path, Path | None]:
    copy = None
    if path.exists():
        if path.read_bytes() == content:
            return path, None
        copy = files.keep_copy(path, _WORD)
    files.replace(path, content)
    return path, copy
