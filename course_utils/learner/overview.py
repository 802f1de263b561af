"""The overview of the course that a learner sees: in a terminal, and as a card in the notebook."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from course_utils.errors import CourseError
from course_utils.exercises.rendering import (
    NOTE_EDGE,
    as_html,
    as_text,
    needs_brackets,
    show,
    show_note,
)
from course_utils.learner import answers, noting, open_notebook, state
from course_utils.learner.folder import DEFAULT, full_path
from course_utils.learner.lessons import all_lessons
from course_utils.learner.status import WORDS_OF, Standing, lesson_at, next_step, standings
from course_utils.learner.update import waiting_versions
from course_utils.questions import notes, summary

if TYPE_CHECKING:
    import markupsafe

_CELL = "text-align: left; padding: 0.1em 1em 0.1em 0"
_TABLE = """
<table style="margin: 0.4em 0"><thead><tr>
{%- for head in heads %}<th scope="col" style="{{ cell }}">{{ head }}</th>{% endfor -%}
</tr></thead><tbody>
{%- for file, (title, passed, minutes) in rows %}
<tr><th scope="row" style="{{ cell }}; font-weight: normal">
<a href="{{ file }}">{{ title }}</a></th>
<td style="{{ cell }}">{{ passed }}</td><td style="{{ cell }}">{{ minutes }}</td></tr>
{%- endfor %}
</tbody></table>"""
_HEADS = ("Lesson", "Exercises passed", "Minutes left")


@needs_brackets("progress()")
def progress() -> None:
    """Show how far you are: exercises passed, the next step, and minutes left for each lesson."""
    folder = noting.kernel_folder()
    if folder is None:
        show_note(
            "○",
            "Progress is kept in a copy of the lessons that is your own",
            [("Next", _how_to_get_there())],
        )
        return
    lessons, record = all_lessons(), state.read(folder)
    reached = standings(folder, lessons, record.entries)
    named = open_notebook.path()
    files = [lesson.file for lesson in lessons]
    at = named.name if named and named.name in files else lesson_at(lessons, record.entries)
    title, lines = headline(reached), closing_lines(folder, reached, at)
    if not record.is_complete:
        lines.append(("Not all is known", how_to_rebuild(folder)))
    show(
        as_overview(reached, lines),
        lambda: as_html("●", title, lines, NOTE_EDGE, _html_table(reached)),
    )


def as_overview(reached: Sequence[Standing], lines: list[tuple[str, str]]) -> str:
    """Return the overview as text, for a terminal or a screen reader."""
    rows = [_HEADS, *map(_row, reached)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    table = [
        "  "
        + "   ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([headline(reached), "", *table, "", as_text("", lines).lstrip("\n")])


def headline(reached: Sequence[Standing]) -> str:
    """Return how far a learner is, in one line."""
    passed = sum(standing.n_passed for standing in reached)
    total = sum(len(standing.statuses) for standing in reached)
    minutes = sum(standing.minutes_left for standing in reached)
    left = f"about {minutes // 60} h {minutes % 60:02} min left" if minutes else "nothing left"
    return f"Your progress: {passed} of {total} exercises passed, {left}"


def closing_lines(folder: Path, reached: Sequence[Standing], at: str = "") -> list[tuple[str, str]]:
    """Return what stands below the table: the next step, and what the marks are.

    Parameters
    ----------
    folder : Path
        The learner's.
    reached : sequence of Standing
    at : str, optional
        The notebook of the lesson that the learner is at.
    """
    following = next_step(reached, at)
    lines = [("Next", following), *_kept_in_words(reached), *_marks_in_words(reached)]
    lines += summary.lines(notes.read(folder))
    troubles = [standing.trouble for standing in reached if standing.trouble]
    lines += [("Not in order", trouble) for trouble in troubles if trouble != following]
    if waiting := waiting_versions(folder):
        how = f"in a terminal, {noting.command('update', folder)} brings it, keeping your changes"
        lines.append(("Another version in the installed course", f"{', '.join(waiting)}; {how}"))
    return lines


def how_to_rebuild(folder: Path) -> str:
    """Return what to do where the record of a folder is damaged or new."""
    return (
        f"{state.FILE} is damaged or was deleted. In a terminal, "
        f"{noting.command('status', folder)} checks the saved notebooks and makes it again"
    )


def _how_to_get_there() -> str:
    """Return how to open the copy that is in the usual place, or else how to make one."""
    with contextlib.suppress(CourseError):
        usual = full_path(Path(DEFAULT))
        if state.is_course_folder(usual):
            return f"open the lessons in {usual}: that is your copy, and this notebook is not in it"
    return f"in a terminal, course start {DEFAULT}: it makes one"


def _kept_in_words(reached: Sequence[Standing]) -> list[tuple[str, str]]:
    """Return which passed answers are not in their notebooks any more, and how they come back."""
    names = [name for standing in reached for name in standing.kept]
    if not names:
        return []
    how = f"kept in the folder {answers.FOLDER}. Run the check again: its card shows your answer"
    return [("Passed, but not in the notebook", f"{', '.join(names)}; {how}")]


def _marks_in_words(reached: Sequence[Standing]) -> list[tuple[str, str]]:
    """Return for each status but passed which exercises have it, a lesson as a whole if it can be.

    A terminal may not be able to show the marks, and a screen reader reads them one by one.
    """
    lines = []
    for status, words in WORDS_OF.items():
        named = []
        for standing in reached:
            names = [name for name, its in standing.statuses.items() if its == status]
            is_whole = len(names) == len(standing.statuses)
            named += [f"all of {standing.lesson.file[:2]}"] if is_whole else names
        if named and status != "passed":
            lines.append((words.capitalize(), ", ".join(named)))
    return lines


def _row(standing: Standing) -> tuple[str, str, str]:
    n_optional = len(standing.lesson.optional)
    optional = f" ({n_optional} optional)" if n_optional else ""
    passed = f"{standing.n_passed} of {len(standing.statuses)} {standing.marks}{optional}"
    return standing.lesson.title, passed, str(standing.minutes_left)


def _html_table(reached: Sequence[Standing]) -> markupsafe.Markup:
    import jinja2
    import markupsafe

    rows = [(standing.lesson.file, _row(standing)) for standing in reached]
    template = jinja2.Environment(autoescape=True).from_string(_TABLE)
    return markupsafe.Markup(template.render(rows=rows, heads=_HEADS, cell=_CELL))
