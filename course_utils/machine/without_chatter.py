"""A program that passes its input on to its output, line by line, without TensorFlow's chatter.

It is a process of its own, run by `quiet_tensorflow`, so that it outlives an import that ends the
process, or that lets no other thread run.
"""

from __future__ import annotations

import os
import re
import sys

IMPORTED = b"\0imported\n"
"""What says, at the end of the input, that the import has succeeded."""

# Information, warnings and errors that did not stop the import: "I0000 00:00:1795996117.341693 …"
# since TensorFlow 2.17, "2026-11-29 23:48:37.341: I tensorflow/…" before. What is fatal has an F.
_CHATTER = re.compile(
    rb"WARNING: All log messages before absl::InitializeLog\(\) is called"
    rb"|[IWE]\d{4} \d\d:\d\d:[\d.]+ "
    rb"|\d{4}-\d\d-\d\d \d\d:\d\d:[\d.]+: [IWE] "
    rb"|To enable the following instructions: "
)


def main() -> None:
    """Hold the chatter back, pass on what else comes; the chatter too where the import failed."""
    held, is_imported = [], False
    for line in sys.stdin.buffer:
        if line.endswith(IMPORTED):
            is_imported, line = True, line.removesuffix(IMPORTED)
        if _CHATTER.match(line):
            held.append(line)
        else:
            _write(line)
    _write(b"" if is_imported else b"".join(held))


def _write(left: bytes) -> None:
    while left:
        left = left[os.write(sys.stdout.fileno(), left) :]


if __name__ == "__main__":
    main()
