"""Cards on calls of the course's own functions: how they are called, and what needs quotes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from course_utils.error_cards.failure import Card, Failure, names_in
from course_utils.exercises.at_hand import at_hand, meant
from course_utils.exercises.at_hand import names_here as names_of_exercises
from course_utils.exercises.loose_names import slip_in
from course_utils.questions.here import named, names_here
from course_utils.questions.predicting import how_to_write
from course_utils.questions.reading import letter_of, predictions, questions

_HOW = {
    "ask": 'ask("{question}", "your letter"): the name of the question, and your answer',
    "check": "`{exercise} = check({exercise})`: your function, and nothing else",
    "hint": 'hint("{exercise}"), or hint() for the exercise above',
    "predict": 'predict("{prediction}", your number): the name, and what you expect',
    "progress": "progress(), with nothing in the brackets",
    "solution": 'solution("{exercise}"), or solution() for the exercise above',
}
_WRONG_ARGUMENTS = re.compile(rf"({'|'.join(_HOW)})\(\) (?:missing|takes|got) ")
_ANSWER = re.compile(r"""\s*(ask|predict)\(\s*(["'])(.+?)\2\s*,\s*(.*?)\s*\)\s*(?:#.*)?""")
_NUMBER_WITH_ITS_UNIT = re.compile(r"[\d.]+ *%?(?: *, *[\d.]+ *%?)?")
_WITH_THE_DOTS = re.compile(r"""\.\.\. *(["']?)([\w.]+)\1|(["']?)(\w+)\3 *\.\.\.""")


def card_on_a_call(failure: Failure) -> Card | None:
    """Return a card on a call that cannot work."""
    error = failure.error
    if isinstance(error, SyntaxError):
        return None if failure.frames else _answer_that_is_no_python(failure)
    if type(error) is NameError and failure.is_own and not failure.is_in_a_function:
        return _without_quotes(failure, str(error.name))
    if isinstance(error, TypeError) and failure.is_own:
        found = _WRONG_ARGUMENTS.match(str(error))
        if found and found[1] in failure.names and failure.is_ours(found[1]):
            how = _HOW[found[1]].format(**_examples())
            return Card(f"{found[1]} is called in another way", [("Next", f"write {how}")])
    return _result_in_place_of_the_function(failure)


def _result_in_place_of_the_function(failure: Failure) -> Card | None:
    """Return a card on ``check(read_idx(path))``, where the call of the function goes wrong."""
    for call in _calls_of(failure, "check"):
        inner = call.args[0]
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name):
            name = inner.func.id
            if name in failure.notebook.exercises:
                return Card(
                    f"check takes the function itself, without brackets after {name}",
                    [
                        ("", "It calls your function with inputs of its own."),
                        ("Next", f"write `{name} = check({name})`"),
                    ],
                )
    return None


def _answer_that_is_no_python(failure: Failure) -> Card | None:
    """Return a card on ``predict("...", 40 %)`` and on ``ask("...", ..."b")``."""
    assert isinstance(failure.error, SyntaxError)
    lines = failure.source.splitlines()
    number = failure.error.lineno or 0
    found = _ANSWER.fullmatch(lines[number - 1]) if 0 < number <= len(lines) else None
    if not found or not failure.may_be_ours(found[1]):
        return None
    command, _, written, answer = found.groups()
    name = named(written, predictions() if command == "predict" else questions())
    if name is None:
        return None
    if command == "predict" and "%" in answer and _NUMBER_WITH_ITS_UNIT.fullmatch(answer):
        next_step = "take the sign % away, and run the cell again"
        return Card(f"{name}: write the number without a unit", [("Next", next_step)])
    if dots := _WITH_THE_DOTS.fullmatch(answer):
        value = dots[2] or dots[4]
        meant = f'"{value}"' if value[0].isalpha() else value
        return Card(
            f"{name}: the three dots are still there",
            [("Next", f'take the three dots away: write {command}("{name}", {meant})')],
        )
    return None


def _without_quotes(failure: Failure, name: str) -> Card | None:
    """Return a card on ``ask("two-sets", b)``: Python takes b for a variable."""
    for call in _calls_of(failure, "ask", "predict", "hint", "solution"):
        assert isinstance(call.func, ast.Name)
        how = _in_quotes(call.func.id, call.args)
        for argument in call.args:
            if how and name in names_in(argument) and _is_text(argument):
                return _card_on_quotes(_as_text(argument), how)
    return None


def _card_on_quotes(word: str, how: str) -> Card:
    why = f"Without quotes, Python takes {word} for a variable of that name, and there is none."
    return Card(f"{word} is no variable", [("", why), ("Next", f"write {how}")])


def _in_quotes(command: str, arguments: list[ast.expr]) -> str:
    """Return the call as it was meant; empty if the course has nothing of that name."""
    name, *values = map(_as_text, arguments)
    if command in ("hint", "solution"):
        exercise = meant(name)
        known = exercise.name if exercise else slip_in(name, names_of_exercises())
        return f'{command}("{known}")' if known else ""
    if command == "ask":
        question = _known(name, questions())
        letter = letter_of(values[0]) if values else "your letter"
        return f'ask("{question}", "{letter}")' if question else ""
    prediction = _known(name, predictions())
    if prediction is None:
        return ""
    asked = predictions()[prediction]
    choice = named(values[0], asked.choices) if values else None
    if choice:
        return f'predict("{prediction}", "{choice}")'
    in_digits = "" if asked.choices else "in digits, "
    how = f"{in_digits}{how_to_write(asked)}"
    return f'predict("{prediction}", …) and put in place of the dots, {how}'


def _known(name: str, names: Iterable[str]) -> str | None:
    return named(name, names) or slip_in(name, list(names))


def _is_text(argument: ast.expr) -> bool:
    """Return whether an argument can be a text that lacks its quotes: a name, or ``two - sets``."""
    if isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Sub):
        return _is_text(argument.left) and _is_text(argument.right)
    return isinstance(argument, ast.Name)


def _as_text(argument: ast.expr) -> str:
    """Return what an argument says: a text as it is, and ``two - sets`` as "two-sets"."""
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    return ast.unparse(argument).replace(" - ", "-")


def _calls_of(failure: Failure, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of these functions of the course in the statement that stopped."""
    for call in failure.calls():
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in names and call.args and failure.is_ours(name):
            yield call


def _examples() -> dict[str, str]:
    """Return names to show how a function is called: those that the open notebook has."""
    exercise = at_hand()
    return {
        "exercise": exercise.name if exercise else "NAME",
        "question": next(iter(names_here(questions())), "NAME"),
        "prediction": next(iter(names_here(predictions())), "NAME"),
    }
