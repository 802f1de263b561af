"""Notebooks as pages: without a kernel, with one glossary, and the notebook itself to download."""

import base64
import json
import re
import struct
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from course_utils.learner.editions import editions
from course_utils.notebooks.repository import binder, repository
from course_utils.questions.reading import Question, questions

_FIGURE = re.compile(r'<img (src="data:image/png;base64,([^"]+)"[^>]*>)')
_HEADER = 32  # characters of base64 that hold the width and height of a PNG file


def prepare_notebook(app: Sphinx, docname: str, source: list[str]) -> None:
    """Make a page of a notebook.

    In place of the cell that answers a question stand all its options, each
    with what is said of it behind a fold.
    """
    if not docname.startswith("notebooks/"):
        return
    notebook = json.loads(source[0].replace("](glossary.md#", "](../docs/glossary.md#"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if page := output.get("data", {}).get("text/html"):
                output["data"]["text/html"] = _FIGURE.sub(_in_a_box, "".join(page))
        if name := cell["metadata"].get("course", {}).get("question"):
            cell.update(cell_type="markdown", source=_folded_options(questions()[name]))
            del cell["outputs"], cell["execution_count"]
    opening = notebook["cells"][0]
    title, _, text = "".join(opening["source"]).partition("\n")
    opening["source"] = f"{title}\n\n{_ways_to_run(Path(docname).name)}\n{text}"
    source[0] = json.dumps(notebook)


def _in_a_box(figure: re.Match[str]) -> str:
    """Return a figure in a box that can scroll, with its size, so that the page does not jump."""
    tag, code = figure.groups()
    width, height = struct.unpack(">II", base64.b64decode(code[:_HEADER])[16:24])
    return f'<div class="picture"><img width="{width}" height="{height}" {tag}</div>'


def _folded_options(question: Question) -> str:
    """Return what is said of each option, in HTML that needs no script."""
    folds = [
        f"<details><summary>If you chose {letter}</summary>\n\n"
        f"{'Right. ' if option.is_right else ''}{option.reply}\n\n</details>"
        for letter, option in question.options.items()
    ]
    return "\n\n".join(folds)


def _ways_to_run(stem: str) -> str:
    """Return the links with which a lesson becomes the reader's own.

    The notebook lies in its link. To a page in a folder a browser would show a file beside it as
    text, and save nothing.
    """
    file = f"{stem}.ipynb"
    code = base64.b64encode(_handed_out()[file]).decode()
    data = f"data:application/x-ipynb+json;base64,{code}"
    links = [f'<a href="{data}" download="{file}">Download this notebook</a>']
    if address := repository():
        links.append(f'<a href="{binder(address, file)}">Open it on Binder</a>')
    links.append('<a href="../index.html">How to start</a> (the notebook needs the course)')
    return f'<p class="ways-to-run">{" ".join(links)}</p>\n'


@cache
def _handed_out() -> dict[str, bytes]:
    """Return the files that learners get, by name: notebooks are without outputs."""
    return {edition.name: edition.content for edition in editions()}


def setup(app: Sphinx) -> dict[str, Any]:
    """Prepare notebooks as they are read."""
    app.connect("source-read", prepare_notebook)
    return {"parallel_read_safe": True}
