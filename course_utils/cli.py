"""The command line: `course`, or `python -m course_utils`."""

from __future__ import annotations

import io
import sys

import typer

from course_utils.commands import authors, instructors, learners
from course_utils.errors import CourseError, StoppedError
from course_utils.machine import signs

app = typer.Typer(
    help="A transfer-learning course that checks itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around the help cost a tenth of a second at each start
)
for command in (
    learners.start,
    learners.status,
    learners.check,
    learners.reset,
    learners.update,
    learners.doctor,
    learners.data,
    instructors.release,
    instructors.grade,
    instructors.replay,
    instructors.misconceptions,
    instructors.nbgrader,
    instructors.nbgrader_import,
    authors.solve,
    authors.build,
    authors.tables,
    authors.experiment,
):
    app.command()(command)


def main() -> None:
    """Run the command line; bad input ends in one message and exit code 2, Ctrl-C in 130."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show ✓ shows +
            stream.reconfigure(errors=signs.ERRORS)
    try:
        app()
    except StoppedError as stop:
        print(f"\ncourse: {stop}", file=sys.stderr)
        raise SystemExit(130) from None
    except CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except OSError as error:  # a disk that is full, say
        print(f"course: {error.filename or 'a file'}: {error.strerror or error}", file=sys.stderr)
        raise SystemExit(2) from None
