"""The command line: `course`, or `python -m course_utils`.

Imports stand inside the commands, so that none waits for what only another one needs.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from course_utils.errors import CourseError

app = typer.Typer(
    help="A transfer-learning course that checks itself.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes around the help cost a tenth of a second at each start
)


def main() -> None:
    """Run the command line; bad input ends in one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show ✓ shows ?
            stream.reconfigure(errors="replace")
    try:
        app()
    except CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        raise SystemExit(2) from None


@app.command()
def check(
    notebook: Annotated[Path, typer.Argument(help="A saved notebook of the course.")],
) -> None:
    """Check the exercises in a saved notebook. Exits with 0 only if all pass."""
    from course_utils.notebooks.reading import read_notebook

    read_notebook(notebook)  # a wrong name is reported before the slow imports below

    from course_utils.grading.notebook_check import check_notebook
    from course_utils.grading.table import print_verdicts

    verdicts = check_notebook(notebook)
    print_verdicts(notebook, verdicts)
    if not all(verdict.passed for verdict in verdicts):
        raise typer.Exit(1)


@app.command()
def solve(
    notebook: Annotated[Path, typer.Argument(help="A notebook of the course.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")],
) -> None:
    """Write a copy of a notebook with the solutions filled in."""
    from course_utils.notebooks.solving import solve as write_solved

    count = write_solved(notebook, out)
    print(f"{out}: {count} {'exercise' if count == 1 else 'exercises'} filled in.")


@app.command()
def release(
    out: Annotated[Path, typer.Argument(help="A new folder.")],
    without_solutions: Annotated[
        bool, typer.Option("--without-solutions", help="For classes that are graded.")
    ] = False,
) -> None:
    """Write the bundle that learners get: notebooks, data and package (for instructors)."""
    from course_utils.release import release as write_bundle

    count = write_bundle(out, with_solutions=not without_solutions)
    has_solutions = any(out.glob("course_utils/solutions/lesson_*.py"))
    kind = "with solutions" if has_solutions else "without solutions"
    print(f"{out}: {count} files, {kind}.")


@app.command()
def data(
    download: Annotated[
        bool, typer.Option("--download", help="Fetch what is missing, by Keras's own loader.")
    ] = False,
) -> None:
    """Verify Fashion-MNIST on this machine, byte by byte."""
    from course_utils import data as fashion_mnist

    reports = fashion_mnist.download() if download else fashion_mnist.verify()
    print(f"Fashion-MNIST in {reports[0].folder}")
    for report in reports:
        print(f"  ✓ {report.name:<28} {report.size:>11,} bytes  {report.state}")


@app.command()
def build(
    notebooks: Annotated[
        list[Path] | None, typer.Argument(help="Text sources; all of them if none is named.")
    ] = None,
) -> None:
    """Make the executed notebooks from their text (for authors)."""
    from course_utils.notebooks.building import build as build_one
    from course_utils.notebooks.building import sources

    for source in notebooks or sources():
        notebook, seconds = build_one(source)
        print(f"{notebook.name}: executed in {seconds:.0f} s")


@app.command()
def experiment(
    name: Annotated[str, typer.Argument(help="Its name, which is that of its results file.")],
) -> None:
    """Run an experiment, or resume it."""
    from tqdm import tqdm

    from course_utils.experiments import load
    from course_utils.experiments.experiment import RESULTS, carry_out, missing_runs

    chosen = load(name)
    path = RESULTS / f"{name}.csv"
    runs = missing_runs(chosen, path)
    if not runs:
        print(f"{path.name} is complete: {len(chosen.runs())} runs. Move it away to start anew.")
        return
    n_rows = len(runs) * chosen.rows_per_run
    with tqdm(total=n_rows, desc=name, unit="row", mininterval=1) as bar:
        carry_out(chosen, runs, path, after_row=bar.update)
    print(f"{path.name}: {len(chosen.runs())} runs, all there.")


@app.command()
def grade(
    submissions: Annotated[Path, typer.Argument(help="A folder with a folder for each student.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for marks and feedback.")],
    jobs: Annotated[int, typer.Option(min=1, help="How many submissions at once.")] = 1,
    timeout: Annotated[
        float | None, typer.Option(min=0.1, help="Most seconds for an exercise.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of the hidden inputs.")] = None,
    marks: Annotated[
        Path | None, typer.Option(help="A TOML file: points, late and excluded students.")
    ] = None,
    gradescope: Annotated[
        bool, typer.Option("--gradescope", help="Write results.json for each student too.")
    ] = False,
) -> None:
    """Grade a class. What is graded already is kept, so it may be stopped at any moment."""
    import math

    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from course_utils.grading import batch
    from course_utils.grading.limits import PROTECTION
    from course_utils.grading.marks import read_marks
    from course_utils.grading.pages import write_pages
    from course_utils.grading.records import Record, locked
    from course_utils.grading.submissions import find_submissions, passed_over
    from course_utils.grading.tables import write_gradescope, write_tables

    if out.resolve().is_relative_to(submissions.resolve()):
        raise CourseError(f"{out} lies among the submissions. Name a folder outside of them.")
    found, rules = find_submissions(submissions), read_marks(marks)
    rules.refuse_unknown(submission.student for submission in found)
    left_out = passed_over(submissions)
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with locked(out), Progress(*columns) as progress:
        graded = [one for one in found if one.student not in rules.excluded]
        bar = progress.add_task("grading", total=len(graded))

        def write(records: list[Record]) -> None:
            write_tables(out, batch.grades_of(records, rules))
            progress.update(bar, completed=len(records))

        wanted = batch.Batch(
            submissions, found, out, rules, jobs, math.inf if timeout is None else timeout, seed
        )
        try:
            records = batch.grade(wanted, after_each=write)
        except KeyboardInterrupt:
            raise CourseError(
                "stopped. What is graded is kept; the same command goes on from there."
            ) from None
        rows = batch.grades_of(records, rules)
        write_pages(out, records, rows, PROTECTION, left_out)
        if gradescope:
            write_gradescope(out, rows)
    n_students = len({row.student for row in rows})
    for name, reason in left_out:
        print(f"not graded: {name} {reason}")
    print(f"{out / 'grades.csv'}: {len(rows)} rows for {n_students} students.")


@app.command()
def replay(
    out: Annotated[Path, typer.Argument(help="The folder that was graded into.")],
    student: Annotated[str, typer.Argument(help="The name of the student's folder.")],
    exercise: Annotated[str, typer.Argument(help="The exercise.")],
) -> None:
    """Try one exercise of a submission once more, on the inputs that it was graded on."""
    from course_utils.exercises import find, suggest
    from course_utils.exercises.rendering import as_text
    from course_utils.grading import batch

    chosen = find(exercise)
    if chosen is None:
        raise CourseError(f"there is no exercise called {exercise}. {suggest(exercise)}")
    verdict = batch.replay(out, student, chosen)
    print(as_text(verdict.headline, verdict.lines()))
