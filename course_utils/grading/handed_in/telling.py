"""What is said of a class as it was handed in: the layout, and what is not graded, with reasons."""

from __future__ import annotations

from collections import Counter

from course_utils.grading.handed_in.layouts import FOLDERS, LAYOUTS
from course_utils.grading.handed_in.nobodys import in_one_line, is_hidden, is_nobodys_folder
from course_utils.grading.handed_in.opened import Opened
from course_utils.grading.handed_in.roots import Roots
from course_utils.grading.handed_in.students import File, Student
from course_utils.grading.handed_in.tree import Entry, as_text, shown

_MOST_STUDENTS = 40
_MOST_ALIKE = 20
"""Files that are named one by one if they are passed over for the same reason."""


def in_words(roots: Roots | None, *, is_mapped: bool) -> str:
    """Return what layout was recognised."""
    words = "a folder for each student"
    if roots is None:
        words = "a mapping file"
    elif roots.layout != FOLDERS:
        words = LAYOUTS[roots.layout].title
    return f"{words}, with a mapping file before it" if is_mapped and roots else words


def who_handed_in_what(source: str, layout: str, students: list[Student]) -> list[str]:
    """Return in lines what was recognised, and the files of each student; of many the first."""
    n_files = sum(file.counts for student in students for file in student.files)
    count = f"{_n(len(students), 'student')}, {_n(n_files, 'notebook')}"
    lines = [f"{shown(source)}: {layout}; {count}."]
    for student in students[:_MOST_STUDENTS]:
        files = ", ".join(_file(file) for file in student.files if file.counts)
        lines.append(f"  {shown(student.student)}: {files or 'no notebook'}")
    if len(students) > _MOST_STUDENTS:
        lines.append(f"  … and {len(students) - _MOST_STUDENTS} more students")
    return lines


def _n(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _file(file: File) -> str:
    said = [f"{file.handed_in_at:%Y-%m-%d %H:%M}"] if file.handed_in_at else []
    said += ["late"] if file.is_late else []
    return shown(file.name) + (f" ({', '.join(said)})" if said else "")


def reasons(
    found: Opened, roots: Roots | None, nobodys: list[Entry], students: list[Student]
) -> list[tuple[str, str]]:
    """Return what is of no student, or of one without a notebook, with the reason."""
    told = []
    classes = set(roots.classes) if roots else set()
    for name in classes:
        told.append(
            (
                f"{shown(name)}/",
                "looks like a class and not like one student: its folders hold the same lesson. "
                "Grade it by itself, or name whose each file is with --files MAP.csv",
            )
        )
    for entry in nobodys:
        if entry.parts[0] not in classes:
            reason = "lies in no student's folder"
            if roots is None:
                reason = "is not in the mapping file, and nothing else says whose it is"
            told.append((shown(entry.place), reason))
    told += [
        (shown(student.student), "holds no notebook") for student in students if not student.files
    ]
    if roots is not None and roots.layout == FOLDERS and roots.prefixes == ((),):
        told += _folders_without_work({*found.folders} - classes, students)
    return told


def _folders_without_work(folders: set[str], students: list[Student]) -> list[tuple[str, str]]:
    """Return the folders at the top that are no student's."""
    own = {file.place.split("/")[0] for student in students for file in student.files}
    told = []
    for name in sorted(folders):
        if is_nobodys_folder(name):
            continue
        if is_hidden((name,)):
            told.append((shown(name), "has a name that starts with a dot"))
        elif as_text(name) not in own:
            told.append((shown(name), "holds no notebook, nor do the folders in it"))
    return told


def grouped(reasons: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return reasons with very many names for the same one in one line."""
    counts = Counter(reason for _, reason in reasons)
    many = {reason for reason, n in counts.items() if n > _MOST_ALIKE}
    lines = [pair for pair in reasons if pair[1] not in many]
    for reason in sorted(many):
        names = [name for name, other in reasons if other == reason]
        lines.append((f"{in_one_line(names)}: each", reason))
    return lines


def of_nobody(entries: list[Entry]) -> tuple[str, str]:
    """Return the one line that names what systems and editors have left behind."""
    names = []
    for entry in entries:
        n = next((i for i, part in enumerate(entry.parts) if is_nobodys_folder(part)), None)
        parts = entry.parts if n is None else entry.parts[: n + 1]
        names.append(shown("/".join(parts)))
    listed = in_one_line(list(dict.fromkeys(names)))
    return listed, "(nobody's work: systems and editors leave such files behind)"
