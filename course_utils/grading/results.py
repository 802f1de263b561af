"""From the records of a class to its files: tables, pages, what goes back to a learning system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.grading.batch import unpacked_in
from course_utils.grading.brought_back import keep_results
from course_utils.grading.gradescope import write_gradescope
from course_utils.grading.handed_in.students import kept
from course_utils.grading.marks import Marks
from course_utils.grading.names import shown
from course_utils.grading.pages import write_pages, write_written
from course_utils.grading.records import Record
from course_utils.grading.rows import grades_of, handed_in, lessons_of
from course_utils.grading.submissions import Submission
from course_utils.grading.tables import Grade, write_tables
from course_utils.grading.time_stamps import Sources, times_of
from course_utils.grading.unexplained import Group
from course_utils.grading.written import grades_of_questions, read_written

_MOST_NAMED = 5


@dataclass
class Results:
    """A class and the folder that its results are written into.

    Parameters
    ----------
    folder : Path
    submissions : sequence of Submission
        Of all students who count.
    marks : Marks
    """

    folder: Path
    submissions: Sequence[Submission]
    marks: Marks
    sources: Sources = field(init=False)
    problems: list[tuple[str, str]] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self.sources = times_of(
            self.submissions, kept(self.folder), self.marks.handed_in, unpacked_in(self.folder)
        )

    def write_tables(self, records: Sequence[Record]) -> None:
        """Write the tables of what is graded so far."""
        self._write_tables(grades_of(records, self.marks, self.sources.times))

    def write(
        self,
        records: Sequence[Record],
        protection: str,
        left_out: Sequence[tuple[str, str]],
        unexplained: dict[str, list[Group]],
        *,
        gradescope: bool = False,
    ) -> list[Grade]:
        """Write all files, and return the rows of `grades.csv`.

        Parameters
        ----------
        records : sequence of Record
        protection : str
            What submissions were shut off from while they ran, in words.
        left_out : sequence of pairs of str
            What was not graded, and why.
        unexplained : dict of str to list of Group
            The answers that no misconception explains.
        gradescope : bool
            Whether Gradescope's files are written too.
        """
        written = read_written(self.submissions)
        rows = grades_of(records, self.marks, self.sources.times)
        rows += grades_of_questions(written, self.marks, rows)
        self._write_tables(rows)
        write_written(self.folder, written)
        write_pages(self.folder, records, rows, protection, left_out, unexplained, marks=self.marks)
        keep_results(self.folder, rows, self.marks)
        if gradescope:
            with_messages = self.marks.show == "all"
            self.problems.extend(write_gradescope(self.folder, rows, with_messages=with_messages))
        return rows

    def notes(self, records: Sequence[Record]) -> Iterator[str]:
        """Yield what whoever grades should know of how the marks were counted."""
        lessons, found = lessons_of(records, self.marks), handed_in(records)
        if lessons and self.marks.lessons is None:
            each = ", ".join(f"{number:02} ({_students(found[number])})" for number in lessons)
            yield (
                f"lessons that count: {each}, because somebody handed them in. What a student has "
                f"not handed in counts as 0. To name the lessons: lessons = {list(lessons)} in the "
                "marks file."
            )
        for number in sorted(set(found) - set(lessons)):
            yield (
                f"not counted: lesson {number:02}, which {_students(found[number])} handed in; the "
                "marks file does not name it."
            )
        if self.marks.due:
            yield from self._on_time_stamps()
        for student, problem in self.problems:
            yield f"not written: {shown(student)} {problem}"

    def _on_time_stamps(self) -> Iterator[str]:
        """Yield whose lateness is counted from weak sources, or from none."""
        if by_files := self.sources.by_files:
            yield (
                f"handed in: no learning system says when {_some(by_files)} did, so the times of "
                "their files count. A table [handed_in] in the marks file says it."
            )
        if unknown := self.sources.unknown:
            yield (
                f"handed in: nobody knows when {_some(unknown)} did, so nothing is taken off. A "
                "table [handed_in] in the marks file says it, or handed_in = the name of Moodle's "
                "grading worksheet."
            )
        late = [one.student for one in kept(self.folder) if one.is_late]
        if late := [student for student in late if student in unknown]:
            yield f"The learning system calls late: {_some(late)}."

    def _write_tables(self, rows: list[Grade]) -> None:
        comments = {student: it.comment for student, it in self.marks.by_hand.items()}
        write_tables(self.folder, rows, comments)


def _students(count: int) -> str:
    return f"{count} student" if count == 1 else f"{count} students"


def _some(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    first = ", ".join(map(shown, names[:_MOST_NAMED]))
    more = len(names) - _MOST_NAMED
    return f"{first} and {more} others" if more > 0 else first
