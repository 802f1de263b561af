"""For people who take the course: check a notebook, verify the data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


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
