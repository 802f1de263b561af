"""For people who teach a class: hand out, grade, look again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_utils.commands.stopping import stoppable
from course_utils.errors import CourseError

if TYPE_CHECKING:
    from course_utils.grading.cluster import Cluster
    from course_utils.grading.handed_in.finding import HandedIn
    from course_utils.grading.local_machine import LocalMachine
    from course_utils.grading.marks import Marks
    from course_utils.grading.records import Record
    from course_utils.grading.results import Results

Own = Annotated[Path | None, typer.Option(help="A Python file of your own misconceptions.")]

_VALUE = re.compile(r"\{[^}]*\}")  # of a message: what one answer gave
_SECONDS_BETWEEN_TABLES = 1.0  # a table of a large class takes a while to write


@stoppable("The bundle was not finished, and is taken away again.")
def release(
    out: Annotated[Path, typer.Argument(help="A new folder.")],
    without_solutions: Annotated[
        bool, typer.Option("--without-solutions", help="For classes that are graded.")
    ] = False,
) -> None:
    """Write the bundle for learners. It has notebooks, data and package."""
    from course_utils.learner.release import release as write_bundle

    count = write_bundle(out, with_solutions=not without_solutions)
    has_solutions = any(out.glob("course_utils/solutions/lesson_*.py"))
    kind = "with solutions" if has_solutions else "without solutions"
    print(f"{out}: {count} files, {kind}.")


@stoppable("What is graded is kept; the same command goes on from there.")
def grade(
    submissions: Annotated[
        Path,
        typer.Argument(
            help="A folder with a folder for each student, or the download of a learning system, "
            "unpacked or as its zip file."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The folder for marks and feedback.")],
    jobs: Annotated[int, typer.Option(min=1, help="How many submissions at once.")] = 1,
    timeout: Annotated[
        float | None,
        typer.Option(
            min=0.1, help="Most seconds for an exercise.", show_default="what each is given with"
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, help="Of the hidden inputs.", show_default="drawn once, and kept in --out"
        ),
    ] = None,
    marks: Annotated[
        Path | None, typer.Option(help="A TOML file: lessons, points, due dates, marks by hand.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="The address of a Dask scheduler that hands them out.")
    ] = None,
    files: Annotated[
        Path | None,
        typer.Option(help="A CSV file with columns file and student: whose each file is."),
    ] = None,
    gradescope: Annotated[
        bool, typer.Option("--gradescope", help="Write results.json for each student too.")
    ] = False,
    misconceptions: Own = None,
    only: Annotated[
        str | None, typer.Option(help="One student to grade; of the others all stays.")
    ] = None,
) -> None:
    """Grade a class. What is graded already is kept, so it may be stopped at any moment.

    For example: course grade submissions --out grades
    """
    import math

    from course_utils.grading import batch, unexplained
    from course_utils.grading.marks import read_marks
    from course_utils.grading.own_file import read_own
    from course_utils.grading.records import locked
    from course_utils.grading.results import Results
    from course_utils.grading.settings import read_settings

    if out.resolve().is_relative_to(submissions.resolve()):
        raise CourseError(f"{out} lies among the submissions. Name a folder outside of them.")
    rules = read_marks(marks)
    own = read_own(misconceptions) if misconceptions else []
    with locked(out):
        handed_in = _handed_in(submissions, out, files, rules)
        found, left_out = handed_in.submissions, handed_in.passed_over
        counting = [it for it in found if it.student not in rules.excluded]
        if only is not None:
            _refuse_unless_there(only, {it.student for it in counting}, seed, timeout)
        wanted = batch.Batch(
            submissions, found, out, rules, math.inf if timeout is None else timeout, seed, only
        )
        results = Results(out, counting, rules)
        with _machine(jobs, [out, submissions], scheduler) as machine:
            with _shown_progress(len(counting), results) as after_each:
                records = batch.grade(wanted, machine, after_each)
            hidden = read_settings(out).seed
            records = unexplained.judged_again(records, own, hidden)
            groups = unexplained.groups(records, hidden)
            rows = results.write(
                records, machine.protection(), left_out, groups, gradescope=gradescope
            )
    n_students = len({row.student for row in rows})
    for name, reason in left_out:
        print(f"not graded: {name} {reason}")
    for (exercise, name), n in unexplained.readers(records, own).items():
        print(f"{exercise}, {name}: {'1 student reads' if n == 1 else f'{n} students read'} it.")
    for note in results.notes(records):
        print(note)
    print(f"{out / 'grades.csv'}: {len(rows)} rows for {n_students} students.")
    print(f"Next: open {out / 'class_report.html'} in a browser.")


def _handed_in(submissions: Path, out: Path, files: Path | None, rules: Marks) -> HandedIn:
    """Read what a class has handed in, say what it is, and keep that beside the marks."""
    from course_utils.grading.batch import unpacked_in
    from course_utils.grading.handed_in.finding import forget_what_is_not_used, read_class
    from course_utils.grading.handed_in.students import keep
    from course_utils.grading.handed_in.telling import who_handed_in_what

    found = read_class(submissions, unpacked_in(out), files)
    rules.refuse_unknown(student.student for student in found.students)
    keep(out, found.students, files)
    forget_what_is_not_used(unpacked_in(out), found)
    lines = who_handed_in_what(str(submissions), found.layout, found.students)
    print(*lines, *found.notes, sep="\n", flush=True)
    return found


def _refuse_unless_there(
    only: str, students: set[str], seed: int | None, timeout: float | None
) -> None:
    """Refuse to grade one student who is not there, or by other rules than the others."""
    from difflib import get_close_matches

    if only not in students:
        near = get_close_matches(only, students, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise CourseError(f"--only names {only}, and no student who counts is called so.{hint}")
    if seed is not None or timeout is not None:
        raise CourseError(
            "--only grades by the seed and the time limit of the others. Leave --seed and "
            "--timeout out."
        )


def _machine(jobs: int, hidden: list[Path], scheduler: str | None) -> LocalMachine | Cluster:
    """Return what grades: this machine, or the cluster of a scheduler."""
    if scheduler:
        from course_utils.grading.cluster import Cluster

        return Cluster(scheduler)

    from course_utils.grading.local_machine import LocalMachine

    return LocalMachine(jobs, hidden)


@contextmanager
def _shown_progress(n: int, results: Results) -> Iterator[Callable[[list[Record]], None]]:
    """Show a bar with the time left, and give what moves it and writes the tables meanwhile."""
    import time

    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    written = -_SECONDS_BETWEEN_TABLES
    with Progress(*columns) as progress:
        bar = progress.add_task("grading", total=n)

        def after_each(records: list[Record]) -> None:
            nonlocal written
            progress.update(bar, completed=len(records))
            if time.monotonic() - written >= _SECONDS_BETWEEN_TABLES:
                results.write_tables(records)
                written = time.monotonic()

        yield after_each


@stoppable("Nothing was changed.")
def replay(
    out: Annotated[Path, typer.Argument(help="The folder that was graded into.")],
    student: Annotated[str, typer.Argument(help="The student, as in grades.csv.")],
    exercise: Annotated[str, typer.Argument(help="The exercise.")],
    misconceptions: Own = None,
) -> None:
    """Try one graded exercise again. The hidden inputs are those that it was graded on."""
    from course_utils.exercises import named
    from course_utils.exercises.rendering import as_text
    from course_utils.grading import batch, unexplained
    from course_utils.grading.own_file import read_own
    from course_utils.grading.settings import read_settings

    chosen = named(exercise)
    own = read_own(misconceptions) if misconceptions else []
    hidden = [out, read_settings(out).submissions]
    with _machine(1, hidden, scheduler=None) as machine, unexplained.known_too(own):
        verdict = batch.replay(machine, out, student, chosen)
    print(as_text(verdict.headline, verdict.lines()))


def misconceptions(
    exercise: Annotated[
        str | None, typer.Argument(help="The exercise. Left out: a list of all exercises.")
    ] = None,
) -> None:
    """List the mistakes that a check knows. With each stands what the check says of it."""
    if exercise is None:
        _print_exercises()
        return

    from rich.console import Console
    from rich.table import Table

    from course_utils.exercises import misconceptions as by_result
    from course_utils.exercises import named, symptoms

    name = named(exercise).name
    messages: dict[str, list[str]] = {}
    for known in by_result.of(name):
        messages.setdefault(known.name, []).append(known.message_on("…"))
    for symptom in symptoms.of(name):
        messages[symptom.name] = [_VALUE.sub("…", symptom.message)]
    table = Table(show_lines=True)
    for head in ("misconception", "what the verdict says"):
        table.add_column(head, overflow="fold")
    for misconception, said in messages.items():
        first, *others = dict.fromkeys(said)
        table.add_row(misconception, first + (f" (and {len(others)} like it)" if others else ""))
    Console().print(table)
    if by_result.of(name):
        print(
            "Of any numbers the check also sees whether they are rounded, scaled, shifted, cut, in "
            "another order, with other axes, or another statistic of the input."
        )


def _print_exercises() -> None:
    """List the exercises by lesson, and say how to ask for the mistakes of one."""
    from itertools import groupby

    from course_utils.exercises import all_exercises

    for lesson, group in groupby(all_exercises().values(), key=lambda it: it.lesson):
        print(f"lesson {lesson:02}: {', '.join(it.name for it in group)}")
    print("Next: name one of them, such as course misconceptions read_idx")
