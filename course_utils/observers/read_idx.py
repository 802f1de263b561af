"""`read_idx` is called on files that are written from given bytes."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course_utils.observers.plain import Facts, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Write the given bytes to a gzip file, and call the function on its path."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "some-images.gz"
        path.write_bytes(gzip.compress(given["content"].tobytes(), 1))
        return {"result": to_plain(function(path if given["as_path"] else str(path)))}
