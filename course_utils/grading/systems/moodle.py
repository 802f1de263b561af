"""Moodle's grading worksheet, and the zip of feedback files that Moodle takes.

Sources: `mod/assign/feedback/offline/importgradeslib.php` (columns by their names in the language
of whoever downloads, the number at the end of *Identifier*), `feedback/comments/locallib.php` (a
comment is HTML) and `feedback/file/importziplib.php` (``FULLNAME_NUMBER_PLUGINTYPE_PLUGINNAME``)
of Moodle.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.grading.systems.csv_text import read_csv
from course_utils.grading.systems.matching import Matches, Person, Row
from course_utils.grading.systems.worksheet import (
    Worksheet,
    column,
    needed_column,
    number_in,
    value_in,
    values_in,
)

SYSTEM = "moodle"
_WHAT = "Moodle's grading worksheet (Submissions, Actions, Download grading worksheet)"
_IDENTIFIER = ("Identifier", "ID", "Identifiant", "Identificador")
_NAME = ("Full name", "Vollständiger Name", "Nom complet", "Nombre completo")
_LOGINS = (
    ("Email address", "E-Mail-Adresse", "Adresse de courriel", "Dirección de correo"),
    ("ID number", "ID-Nummer"),
    ("Username", "Anmeldename"),
)
_GRADE = ("Grade", "Bewertung", "Note", "Calificación")
_MOST = ("Maximum Grade", "Maximum grade", "Bestwertung", "Note maximale", "Calificación máxima")
_SCALE = ("Scale", "Skala")
_CAN_CHANGE = (
    "Grade can be changed",
    "Bewertung kann geändert werden",
    "La note peut être modifiée",
)
_FEEDBACK = ("Feedback comments", "Feedback als Kommentar", "Feedback par commentaires")
_NO = {"no", "nein", "non"}


def read_moodle(path: Path) -> Worksheet:
    """Read a grading worksheet.

    Raises
    ------
    CourseError
        If it is none, or its assignment is graded by a scale of words.
    """
    csv = read_csv(path)
    identifier = needed_column(path, csv, _IDENTIFIER, _WHAT)
    grade = needed_column(path, csv, _GRADE, _WHAT)
    most_place, feedback = column(csv, _MOST), column(csv, _FEEDBACK)
    if most_place is None and column(csv, _SCALE) is not None:
        raise CourseError(
            f"{path} is of an assignment that is graded by a scale. Choose points there, in the "
            "settings of the assignment, and download the worksheet again."
        )
    name, can_change = column(csv, _NAME), column(csv, _CAN_CHANGE)
    logins = [column(csv, names) for names in _LOGINS]
    width = len(csv.rows[0])
    rows = []
    for cells in csv.rows[1:]:
        found = re.search(r"\d+\s*$", value_in(cells, identifier))
        if found is None or len(cells) < width:
            continue
        is_locked = value_in(cells, can_change).strip().casefold() in _NO
        known = [value_in(cells, place) for place in logins]
        rows.append(
            Row(
                tuple(cells),
                found[0].strip(),
                value_in(cells, name),
                (*known, known[0].partition("@")[0]),
                "Moodle says that the grade cannot be changed" if is_locked else "",
            )
        )
    most = max(filter(None, map(number_in, values_in(csv, most_place))), default=None)
    numbers = values_in(csv, grade, most_place)
    return Worksheet(SYSTEM, csv, rows, grade, feedback, most, numbers)


def as_html(matches: Matches) -> Matches:
    """Return the matches with comments as Moodle stores them: plain text as HTML."""
    pairs = [
        (row, replace(it, result=replace(it.result, comment=html.escape(it.result.comment, False))))
        for row, it in matches.pairs
    ]
    return replace(matches, pairs=pairs)


def feedback_names(matches: Matches) -> Iterator[tuple[Person, str]]:
    """Yield for each student the name of the feedback file in the zip that Moodle takes."""
    for row, person in matches.pairs:
        name = re.sub(r'[_/\\:*?"<>|]', " ", row.name or person.student.name)
        name = "".join(sign for sign in name if sign.isprintable()).strip(" .")[:60] or "student"
        yield person, f"{name}_{row.number}_assignsubmission_file_/feedback.html"
