"""Showing a verdict, a hint or a solution: rich in JupyterLab, plain text elsewhere."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from course_utils.exercises.verdict import SYMBOLS, VALUES, WORDS, Verdict
from course_utils.machine import signs

if TYPE_CHECKING:
    import jinja2
    import markupsafe

_Function = TypeVar("_Function", bound=Callable[..., Any])

WIDTH = 88
_CODE = re.compile(r"(\b(?:ask|check|hint|predict|solution)\([^()]*\))|`([^`]+)`")

# Okabe and Ito's colours, which people with the common colour blindnesses tell apart. They only
# mark the edge of a card: text keeps the theme's own colour, so that it can be read in any theme.
NOTE_EDGE = "#56B4E9"
_EDGE = {"passed": "#009E73", "not_attempted": "#0072B2", "missing": "#0072B2"}
_EDGE_OTHERWISE = "#D55E00"

# Two classes: what stands in a card is no formula, though it may have a $. JupyterLab's MathJax and
# that of older pages each look for their own.
_CARD = """\
<div role="group" class="mathjax_ignore tex2jax_ignore" aria-label="{{ label }}"
 style="border-left: 6px solid {{ edge }}; padding: 0.4em 0.8em; margin: 0.3em 0;
 max-width: 52em; line-height: 1.45">
<div style="font-weight: 600"><span aria-hidden="true">{{ symbol }} </span>{{ title }}</div>
{{- table }}
{%- for label, text in lines %}
<div style="margin-top: 0.25em; white-space: pre-wrap; overflow-wrap: anywhere">
{%- if label %}<b>{{ label }}:</b> {% endif -%}
{{ text if label in values else text|with_code }}</div>
{%- endfor %}
{%- for fold in folds %}
<details style="margin-top: 0.25em"><summary style="cursor: pointer">{{ fold.title }}</summary>
<pre style="margin: 0.2em 0 0 1.1em; white-space: pre-wrap; overflow-wrap: anywhere">
{{ fold.text }}</pre></details>
{%- endfor %}
</div>"""

_FOLDS = """
{%- for text in hints %}
<details{% if loop.index == number %} open{% endif %} style="margin-top: 0.25em">
<summary style="cursor: pointer">Hint {{ loop.index }}</summary>
<div style="padding-left: 1.1em; white-space: pre-wrap">{{ text|with_code }}</div>
</details>
{%- endfor %}"""


@dataclass(frozen=True)
class Fold:
    """Text that stays as it is, such as code, folded under its title."""

    title: str
    text: str


def as_text(headline: str, lines: list[tuple[str, str]], folds: Sequence[Fold] = ()) -> str:
    """Return a card as plain text, for a terminal or a screen reader."""
    body = [
        textwrap.fill(
            f"{label}: {text}" if label else text,
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    " if label else "  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for label, text in lines
    ]
    unfolded = [f"  {fold.title}:\n{textwrap.indent(fold.text, '    ')}" for fold in folds]
    return "\n".join([headline, *body, *unfolded])


def as_html(
    symbol: str,
    title: str,
    lines: list[tuple[str, str]],
    edge: str,
    table: str = "",
    folds: Sequence[Fold] = (),
) -> str:
    """Return a card as HTML: colour, symbol and words say the same thing.

    Parameters
    ----------
    symbol, title : str
        The headline.
    lines : list of (str, str)
        Labels and texts.
    edge : str
        The colour of the card's edge.
    table : markupsafe.Markup, optional
        HTML to stand between headline and lines.
    folds : sequence of Fold, optional
        What can be opened below the lines.
    """
    label = f"{title} {lines[0][1]}" if lines else title
    return _template().render(
        symbol=symbol, title=title, lines=lines, edge=edge, label=label, table=table, folds=folds
    )


def show_verdict(verdict: Verdict, *notes: str, folds: Sequence[Fold] = ()) -> None:
    """Show a verdict, with closing notes such as which function the notebook goes on with."""
    lines = verdict.lines() + [("", note) for note in notes if note]
    title = f"{verdict.exercise}: {WORDS[verdict.status]}"
    edge = _EDGE.get(verdict.status, _EDGE_OTHERWISE)
    show(
        as_text(verdict.headline, lines, folds),
        lambda: as_html(SYMBOLS[verdict.status], title, lines, edge, folds=folds),
    )


def show_note(symbol: str, title: str, lines: list[tuple[str, str]], edge: str = NOTE_EDGE) -> None:
    """Show a card that is no verdict on an exercise. Lines without a text are left out."""
    said = [(label, text) for label, text in lines if text]
    show(as_text(f"{symbol} {title}", said), lambda: as_html(symbol, title, said, edge))


def needs_brackets(how: str) -> Callable[[_Function], _Function]:
    """Have a cell that ends in a function's name, without brackets, say how it is called.

    Parameters
    ----------
    how : str
        The call, such as ``hint()``.
    """

    def with_a_display(function: _Function) -> _Function:
        title = f"{function.__name__} does something only with brackets after it"
        vars(function)["_ipython_display_"] = lambda: show_note(
            "?", title, [("Next", f"write {how}")]
        )
        return function

    return with_a_display


def show_answer(title: str, lines: list[tuple[str, str]], *, is_right: bool) -> None:
    """Show what is said to an answer, in the colours and symbols of a verdict."""
    status = "passed" if is_right else "failed"
    show_note(SYMBOLS[status], title, lines, _EDGE.get(status, _EDGE_OTHERWISE))


def show_hints(exercise: str, hints: Sequence[str], number: int) -> None:
    """Show one hint of a ladder; in a notebook, the others folded beside it.

    Parameters
    ----------
    exercise : str
        Its name.
    hints : sequence of str
        All its hints, from a nudge to almost the answer.
    number : int
        The one to show, counted from 1.
    """
    last = number == len(hints)
    title = f"{exercise}: hint {number} of {len(hints)}"
    next_step = ("Next", f'solution("{exercise}")' if last else f'hint("{exercise}")')
    show(
        as_text(f"→ {title}", [("", hints[number - 1]), next_step]),
        lambda: as_html("→", title, [next_step], NOTE_EDGE, _folded(hints, number)),
    )


def _folded(hints: Sequence[str], number: int) -> markupsafe.Markup:
    """Return hints that a click or the Enter key opens and closes; one of them is open."""
    import markupsafe

    return markupsafe.Markup(_template(_FOLDS).render(hints=hints, number=number))


def show(text: str, make_html: Any) -> None:
    """Display HTML under a notebook cell, or print the text where there is no notebook.

    Parameters
    ----------
    text : str
        Also what a screen reader, a terminal and a text comparison of notebooks get.
    make_html : callable
        Returns the HTML; called only in a notebook.
    """
    text = signs.legible(text)
    if in_notebook():
        from IPython.display import display

        display({"text/plain": text, "text/html": signs.legible(make_html())}, raw=True)
    else:
        print(signs.as_shown(text, getattr(sys.stdout, "encoding", None)))


def in_notebook() -> bool:
    """Return whether a Jupyter kernel runs this code."""
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


@cache
def _template(source: str = _CARD) -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(autoescape=True)
    environment.filters["with_code"] = _with_code
    environment.globals["values"] = VALUES
    return environment.from_string(source)


def _with_code(text: str) -> markupsafe.Markup:
    """Set as code the commands that a text names, and what stands between backticks."""
    import markupsafe

    escaped = str(markupsafe.escape(text))
    return markupsafe.Markup(_CODE.sub(r"<code>\1\2</code>", escaped))
