"""The card on a function's body that is not indented."""

from __future__ import annotations

import ast

from course_utils.error_cards.failure import Card, Failure, statements


def card_on_a_body(failure: Failure) -> Card | None:
    """Return a card on a ``return`` that stands at the edge, below the function it belongs to."""
    error = failure.error
    if not isinstance(error, SyntaxError) or failure.frames:
        return None
    if error.msg != "'return' outside function":
        return None
    above = [it for it in statements(failure.source) if it.lineno < (error.lineno or 0)]
    functions = [it.name for it in above if isinstance(it, ast.FunctionDef)]
    if not functions:
        return None
    return Card(
        f"The return stands outside {functions[-1]}",
        [
            ("", "What belongs to a function has four spaces before it, or more."),
            ("Next", "put four spaces before each line of the body, and run the cell again"),
        ],
    )
