"""Measure what each lesson takes of a computer when all its cells are run blank: CPU and memory.

Run as `python -m benchmarks.lesson_resources [--keep]` from the repository; it takes about ten
minutes. Copies of the notebooks are run, one lesson after the other, each in a kernel of its own.
CPU seconds are added up over all cores. Memory is what the kernel had in use at its peak;
JupyterLab's server is not in it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from course_utils.experiments.experiment import RESULTS, Row
from course_utils.experiments.measured_on import write_anew
from course_utils.notebooks.building import notebook_of, sources

TARGET = RESULTS / "lesson_resources.csv"
RUN = """
import sys
from pathlib import Path
import nbformat
from course_utils.notebooks.building import execute
execute(nbformat.read(sys.argv[1], as_version=4), Path(sys.argv[2]))
"""
# ru_maxrss is in KiB on Linux and in bytes on macOS.
_BYTES = 1 if sys.platform == "darwin" else 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help=f"write the rows to {TARGET.name}")
    arguments = parser.parse_args()
    rows = []
    for source in sources():
        rows.append(measure(notebook_of(source)))
        print(rows[-1], file=sys.stderr, flush=True)
    if arguments.keep:
        write_anew(TARGET, rows)
    print_table(rows)


def measure(notebook: Path) -> Row:
    """Run a notebook in a folder of its own and return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-c", RUN, str(notebook), folder])
        _, status, usage = os.wait4(process.pid, 0)  # with that of the kernel, its child
    if status:
        sys.exit(f"{notebook.name} did not run to its end")
    return {
        "lesson": notebook.stem,
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime),
        "peak_memory_mb": round(usage.ru_maxrss * _BYTES / 1e6),
    }


def print_table(rows: list[Row]) -> None:
    table = Table("lesson", "CPU seconds", "peak memory (MB)")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
