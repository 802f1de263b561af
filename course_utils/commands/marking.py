"""For people who teach a class: bring the marks back into the learning system."""

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
    """Fill marks and feedback into the file that Moodle or Canvas gave.

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
