"""Cards on calls of the course's own functions: how they are called, and what needs quotes."""

from __future__ import annotations

import ast
import re

from course_utils.error_cards.failure import Card, Failure, names_in
from course_utils.exercises.at_hand import at_hand, meant
from course_utils.questions.here import named, names_here
from course_utils.questions.predicting import how_to_write
from course_utils.questions.reading import letter_of, predictions, questions

_HOW = {
    "ask": 'ask("{question}", "b"): the name of the question, and the letter of your answer',
    "check": "`{exercise} = check({exercise})`: your function, and nothing else",
    "hint": 'hint("{exercise}"), or hint() for the exercise above',
    "predict": 'predict("{prediction}", your number): the name, and what you expect',
    "progress": "progress(), with nothing in the brackets",
    "solution": 'solution("{exercise}"), or solution() for the exercise above',
}
_WRONG_ARGUMENTS = re.compile(rf"({'|'.join(_HOW)})\(\) (?:missing|takes|got) ")
_A_GUESS_WITH_ITS_UNIT = re.compile(r"""\s*predict\(\s*(["'])(.+?)\1\s*,.*%""")


def card_on_a_call(failure: Failure) -> Card | None:
    """Return a card on a call that cannot work."""
    error = failure.error
    if isinstance(error, SyntaxError):
        return None if failure.frames else _guess_with_its_unit(failure)
    if type(error) is NameError and failure.is_own and not failure.is_in_a_function:
        return _without_quotes(failure, str(error.name))
    if isinstance(error, TypeError) and failure.is_own:
        found = _WRONG_ARGUMENTS.match(str(error))
        if found and found[1] in failure.names:
            how = _HOW[found[1]].format(**_examples())
            return Card(f"{found[1]} is called in another way", [("Next", f"write {how}")])
    return _result_in_place_of_the_function(failure)


def _result_in_place_of_the_function(failure: Failure) -> Card | None:
    """Return a card on ``check(read_idx(path))``."""
    for call in failure.calls():
        if not _is_call_of(call, ("check",)) or not call.args:
            continue
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


def _guess_with_its_unit(failure: Failure) -> Card | None:
    """Return a card on ``predict("...", 40 %)``, which is no Python."""
    assert isinstance(failure.error, SyntaxError)
    lines = failure.source.splitlines()
    number = failure.error.lineno or 0
    found = _A_GUESS_WITH_ITS_UNIT.match(lines[number - 1]) if 0 < number <= len(lines) else None
    if not found:
        return None
    return Card(
        f"{found[2]}: write the number without a unit",
        [("Next", "take the sign % away, and run the cell again")],
    )


def _without_quotes(failure: Failure, name: str) -> Card | None:
    """Return a card on ``ask("two-sets", b)``: Python takes b for a variable."""
    for call in failure.calls():
        if not _is_call_of(call, ("ask", "predict", "hint", "solution")):
            continue
        for argument in call.args:
            if name in names_in(argument):
                assert isinstance(call.func, ast.Name)
                return _card_on_quotes(_as_text(argument), _in_quotes(call.func.id, call.args))
    return None


def _card_on_quotes(word: str, how: str) -> Card:
    why = f"Without quotes, Python takes {word} for a variable of that name, and there is none."
    return Card(f"{word} is no variable", [("", why), ("Next", f"write {how}")])


def _in_quotes(command: str, arguments: list[ast.expr]) -> str:
    """Return the call as it was meant."""
    name, *values = map(_as_text, arguments)
    if command in ("hint", "solution"):
        exercise = meant(name)
        return f'{command}("{exercise.name if exercise else name}")'
    if command == "ask":
        letter = letter_of(values[0]) if values else "b"
        return f'ask("{named(name, questions()) or name}", "{letter}")'
    name = named(name, predictions()) or name
    prediction = predictions().get(name)
    choice = named(values[0], prediction.choices) if prediction and values else None
    if choice:
        return f'predict("{name}", "{choice}")'
    expected = how_to_write(prediction) if prediction else "what you expect"
    in_digits = "" if prediction and prediction.choices else "in digits, "
    return f'predict("{name}", …) and put in place of the dots, {in_digits}{expected}'


def _as_text(argument: ast.expr) -> str:
    """Return what an argument says: a text as it is, and ``two - sets`` as "two-sets"."""
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    return ast.unparse(argument).replace(" - ", "-")


def _is_call_of(call: ast.Call, names: tuple[str, ...]) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in names


def _examples() -> dict[str, str]:
    """Return names to show how a function is called: those that the open notebook has."""
    exercise = at_hand()
    return {
        "exercise": exercise.name if exercise else "NAME",
        "question": next(iter(names_here(questions())), "NAME"),
        "prediction": next(iter(names_here(predictions())), "NAME"),
    }
