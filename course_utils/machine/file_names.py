"""Names of files on a system that is not set to UTF-8, as under ``LC_ALL=C``."""

from __future__ import annotations

import os


def for_this_system(name: str) -> str:
    """Return a name with which this process can open a file whose name is UTF-8 on the disk.

    Under ``LC_ALL=C`` Python knows such names with a stand-in for each byte that is not ASCII, and
    refuses any other spelling.
    """
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))
