"""The marks as `results.json`, one for each student, as Gradescope reads them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from course_utils.grading.names import file_names
from course_utils.grading.tables import LONGEST_TEXT, Grade, cut, replace_text
from course_utils.machine.file_names import for_this_system

_RESULTS = "results.json"


def write_gradescope(
    folder: Path, grades: Iterable[Grade], *, with_messages: bool = True
) -> list[tuple[str, str]]:
    """Write `gradescope/STUDENT/results.json` for each student; return those that cannot be.

    What an earlier run has written for a student who is gone is removed. Source of the format:
    Gradescope's documentation, "Autograder Specifications".

    Parameters
    ----------
    folder : Path
        The folder of results.
    grades : iterable of Grade
    with_messages : bool
        Whether students read what was wrong.

    Returns
    -------
    list of pairs of str
        Students whose file could not be written, and why.
    """
    tests: dict[str, list[dict[str, object]]] = defaultdict(list)
    for grade in grades:
        said = "\n".join(filter(None, (grade.message * with_messages, grade.note, grade.comment)))
        tests[grade.student].append(
            {
                "name": cut(grade.exercise, LONGEST_TEXT),
                "score": grade.points,
                "max_score": grade.max_points,
                "status": "passed" if grade.status == "passed" else "failed",
                "output": cut(said, 3 * LONGEST_TEXT),
            }
        )
    names = {student: for_this_system(name) for student, name in file_names(tests).items()}
    place = folder / "gradescope"
    place.mkdir(exist_ok=True)
    _remove_others(folder, place, set(names.values()))
    problems = []
    for student, rows in tests.items():
        try:
            (place / names[student]).mkdir(exist_ok=True)
            replace_text(place / names[student] / _RESULTS, json.dumps({"tests": rows}, indent=1))
        except OSError as error:
            problems.append((student, f"has no results.json: {error.strerror or error}"))
    return problems


def _remove_others(folder: Path, place: Path, names: set[str]) -> None:
    """Remove what an earlier run wrote for others, and note what this one writes.

    It is noted before it is written, so that a kill in between leaves nothing that nobody knows.
    """
    note = folder / ".grading" / "gradescope.json"
    try:
        earlier = [str(name) for name in json.loads(note.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        earlier = []
    kept = []
    for name in earlier:
        own = place / Path(name).name
        if name in names or own.is_symlink():
            continue
        try:
            (own / _RESULTS).unlink(missing_ok=True)
            own.rmdir()
        except FileNotFoundError:
            continue
        except OSError:  # it holds a file of somebody else
            kept.append(name)
    note.parent.mkdir(exist_ok=True)
    replace_text(note, json.dumps(sorted({*names, *kept})))
