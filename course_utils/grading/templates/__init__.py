"""The pages of a graded class as templates: one file each, with style and script inside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from course_utils.grading.names import shown

_HERE = Path(__file__).resolve().parent


@cache
def template(name: str) -> jinja2.Template:
    """Return a template. What is put into it is text, never markup."""
    loader = jinja2.FileSystemLoader(_HERE)
    pages = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    pages.filters["shown"] = shown
    return pages.get_template(name)


@cache
def script(name: str) -> Markup:
    """Return a script of our own for a page."""
    return Markup((_HERE / name).read_text(encoding="utf-8"))
