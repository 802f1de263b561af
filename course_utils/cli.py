"""The command line: `course`, or `python -m course_utils`."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Annotated, Any, TextIO, cast

import typer
from typer.core import TyperGroup

from course_utils import __version__
from course_utils.commands import authors, instructors, learners, marking
from course_utils.errors import CourseError, StoppedError
from course_utils.machine import signs

LEARNERS = "For learners"
INSTRUCTORS = "For instructors"
AUTHORS = "For authors"
IN_NOTEBOOKS = {
    "ask": 'ask("the-next-day", "a")',
    "hint": 'hint("split_dataset")',
    "predict": 'predict("five photos", 50)',
    "progress": "progress()",
    "reveal": 'reveal("five photos", 50)',
    "solution": 'solution("split_dataset")',
}


class ByReader(TyperGroup):
    """The commands of `course`, which its help lists by the people who use them."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a list for each group, with the first sentence of each command uncut."""
        width = max(map(len, self.commands))
        for reader in (LEARNERS, INSTRUCTORS, AUTHORS):
            with formatter.section(reader):
                formatter.write_dl(
                    [
                        (name.ljust(width), command.get_short_help_str(limit=sys.maxsize))
                        for name, command in self.commands.items()
                        if getattr(command, "rich_help_panel", None) == reader
                    ]
                )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find a command; say where it is used what only notebooks have."""
        if args[0] in IN_NOTEBOOKS:
            raise CourseError(
                f"{args[0]} is for notebooks: write {IN_NOTEBOOKS[args[0]]} in a cell, and run it. "
                "In a terminal, course status shows how far you are, and course check 03 checks a "
                "lesson."
            )
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=ByReader,
    help="A transfer-learning course that checks itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around the help cost a tenth of a second at each start
)
COMMANDS = {
    LEARNERS: (
        learners.lab,
        learners.start,
        learners.status,
        learners.check,
        learners.reset,
        learners.update,
        learners.doctor,
        learners.data,
    ),
    INSTRUCTORS: (
        instructors.release,
        instructors.grade,
        instructors.replay,
        marking.marks,
        instructors.misconceptions,
        marking.nbgrader,
        marking.nbgrader_import,
    ),
    AUTHORS: (authors.solve, authors.build, authors.tables, authors.experiment),
}
for reader, commands in COMMANDS.items():
    for command in commands:
        app.command(rich_help_panel=reader)(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"course {__version__}")
        raise typer.Exit()


@app.callback()
def course(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what stands before a command."""


def main() -> None:
    """Run the command line; bad input ends in one message and exit code 2, Ctrl-C in 130."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show ✓ shows +
            stream.reconfigure(errors=signs.ERRORS)
    shown, errors = (cast(TextIO, signs.LegibleStream(it)) for it in (sys.stdout, sys.stderr))
    with redirect_stdout(shown), redirect_stderr(errors):
        _run()


def _run() -> None:
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
