"""The verdicts on a notebook as a table for a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course_utils.exercises.verdict import SYMBOLS, WORDS, Verdict
from course_utils.machine import signs

_COLOURS = {"passed": "green", "not_attempted": "blue", "missing": "blue"}
_PLAIN_WIDTH = 100


def print_verdicts(notebook: Path, verdicts: list[Verdict]) -> None:
    """Print one row an exercise: its verdict in colour, symbol and words, and what to do next."""
    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    passed = sum(verdict.passed for verdict in verdicts)
    table = Table(
        title=f"{escape(notebook.name)}: {passed} of {len(verdicts)} exercises passed",
        title_justify="left",
        show_lines=True,
    )
    table.add_column("Exercise", no_wrap=True)
    table.add_column("Verdict", overflow="fold")
    table.add_column("What, and what next", ratio=1, overflow="fold")
    for verdict in verdicts:
        colour = _COLOURS.get(verdict.status, "red")
        words = f"[{colour}]{SYMBOLS[verdict.status]} {WORDS[verdict.status]}[/]"
        lines = (f"{label}: {text}" if label else text for label, text in verdict.lines())
        details = signs.as_shown("\n".join(lines), console.encoding)  # before it is laid out
        table.add_row(verdict.exercise, words, escape(details))
    console.print(table)
