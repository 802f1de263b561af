"""What the lessons ask, from their TOML files: a file is found by its name, as `exercises` are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from math import inf
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from course_utils.errors import CourseError

ASKS, MODEL = "asks", "model"
"""What the metadata of cells with a question, and with a model answer, have under ``course``."""
WRITE_HERE = "*Double-click here and write your answer in place of these words.*"
"""What the cell for one's own answer to an open question is given with."""

_LONGEST = 80  # signs of a name that is looked for


@dataclass(frozen=True)
class Prediction:
    """Something to guess before it is measured.

    Parameters
    ----------
    unit : str
        What a number is of, such as ``"%"`` or ``"images"``; empty where one chooses.
    choices : tuple of str
        The words to choose from; empty where a number is asked for.
    is_whole_share : bool
        Whether a number of per cent is from 0 to 100. What is left of a gain may be more, or less.
    """

    unit: str
    choices: tuple[str, ...]
    is_whole_share: bool = True

    @property
    def limits(self) -> tuple[float, float]:
        """The lowest and the highest number that can come out."""
        if self.unit == "%" and self.is_whole_share:
            return 0, 100
        if self.unit == "points":
            return -100, 100
        return (-inf, inf) if self.unit in ("%", "thousandths") else (0, inf)


@dataclass(frozen=True)
class Option:
    """One answer to choose, and what is said to whoever chooses it.

    `reply` is empty, and `is_right` None, in an edition without solutions.
    """

    text: str
    reply: str
    is_right: bool | None


@dataclass(frozen=True)
class Question:
    """A question with options, of which one is right."""

    text: str
    options: dict[str, Option]
    """By the letters a, b, c …"""


@dataclass(frozen=True)
class Explanation:
    """An open question, a model answer, and what to look for in one's own."""

    text: str
    model: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """All that one lesson asks, by names."""

    predictions: dict[str, Prediction]
    questions: dict[str, Question]
    explanations: dict[str, Explanation]


@cache
def lessons() -> dict[str, Asked]:
    """Return what each lesson asks, by the name of its modules, in the order of the lessons."""
    return {path.stem: read(path) for path in sorted(Path(__file__).parent.glob("lesson_*.toml"))}


def read(path: Path) -> Asked:
    """Read what one lesson asks.

    Raises
    ------
    CourseError
        If the file cannot be read, or something in it is missing or not of its kind.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return Asked(
            {name: _prediction(it) for name, it in tables.get("prediction", {}).items()},
            {name: _question(it) for name, it in tables.get("question", {}).items()},
            {name: _explanation(it) for name, it in tables.get("explain", {}).items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} cannot be read: {type(error).__name__}: {error}.") from None


def is_model(cell: Mapping[str, Any]) -> bool:
    """Return whether a notebook's cell is the model answer to an open question."""
    course = cell["metadata"].get("course")
    return isinstance(course, dict) and MODEL in course


def predictions() -> dict[str, Prediction]:
    """Return all predictions of the course by their names."""
    return {name: it for asked in lessons().values() for name, it in asked.predictions.items()}


def questions() -> dict[str, Question]:
    """Return all questions with options of the course by their names."""
    return {name: it for asked in lessons().values() for name, it in asked.questions.items()}


def explanations() -> dict[str, Explanation]:
    """Return all open questions of the course by their names."""
    return {name: it for asked in lessons().values() for name, it in asked.explanations.items()}


def letter_of(answer: object) -> str:
    """Return an answer as the letter that it may be: ``"b"`` of ``" (B)"``."""
    return answer.strip().strip("()").strip().lower() if isinstance(answer, str) else ""


def suggest(name: object, names: Iterable[str]) -> str:
    """Return a sentence that says which name is nearest, or where the names are."""
    near = get_close_matches(name[:_LONGEST], list(names), n=1) if isinstance(name, str) else []
    return f'Did you mean "{near[0]}"?' if near else "Take the name as the lesson has it."


def _prediction(table: Mapping[str, Any]) -> Prediction:
    choices = tuple(map(str, table.get("choices", ())))
    is_whole_share = bool(table.get("is_whole_share", True))
    return Prediction(str(table.get("unit", "")), choices, is_whole_share)


def _question(table: Mapping[str, Any]) -> Question:
    options = [
        Option(
            _one_line(option["text"]),
            _one_line(option.get("reply", "")),
            bool(option.get("right", False)) if "reply" in option else None,
        )
        for option in table["options"]
    ]
    return Question(table["text"].strip(), dict(zip(ascii_lowercase, options, strict=False)))


def _explanation(table: Mapping[str, Any]) -> Explanation:
    criteria = tuple(map(_one_line, table.get("criteria", ())))
    return Explanation(table["text"].strip(), table.get("model", "").strip(), criteria)


def _one_line(text: str) -> str:
    return " ".join(text.split())
