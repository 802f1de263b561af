"""What `progress` says of a learner's answers and guesses."""

from __future__ import annotations

from course_utils.questions import calibration, notes
from course_utils.questions.reading import predictions, questions


def lines(noted: list[notes.Note]) -> list[tuple[str, str]]:
    """Return a line on the questions and one on the predictions, with their labels."""
    return [("Questions", _on_questions(noted)), ("Predictions", _on_predictions(noted))]


def _on_questions(noted: list[notes.Note]) -> str:
    known = questions()
    answers: dict[str, list[str]] = {}
    for note in noted:
        options = known[note.name].options if note.name in known else {}
        if note.kind == "answer" and isinstance(note.value, str) and note.value in options:
            answers.setdefault(note.name, []).append(note.value)
    said = f"{len(answers)} of {len(known)} answered"
    first = [known[name].options[letters[0]].is_right for name, letters in answers.items()]
    if not first or None in first:
        return said
    at_once = sum(map(bool, first))
    return f"{said}, {at_once} of them right at the first try"


def _on_predictions(noted: list[notes.Note]) -> str:
    known = predictions()
    found = {name: it for name, it in calibration.outcomes(noted).items() if name in known}
    said = f"{len(found)} of {len(known)} made"
    return f"{said}; {calibration.in_words(list(found.values()))}" if found else said
