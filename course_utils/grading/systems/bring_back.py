"""`course marks`: a graded class, and a learning system's file with its marks in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.grading.brought_back import Result, read_results
from course_utils.grading.handed_in.students import kept
from course_utils.grading.names import shown
from course_utils.grading.systems import canvas, moodle
from course_utils.grading.systems.csv_text import read_csv
from course_utils.grading.systems.matching import Matches, Person, match, people_of
from course_utils.grading.systems.worksheet import Filled, Worksheet, fill
from course_utils.machine.file_names import for_this_system

_MOMENT = (1980, 1, 1, 0, 0, 0)  # of all files in a zip, so that the same marks give the same zip


@dataclass(frozen=True)
class BroughtBack:
    """What was written, and what whoever brings marks back should know.

    Parameters
    ----------
    out : Path
    feedback : Path or None
    notes : list of str
    """

    out: Path
    feedback: Path | None
    notes: list[str]


def bring_back(
    folder: Path, worksheet: Worksheet, given: Path, out: Path, *, scale: bool
) -> BroughtBack:
    """Write a learning system's file with the marks of a class, and a zip of its feedback.

    Parameters
    ----------
    folder : Path
        What the class was graded into.
    worksheet : Worksheet
        The file that the system gave, read.
    given : Path
        Where it lies. It stays as it is.
    out : Path
        What is written.
    scale : bool
        Whether points are converted to the most of the system.

    Raises
    ------
    CourseError
        If there are no marks, `out` is the file that was given, or a mark is too large.
    """
    if out.exists() and out.samefile(given):
        raise CourseError(f"{out} is the file that you gave, and it stays as it is. Name another.")
    people = people_of(read_results(folder), kept(folder))
    matches = match(worksheet.rows, people, worksheet.system)
    to_write = moodle.as_html(matches) if worksheet.system == moodle.SYSTEM else matches
    filled = fill(worksheet, to_write, scale=scale)
    out.write_bytes(filled.content)
    _refuse_other_changes(worksheet, out)
    feedback = out.with_name(f"{out.stem}-feedback.zip")
    n_pages = _write_feedback(folder, worksheet, matches, feedback)
    notes = [
        f"{filled.n_filled} marks filled in.",
        *_notes(worksheet, matches, filled, scale),
        *_on_feedback(len(matches.pairs), n_pages),
    ]
    return BroughtBack(out, feedback if n_pages else None, notes)


def _refuse_other_changes(worksheet: Worksheet, out: Path) -> None:
    """Read what was written, and take it away if anything but marks and feedback has changed."""
    own = {worksheet.mark_column, worksheet.feedback_column}

    def others(rows: Iterable[Iterable[object]]) -> list[list[object]]:
        return [[it for place, it in enumerate(row) if place not in own] for row in rows]

    before = others([cell.value for cell in row] for row in worksheet.csv.rows)
    after = others([cell.value for cell in row] for row in read_csv(out).rows)
    if before != after:
        out.unlink()
        raise CourseError(f"{out} would have changed more than marks, so it is not written.")


def _write_feedback(folder: Path, worksheet: Worksheet, matches: Matches, path: Path) -> int:
    """Write the pages of all who were found into a zip, and return how many there are."""
    system = moodle if worksheet.system == moodle.SYSTEM else canvas
    pages = {
        name: folder / "feedback" / for_this_system(person.result.page)
        for person, name in system.feedback_names(matches)
    }
    pages = {name: page for name, page in pages.items() if page.is_file()}
    if pages:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, page in pages.items():
                entry = zipfile.ZipInfo(name, _MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, page.read_bytes())
    return len(pages)


def _notes(worksheet: Worksheet, matches: Matches, filled: Filled, scale: bool) -> Iterator[str]:
    if matches.without_row:
        yield f"not in the file: {_named(matches.without_row)}."
    if matches.unclear:
        yield (
            f"not filled in, because it is not clear whose row it is: {_named(matches.unclear)}. "
            "Write their marks by hand."
        )
    if matches.without_marks:
        names = ", ".join(shown(row.name or row.number) for row in matches.without_marks)
        yield f"in the file, without marks of ours: {names}."
    for row, why in filled.locked:
        yield f"not filled in: {shown(row.name or row.number)}, because {why}."
    if worksheet.system == moodle.SYSTEM and worksheet.feedback_column is None:
        yield (
            "The file has no column for feedback. Switch on Feedback comments in the settings of "
            "the assignment, and download the worksheet again."
        )
    if filled.n_replaced:
        yield f"replaced: {filled.n_replaced} texts of feedback, which the given file still has."
    yield from _on_the_most(worksheet, [person.result for _, person in matches.pairs], scale)


def _on_the_most(worksheet: Worksheet, results: list[Result], scale: bool) -> Iterator[str]:
    """Yield a note where the class has another most than the system."""
    ours = {result.max_points for result in results}
    if scale or worksheet.most is None or ours <= {worksheet.most}:
        return
    each = " or ".join(f"{most:g}" for most in sorted(ours))
    yield (
        f"The most is {worksheet.most:g} in the system and {each} here. Points are written as they "
        "are; --scale converts them."
    )


def _on_feedback(n_found: int, n_pages: int) -> Iterator[str]:
    if n_pages < n_found:
        yield (
            f"{n_found - n_pages} students have no file in the zip, because what they handed in "
            "has no number of the system."
        )


def _named(people: Iterable[Person]) -> str:
    return ", ".join(shown(person.result.student) for person in people)
