"""For people who change the course: build notebooks, run experiments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_utils.commands.stopping import stoppable


def solve(
    notebook: Annotated[Path, typer.Argument(help="A notebook of the course.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")],
) -> None:
    """Write a copy of a notebook with the solutions filled in."""
    from course_utils.notebooks.solving import solve as write_solved

    count = write_solved(notebook, out)
    print(f"{out}: {count} {'exercise' if count == 1 else 'exercises'} filled in.")


@stoppable("The notebook that was being made is as it was before.")
def build(
    notebooks: Annotated[
        list[Path] | None, typer.Argument(help="Text sources; all of them if none is named.")
    ] = None,
) -> None:
    """Make the executed notebooks from their text."""
    from course_utils.notebooks.building import build as build_one
    from course_utils.notebooks.building import sources

    for source in notebooks or sources():
        notebook, seconds = build_one(source)
        print(f"{notebook.name}: executed in {seconds:.0f} s")


def tables() -> None:
    """Write the lessons into README.md and docs/instructors.md. The pictures too."""
    from course_utils.notebooks.lesson_tables import write_pages

    for path in write_pages():
        print(f"{path.name} is up to date.")


@stoppable("Finished runs are kept; the same command goes on with the next one.")
def experiment(
    name: Annotated[str, typer.Argument(help="Its name, which is that of its results file.")],
    part: Annotated[
        str, typer.Option(help="Which part of the runs: 1/2 here and 2/2 in another terminal.")
    ] = "1/1",
) -> None:
    """Run an experiment, or resume it."""
    from tqdm import tqdm

    from course_utils.experiments import load
    from course_utils.experiments.experiment import RESULTS, carry_out, missing_runs, part_of

    chosen = load(name)
    path = RESULTS / f"{name}.csv"
    own = part_of(chosen.runs, part)
    runs = [run for run in missing_runs(chosen, path) if run in own]
    if not runs:
        print(f"{path.name} is complete: {len(own)} runs. Move it away to start anew.")
        return
    per_run = chosen.rows_per_run if chosen.steps else 1
    n_rows = len(runs) * per_run if per_run else None
    with tqdm(total=n_rows, desc=name, unit="row", mininterval=1) as bar:
        carry_out(chosen, runs, path, after_row=bar.update)
    print(f"{path.name}: {len(own)} runs, all there.")
