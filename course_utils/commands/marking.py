"""For people who teach a class: the marks in a learning system, and the lessons in nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_utils.errors import CourseError


def marks(
    folder: Annotated[Path, typer.Argument(help="The folder that was graded into.")],
    moodle: Annotated[Path | None, typer.Option(help="Moodle's grading worksheet.")] = None,
    canvas: Annotated[Path | None, typer.Option(help="Canvas's gradebook.")] = None,
    assignment: Annotated[
        str | None, typer.Option(help="Its name or number, where a gradebook has several.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write.", show_default="in the folder, named after what was given"
        ),
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="Convert points to the most of the system.")
    ] = False,
) -> None:
    """Write the marks into a file of Moodle or Canvas.

    It is a new file. Feedback pages for the students lie beside it, as a zip.

    For example: course marks grades --moodle worksheet.csv
    """
    from course_utils.grading.systems.bring_back import bring_back
    from course_utils.grading.systems.canvas import read_canvas
    from course_utils.grading.systems.moodle import read_moodle

    if moodle is not None and canvas is None:
        given, worksheet = moodle, read_moodle(moodle)
    elif canvas is not None and moodle is None:
        given, worksheet = canvas, read_canvas(canvas, assignment)
    else:
        raise CourseError("name one file of the learning system, with --moodle or with --canvas.")
    written = out or folder / f"{given.stem}-with-marks.csv"
    done = bring_back(folder, worksheet, given, written, scale=scale)
    for note in done.notes:
        print(note)
    print(f"{done.out}: upload it where {given.name} is from.")
    if done.feedback:
        print(f"{done.feedback}: a feedback page for each student; upload it there too.")


def nbgrader(
    out: Annotated[Path, typer.Argument(help="A new folder, for nbgrader's course.")],
    marks: Annotated[
        Path | None, typer.Option(help="A TOML file: points, as for course grade.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of the hidden inputs.")] = None,
) -> None:
    """Write the lessons as an nbgrader course. It has solutions and locked tests."""
    from course_utils.grading.marks import read_marks
    from course_utils.grading.nbgrader.course_folder import write_course

    names = write_course(out, read_marks(marks), seed)
    print(
        f"{out}: {len(names)} assignments. In that folder: nbgrader generate_assignment {names[0]}"
    )


def nbgrader_import(
    out: Annotated[Path, typer.Argument(help="The folder that was graded into.")],
    gradebook: Annotated[
        str, typer.Argument(help="nbgrader's course folder, or the URL of its database.")
    ],
) -> None:
    """Write the marks of course grade into nbgrader's gradebook."""
    from course_utils.grading.nbgrader.gradebook import import_grades

    done = import_grades(out, gradebook)
    print(f"{gradebook}: {done.marks} marks written.")
    if done.new_students:
        print(f"new in the gradebook: {', '.join(done.new_students)}")
    if done.by_hand:
        print(f"{done.by_hand} of them stand below a mark given by hand, which goes on to count.")
    if done.of_questions:
        print(f"left out: {done.of_questions} rows of questions, for which nbgrader has no cells.")
