"""Adding lines to a file of JSON lines: two kernels lose nothing, a kill loses one line at most."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from course_utils.machine import locks

_SECONDS_FOR_THE_LOCK = 1.0


def add_lines(path: Path, values: Iterable[dict[str, Any]]) -> None:
    """Add values to the end of a file, one a line.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    lines = [json.dumps(value, ensure_ascii=False) for value in values]
    content = "".join(f"{line}\n" for line in lines).encode()
    with path.open("ab") as file:
        # Adding to the end of a file needs no lock on a local disk of Linux or macOS. Windows and
        # network file systems can overwrite one of two lines that are added at the same instant.
        locks.take_within(file.fileno(), _SECONDS_FOR_THE_LOCK)
        if not _ends_with_a_line(path):
            content = b"\n" + content
        file.write(content)


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
