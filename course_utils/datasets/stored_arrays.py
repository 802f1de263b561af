"""Arrays that come with the course in data/models, checked against what was recorded of them."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from course_utils.errors import CourseError

MODELS = Path(__file__).resolve().parents[2] / "data" / "models"


def read_arrays(file: Path, record: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file in data/models, if it is the one that was recorded.

    Parameters
    ----------
    file : Path
        Arrays by their names, without pickled objects (npz).
    record : Path
        What is known of it, its sha256 among that (JSON).

    Raises
    ------
    CourseError
        If one of the two is not there, or the arrays are not those that were recorded.
    """
    restore = "`git checkout -- data/models` brings it back."
    try:
        content = file.read_bytes()
        expected = json.loads(record.read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError):
        raise CourseError(
            f"data/models/{file.name} or its record {record.name} is not there. {restore}"
        ) from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise CourseError(f"data/models/{file.name} is damaged: its sha256 differs. {restore}")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def write_record(record: Path, file: Path, **known: str | float) -> None:
    """Write what is known of a file of arrays, and beside it its sha256 and its size; print it."""
    known["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
    known["bytes"] = file.stat().st_size
    text = json.dumps(known, indent=1)
    record.write_text(f"{text}\n", encoding="utf-8")
    print(text)
