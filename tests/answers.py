"""How the files in `wrong_answers/` and `right_answers/` register their functions."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Answer = Callable[..., Any]

WRONG: dict[str, dict[str, Answer]] = defaultdict(dict)
RIGHT: dict[str, dict[str, Answer]] = defaultdict(dict)


def wrong(exercise: str) -> Callable[[Answer], Answer]:
    """Register a wrong answer. Its name is the misconception that the judge must find."""

    def register(function: Answer) -> Answer:
        WRONG[exercise][function.__name__.replace("_", "-")] = function
        return function

    return register


def right(exercise: str) -> Callable[[Answer], Answer]:
    """Register a correct answer in another style than the reference solution."""

    def register(function: Answer) -> Answer:
        RIGHT[exercise][function.__name__.replace("_", "-")] = function
        return function

    return register
