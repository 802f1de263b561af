"""For people who teach a class: hand out, grade, look again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_utils.commands.stopping import stoppable
from course_utils.errors import CourseError


@stoppable("The bundle was not finished, and is taken away again.")
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


@stoppable("What is graded is kept; the same command goes on from there.")
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
        records = batch.grade(wanted, after_each=write)
        rows = batch.grades_of(records, rules)
        write_pages(out, records, rows, PROTECTION, left_out)
        if gradescope:
            write_gradescope(out, rows)
    n_students = len({row.student for row in rows})
    for name, reason in left_out:
        print(f"not graded: {name} {reason}")
    print(f"{out / 'grades.csv'}: {len(rows)} rows for {n_students} students.")


@stoppable("Nothing was changed.")
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
