"""Long lines of code, which are shown on several lines where a screen is narrow.

Each line becomes an element that knows how far it is indented, so that a style sheet can let it
hang: what does not fit goes on below, a little further in than where the line began.
"""

import html
import re
from typing import Any

from sphinx.application import Sphinx

_BLOCK = re.compile(
    r'(<div class="output [^>]*>)?(<div class="highlight"><pre)(>)(.*?)(</pre>)', re.DOTALL
)
_INDENT = re.compile(r"^((?:<[^>]+>)*)( +)")
_TAG = re.compile(r"<[^>]+>")
_COLUMNS = re.compile(r"^.*\S {3,}\S", re.MULTILINE)
_FRAMES = re.compile("[│┃║]")


def let_lines_hang(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Put an element around each line of code and of printed text."""
    if "body" in context:
        context["body"] = _BLOCK.sub(_in_lines, context["body"])


def _in_lines(block: re.Match[str]) -> str:
    output, start, end_of_tag, code, end = block.groups(default="")
    text = html.unescape(_TAG.sub("", code))
    if _FRAMES.search(text) or (output and len(_COLUMNS.findall(text)) > 1):
        return f'{output}{start} class="table"{end_of_tag}{code}{end}'  # a broken line breaks it
    lines = code.removeprefix("<span></span>").splitlines(keepends=True)
    return f"{output}{start}{end_of_tag}{''.join(map(_hanging, lines))}{end}"


def _hanging(line: str) -> str:
    indented = _INDENT.match(line)
    indent = len(indented[2]) if indented else 0
    marked = _INDENT.sub(r'\1<span class="indent">\2</span>', line)
    return f'<span class="line" style="--indent: {indent}ch">{marked}</span>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Change pages as they are written."""
    app.connect("html-page-context", let_lines_hang)
    return {"parallel_read_safe": True}
