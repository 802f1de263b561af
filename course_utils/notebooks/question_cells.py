"""The cells of what a lesson asks besides its exercises, for which one line stands in its source.

``ask("two-sets", ...)`` is a question with options. ``predict("task B images", ...)`` stands before
the cells that measure it; the last of these calls ``reveal``. A text cell ``[explain: two-sets]``
is an open question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbformat.v4 import new_markdown_cell

from course_utils.errors import CourseError
from course_utils.questions import reading
from course_utils.questions.predicting import how_to_write
from course_utils.questions.reading import ASKS, MODEL, WRITE_HERE

_ASK = re.compile(r'ask\("([^"]+)", \.\.\.\)')
_PREDICT = re.compile(r'predict\("([^"]+)", \.\.\.\)')
_REVEAL = re.compile(r'^\s*reveal\(\s*"([^"]+)"', re.MULTILINE)
_ONLY_REVEALS = re.compile(r'(?:reveal\("[^"]+", [^\n]+\)\n?)+')
_EXPLAIN = re.compile(r"\[explain: ([\w-]+)\]")


def expanded(cells: Iterable[Any]) -> list[Any]:
    """Return the cells of a lesson, with all that it asks written out.

    Parameters
    ----------
    cells : iterable of nbformat.NotebookNode
        The cells of a source. Those that ask or answer are changed.

    Raises
    ------
    CourseError
        If a name is in no TOML file, or a prediction is never measured.
    """
    made: list[Any] = []
    open_predictions: list[str] = []
    for cell in cells:
        is_code = cell.cell_type == "code"
        if is_code and (asked := _ASK.fullmatch(cell.source)):
            made += _question(asked[1], cell)
        elif is_code and (predicted := _PREDICT.fullmatch(cell.source)):
            made.append(_prediction(predicted[1], cell))
            open_predictions.append(predicted[1])
        elif not is_code and (explained := _EXPLAIN.fullmatch(cell.source.strip())):
            made += _explanation(explained[1])
        else:
            if is_code and open_predictions and not _ONLY_REVEALS.fullmatch(cell.source):
                _fold_the_output(cell)
            for name in _REVEAL.findall(cell.source) if is_code else []:
                if name not in open_predictions:
                    raise CourseError(f"{name!r} is measured, and not predicted before.")
                open_predictions.remove(name)
            made.append(cell)
    if open_predictions:
        raise CourseError(f"{open_predictions[0]!r} is predicted, and never measured.")
    return made


def _question(name: str, cell: Any) -> list[Any]:
    question = _named(name, reading.questions())
    options = [f"- **{letter}**: {option.text}" for letter, option in question.options.items()]
    cell.metadata["course"] = {"question": name}
    text = "\n".join([f"**Question.** {question.text}", "", *options])
    return [new_markdown_cell(text, metadata={"course": {ASKS: name}}), cell]


def _prediction(name: str, cell: Any) -> Any:
    prediction = _named(name, reading.predictions())
    cell.source = f"# {how_to_write(prediction).capitalize()}\n{cell.source}"
    return cell


def _explanation(name: str) -> list[Any]:
    explanation = _named(name, reading.explanations())
    criteria = "\n".join(f"- {criterion}" for criterion in explanation.criteria)
    model = (
        "<details><summary>A model answer, to compare with yours</summary>\n\n"
        f"{explanation.model}\n\nCompare with your own:\n\n{criteria}\n\n</details>"
    )
    return [
        new_markdown_cell(explanation.text, metadata={"course": {ASKS: name}}),
        new_markdown_cell(WRITE_HERE, metadata={"course": {"explain": name}}),
        new_markdown_cell(model, metadata={"course": {MODEL: name}}),
    ]


def _named(name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise CourseError(f"no lesson asks {name!r}. {reading.suggest(name, known)}")
    return known[name]


def _fold_the_output(cell: Any) -> None:
    """Hide what answers a prediction until it is asked for, on the website and in JupyterLab."""
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-output"]
    cell.metadata.setdefault("jupyter", {})["outputs_hidden"] = True
