"""Long lines of code, which are shown on several lines where a screen is narrow.

Each line becomes an element that knows how far it is indented, so that a style sheet can let it
hang: what does not fit goes on below, a little further in than where the line began.
"""

import html
import re
from typing import Any

from sphinx.application import Sphinx

_BLOCK = re.compile(r'(<div class="highlight"><pre)(>)(.*?)(</pre>)', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_DRAWN = re.compile("[│┃║]")  # tables drawn with characters fall apart if their lines do


def let_lines_hang(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put an element around each line of code and of printed text."""
    if "body" in context:
        context["body"] = _BLOCK.sub(_in_lines, context["body"])


def _in_lines(block: re.Match[str]) -> str:
    start, end_of_tag, code, end = block.groups()
    if _DRAWN.search(code):
        return f'{start} class="drawn"{end_of_tag}{code}{end}'
    lines = code.removeprefix("<span></span>").splitlines(keepends=True)
    return f"{start}{end_of_tag}<span></span>{''.join(map(_hanging, lines))}{end}"


def _hanging(line: str) -> str:
    text = html.unescape(_TAG.sub("", line))
    indent = len(text) - len(text.lstrip(" "))
    return f'<span class="line" style="--indent: {indent}ch">{line}</span>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Change pages as they are written."""
    app.connect("html-page-context", let_lines_hang)
    return {"parallel_read_safe": True}
