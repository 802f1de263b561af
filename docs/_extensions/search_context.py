"""The text of all pages in one script, from which the search shows a line around what it found.

Sphinx's own search fetches each page for this, which a browser forbids to a page in a folder.
"""

import html
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

_UNSEEN = re.compile(r'<(script|style|svg|math)\b.*?</\1>|<a class="headerlink".*?</a>', re.DOTALL)
_WITHIN_A_WORD = re.compile(r"</?(?:span|code|a|em|strong|b|i)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


class Texts:
    """What the pages of one build say, by their names."""

    def __init__(self) -> None:
        self._by_page: dict[str, str] = {}

    def keep(
        self, app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Keep what a page says."""
        if doctree is not None:  # not the search itself
            seen = _WITHIN_A_WORD.sub("", _UNSEEN.sub("", context["body"]))
            self._by_page[pagename] = " ".join(html.unescape(_TAG.sub(" ", seen)).split())

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """Write the script that holds them."""
        if not exception:
            texts = json.dumps(self._by_page, ensure_ascii=False, sort_keys=True)
            script = Path(app.outdir) / "_static" / "search_texts.js"
            script.write_text(f"const searchTexts = {texts};\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen to the writing of pages, all of them in this process."""
    texts = Texts()
    app.connect("html-page-context", texts.keep)
    app.connect("build-finished", texts.write)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
