"""Files that are no notebook, or a damaged one: what they are instead, and what to do."""

from __future__ import annotations

import codecs
import json
import re

_AGAIN = "Open it in JupyterLab and save it again, or start from a fresh copy."
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before that of UTF-16, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"{\0\0\0", "utf-32-le"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
# What a file is by how it begins, and how the notebook is had instead.
_KINDS = (
    (rb"PK\x03\x04", "It is a zip archive: unpack it, and hand in the .ipynb file that is in it."),
    (rb"\x1f\x8b|Rar!|7z\xbc\xaf", "It is a packed file: unpack it, and hand in the .ipynb file."),
    (rb"%PDF", "It is a PDF, which cannot be run: hand in the .ipynb file it was printed from."),
    (rb"\x89PNG|\xff\xd8\xff|GIF8", "It is a picture: hand in the .ipynb file itself."),
    (
        rb"(?i)<(?:!doctype|html|head|\?xml|!--)",
        "It is a web page, such as an export: hand in the notebook itself, by File › Download in "
        "JupyterLab, or File › Download › Download .ipynb in Colab.",
    ),
    (
        rb"version https://git-lfs",
        "It is a pointer of Git LFS: fetch the file itself with git lfs pull.",
    ),
    (
        rb"""#|import |from |def |\"\"\"|'''|%|@|class """,
        "It is a Python script: hand in the notebook itself, the .ipynb file. Where there is only "
        "a script with # %% lines, jupytext --to ipynb FILE makes a notebook of it.",
    ),
)


def decoded(content: bytes) -> str | None:
    """Return the text of a file, whatever wrote it, or None if it is no text.

    Jupyter writes UTF-8; some editors write UTF-16, or what their country used before Unicode. JSON
    itself is in ASCII, so that only signs in texts can come out wrong.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _or_none(content, encoding)
    text = _or_none(content, "utf-8")
    if text is None and content.lstrip()[:1] == b"{" and b"\0" not in content:
        text = _or_none(content, "cp1252") or content.decode("latin-1")
    return text


def no_notebook(content: bytes) -> str:
    """Return what a file is instead of a notebook, and what to do, in a sentence or two.

    Parameters
    ----------
    content : bytes
        Of a text, in UTF-8.
    """
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if re.search(rb"^(?:<{7} |>{7} )", content, re.MULTILINE):
        return (
            "It holds the marks of a git merge (<<<<<<< and >>>>>>>), which are both versions in "
            "one: choose one of them, as with git checkout --ours FILE, and hand it in again."
        )
    for pattern, said in _KINDS:
        if re.match(pattern, start):
            return said
    if start.startswith(b"{") and _ends_early(content):
        return (
            "It ends in the middle: it was not saved or copied to its end. Hand in a whole copy, "
            "from JupyterLab or from File › Revert Notebook to Checkpoint."
        )
    return _AGAIN


def _ends_early(content: bytes) -> bool:
    text = content.decode("utf-8", "replace").rstrip("\0 \t\r\n")
    try:
        json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        return error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string")
    except RecursionError:
        return False
    return False


def _or_none(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
