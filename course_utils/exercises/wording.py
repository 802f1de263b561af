"""What is said of a part that is wrong, and what is wrong where no misconception explains it."""

from __future__ import annotations

from collections.abc import Callable

from course_utils.exercises import diagnosis, families
from course_utils.exercises.exercise import Finding
from course_utils.exercises.findings import not_refused, numbers_in_words, wrong_type
from course_utils.exercises.looks import Look
from course_utils.exercises.parts import Key, Trial, in_words, part_named
from course_utils.exercises.rows import rows_in_words, selection_finding
from course_utils.observers.plain import describe


def expected_and_got(key: Key, trial: Trial) -> tuple[str, str]:
    """Return *expected* and *got* of one property of a part that is wrong."""
    name, about = key
    got = trial.got[name]
    if about == "inputs":
        return f"{name} as they were", f"{name} with other contents"
    if about == "refusal":
        return "ValueError", describe(got)
    if about == "nesting":
        return in_words(trial.form), got
    truth = trial.truth[name]
    part = part_named(trial.form, name)
    if about == "type":
        return "a number" if part.is_number else describe(truth), describe(got)
    if part.is_number:
        return numbers_in_words(name, truth, got)
    if about == "dtype":
        return trial.dtype_in_words(name), f"dtype {got.dtype}"
    if about == "rows":
        rows, right, labels = trial.rows(name)
        words = rows_in_words(right, rows, labels), rows_in_words(rows, right, labels)
        if words[0] != words[1]:
            return words
    if about == "values" and part.in_words:
        return part.in_words(truth, got.reshape(truth.shape))
    if about == "values" and got.shape != truth.shape:
        return diagnosis.differing(f"{name}.ravel()", got.ravel(), truth.ravel())
    return diagnosis.differing(name, got, truth)


def finding(key: Key, trial: Trial, looks: Callable[[], list[Look]]) -> Finding:
    """Return the finding on what no misconception of the exercise gives."""
    name, about = key
    got = trial.got[name]
    if about == "inputs":
        assert isinstance(got, Finding)
        return got
    words = expected_and_got(key, trial)
    if about == "refusal":
        return not_refused(name, got)
    if about == "nesting":
        asked = diagnosis.forgotten_return(got)
        return Finding("wrong-structure", f"The result should be {words[0]}.{asked}", *words)
    part = part_named(trial.form, name)
    if about == "type":
        return wrong_type(name, got, words, part.is_number)
    if about == "dtype":
        return Finding("wrong-dtype", f"{name} holds another type of number.", *words)
    looked = looks()
    if part.is_number:
        return families.finding_on_numbers(looked)
    if about == "rows" and not any(families.hard_coded(looked[0])):
        finding = selection_finding(name, *trial.rows(name), part.kind)
        if finding:
            return finding
    found = families.finding(looked)
    if about == "values" and found.misconception == "wrong-shape":
        found = families.finding([look.in_right_shape() for look in looked])
    return Finding(found.misconception, found.message, *words)
