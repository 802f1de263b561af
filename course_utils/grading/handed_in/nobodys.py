"""Files and folders that nobody has made: systems and editors leave them behind."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FOLDERS = {"__macosx", ".ipynb_checkpoints", "__pycache__", ".git", ".trash", ".idea", ".vscode"}
_FILES = {".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".localized", "icon\r"}
_BLANK = re.compile(
    r"(?i)(?:(?:copy of )?untitled[\s_-]*\d*(?:[\s_-]*(?:copy\s*)?\(?\d*\)?)?)\.ipynb"
)
_MOST_NAMED = 12


def is_nobodys(parts: Iterable[str]) -> bool:
    """Return whether a file was left behind by a system or an editor, by all of its names."""
    *folders, name = parts
    low = name.lower()
    return (
        any(is_nobodys_folder(folder) for folder in folders)
        or low in _FILES
        or low.startswith(("._", "~$", ".~", ".nfs", ".fuse_hidden"))
        or low.endswith(("~", ".swp", ".crdownload"))
    )


def is_nobodys_folder(name: str) -> bool:
    """Return whether a folder was left behind by a system or an editor."""
    return name.lower() in _FOLDERS or name.startswith("._")


def is_hidden(parts: Iterable[str]) -> bool:
    """Return whether a file, or a folder that it lies in, has a name that starts with a dot."""
    return any(part.startswith(".") for part in parts)


def is_blank_name(name: str) -> bool:
    """Return whether a notebook has the name that Jupyter gives a new one."""
    return bool(_BLANK.fullmatch(name))


def in_one_line(names: list[str]) -> str:
    """Return the names in one line; of very many the first ones, and how many there are."""
    listed = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{listed} and {more} more" if more > 0 else listed
