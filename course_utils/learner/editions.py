"""What a learner gets of the course: lessons and pages that know how they were handed out.

A notebook says in its metadata of which version of the course it is, and what its text was. So it
can be told, without any other record, whether a learner has changed it.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from course_utils import __version__
from course_utils.errors import CourseError
from course_utils.learner.lessons import COURSE, all_lessons
from course_utils.notebooks.reading import exercise_of, read_notebook, source_of

HANDED_OUT = "handed_out"

# A link to a file of the course: neither to the web nor, as in `layers[0](x)`, a call in Python.
_LINK = re.compile(r"!?\[([^\]]*)\]\(((?:[\w.-]+/)*[\w.-]+\.(?:md|ipynb|csv|py|png))(#[^)\s]*)?\)")
_PAGE_STAMP = re.compile(r"\n<!-- handed out: ([0-9a-f]+) -->\n\Z")


@dataclass(frozen=True)
class Edition:
    """One file as the course hands it out now.

    Parameters
    ----------
    name : str
        Its path in the learner's folder, with ``/``.
    fingerprint : str
        Of its text.
    make : callable
        Returns what is written there. Most commands need none of it.
    """

    name: str
    fingerprint: str
    make: Callable[[], bytes]

    @property
    def content(self) -> bytes:
        """What is written there."""
        return self.make()


def editions(course: Path = COURSE) -> list[Edition]:
    """Return all files that a learner gets: the lessons, then the pages that they link to.

    Raises
    ------
    CourseError
        If the course is not complete.
    """
    lessons = all_lessons(course)
    linked = {page for lesson in lessons for page in _pages_of(lesson.notebook)}
    pages = sorted(page for page in linked if (course / page).is_file())
    places = {f"notebooks/{lesson.file}": lesson.file for lesson in lessons}
    places |= {page: page for page in pages}
    handed_out = []
    for lesson in lessons:
        notebook = lesson.notebook  # read just now, for nobody else
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = lines_of(
                    _with_links_for(source_of(cell), f"notebooks/{lesson.file}", places)
                )
        take_out_outputs(notebook)
        handed_out.append(_lesson_edition(lesson.file, notebook))
    return handed_out + [_page_edition(page, course, places) for page in pages]


def as_bytes(notebook: Mapping[str, Any]) -> bytes:
    """Return a notebook as the file that Jupyter would write."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a character, which a file can hold as an escape only
        return (json.dumps(notebook, indent=1, sort_keys=True) + "\n").encode()


def take_out_outputs(notebook: dict[str, Any]) -> None:
    """Leave out what cells have shown: a learner should not see it before guessing."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            folds = cell["metadata"].pop("jupyter", {})
            if folds.get("source_hidden"):  # the code of a drawing stays folded
                cell["metadata"]["jupyter"] = {"source_hidden": True}


def lines_of(source: str) -> list[str]:
    """Return a cell's text as Jupyter writes it: a list of lines."""
    return source.splitlines(keepends=True)


def handed_out_as(path: Path) -> str | None:
    """Return the fingerprint that a file was handed out with, or None."""
    if path.suffix == ".ipynb":
        stamp = stamp_of(read_notebook(path)).get(HANDED_OUT)
        return stamp if isinstance(stamp, str) else None
    found = _PAGE_STAMP.search(_read_page(path))
    return found[1] if found else None


def fingerprint_now(path: Path) -> str:
    """Return the fingerprint of a file's text as it is now."""
    if path.suffix == ".ipynb":
        return fingerprint(read_notebook(path))
    return _hash(_PAGE_STAMP.sub("", _read_page(path)))


def stamp_of(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a notebook's metadata says of the course: empty if nothing."""
    metadata = notebook.get("metadata")
    stamp = metadata.get("course") if isinstance(metadata, dict) else None
    return stamp if isinstance(stamp, dict) else {}


def fingerprint(notebook: Mapping[str, Any]) -> str:
    """Return a fingerprint of what a notebook says, whatever its outputs.

    Cells without text do not count: JupyterLab adds one when the last cell is run.
    """
    cells = [
        (cell["cell_type"], exercise_of(cell), source_of(cell).strip())
        for cell in notebook["cells"]
        if source_of(cell).strip()
    ]
    return _hash(json.dumps(cells))


def _lesson_edition(name: str, notebook: dict[str, Any]) -> Edition:
    mark = fingerprint(notebook)
    notebook["metadata"]["course"] = {"version": __version__, HANDED_OUT: mark}
    return Edition(name, mark, partial(as_bytes, notebook))


def _page_edition(page: str, course: Path, places: Mapping[str, str]) -> Edition:
    text = _with_links_for(_read_page(course / page), page, places)
    mark = _hash(text)
    return Edition(page, mark, f"{text}\n<!-- handed out: {mark} -->\n".encode)


def _pages_of(notebook: Mapping[str, Any]) -> Iterable[str]:
    """Yield the pages of the course that a lesson links to."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for _, target, _ in _LINK.findall(source_of(cell)):
                page = posixpath.normpath(posixpath.join("notebooks", target))
                if page.startswith("docs/") and page.endswith(".md"):
                    yield page


def _with_links_for(text: str, place: str, places: Mapping[str, str]) -> str:
    """Return a text whose links fit the learner's folder; what is not there is no link.

    Parameters
    ----------
    text : str
        In Markdown.
    place : str
        The file that it stands in, in the course.
    places : dict of str to str
        Where each of the course's files lies in the learner's folder.
    """

    def fitting(link: re.Match[str]) -> str:
        words, target, anchor = link[1], link[2], link[3] or ""
        file = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        if file not in places:
            return words
        there = posixpath.relpath(places[file], posixpath.dirname(places[place]) or ".")
        return f"[{words}]({there}{anchor})"

    return _LINK.sub(fitting, text)


def _read_page(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
