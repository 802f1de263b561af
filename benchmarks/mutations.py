"""Print every small change of some modules as JSON, one a line: module, source and diff.

Cosmic Ray changes one operator, comparison, number or statement at a time. It runs in an
environment of its own, which `benchmarks/mutants.py` makes.
"""

import difflib
import json
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from cosmic_ray.mutating import mutate_code  # type: ignore[import-not-found]
from cosmic_ray.plugins import get_operator, operator_names  # type: ignore[import-not-found]


def operators() -> Iterator[Any]:
    """Yield what changes code, except what needs to be told how."""
    for name in operator_names():
        operator = get_operator(name)
        if not operator.arguments():
            yield operator()


def changes(source: str) -> Iterator[str]:
    """Yield a source with each small change."""
    for operator in operators():
        for occurrence in count():
            changed = mutate_code(source, operator, occurrence)
            if changed is None:
                break
            yield changed


def main() -> None:
    for path in map(Path, sys.argv[1:]):
        source = path.read_text(encoding="utf-8")
        for changed in changes(source):
            lines = difflib.unified_diff(source.splitlines(), changed.splitlines(), lineterm="")
            diff = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
            print(json.dumps({"module": path.stem, "source": changed, "diff": diff}))


if __name__ == "__main__":
    main()
