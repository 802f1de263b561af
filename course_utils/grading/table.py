"""The verdicts on a notebook as a table for a terminal."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course_utils.exercises.verdict import SYMBOLS, WORDS, Verdict
from course_utils.machine import signs

_COLOURS = {"passed": "green", "not_attempted": "blue", "missing": "blue"}
_PLAIN_WIDTH = 100
# What a next step says to somebody in the notebook, and what it means in a terminal.
_IN_A_TERMINAL = [
    (
        re.compile(r"run the cell and this one again"),
        "save the notebook and run this command again",
    ),
    (re.compile(r"run (\w+) = check\(\1\), then this one again"), r"write \1 first"),
    (
        re.compile(r"run the cell with your (\w+) and its check, then this one again"),
        r"write \1 first",
    ),
    (re.compile(r"in this cell or above it, and run that cell first"), "in its cell or above it"),
    (re.compile(r"\bhint\("), "in the notebook, hint("),
]


def for_a_terminal(next_step: str) -> str:
    """Return a next step in words for a terminal, which has no cell to be run."""
    for in_notebook, words in _IN_A_TERMINAL:
        next_step = in_notebook.sub(words, next_step)
    return next_step


def print_verdicts(notebook: Path, verdicts: list[Verdict]) -> None:
    """Print one row an exercise: its verdict in colour, symbol and words, and what to do next."""
    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    passed = sum(verdict.passed for verdict in verdicts)
    name = escape(signs.legible(notebook.name))
    table = Table(
        title=f"{name}: {passed} of {len(verdicts)} exercises passed",
        title_justify="left",
        show_lines=True,
    )
    table.add_column("Exercise", no_wrap=True)
    table.add_column("Verdict", overflow="fold")
    table.add_column("What, and what next", ratio=1, overflow="fold")
    for verdict in verdicts:
        colour = _COLOURS.get(verdict.status, "red")
        words = f"[{colour}]{SYMBOLS[verdict.status]} {WORDS[verdict.status]}[/]"
        said = replace(verdict, next_step=for_a_terminal(verdict.next_step))
        lines = (f"{label}: {text}" if label else text for label, text in said.lines())
        details = signs.as_shown("\n".join(lines), console.encoding)  # before it is laid out
        table.add_row(verdict.exercise, words, escape(details))
    console.print(table)
