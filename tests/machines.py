"""All lessons, blank and solved, and all verdicts, as other processors compute them.

Run as `make machines` from the repository; it takes about an hour and a half on two cores. One
processor stands in for the others by oneDNN's, TensorFlow's and OpenBLAS's own switches. `make
machines ARGS="AVX2 'without oneDNN'"` runs some of them.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from course_utils.machine import processors

ROOT = Path(__file__).resolve().parent.parent
THREADS = (1, 4)
_IS_SET = "COURSE_TESTS_MACHINE"
# What is run on each machine. All but the lessons is run with one number of threads only.
LESSONS = ("notebooks", "tests/test_solved_notebooks.py")
VERDICTS = ("tests/test_exercise_matrix.py",)
NETWORKS = tuple(  # other tests in which something is trained
    f"tests/test_{what}.py"
    for what in ("training", "transfer_training", "joint_training", "trained")
)


def is_set():
    """Return whether these tests run on a machine that `make machines` has set."""
    return _IS_SET in os.environ


def other():
    """Return the variables of a kind of processor that is not the present one."""
    return processors.KINDS[processors.other_kind()]


def variables(kind, threads):
    """Return what a process gets, so that it computes as this processor with these threads."""
    n = str(threads)
    counts = {"TF_NUM_INTRAOP_THREADS": n, "TF_NUM_INTEROP_THREADS": n, "OMP_NUM_THREADS": n}
    return {**processors.KINDS[kind], **counts, _IS_SET: f"{kind}, {threads}"}


def results_of(kind, threads):
    """Run the tests on one machine; return what `read_report` makes of them."""
    what = [*LESSONS, *((*VERDICTS, *NETWORKS) if threads == min(THREADS) else ())]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            *(sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadscope"),
            *("-p", "no:cacheprovider", f"--junit-xml={report}", *what),
        ]
        subprocess.run(command, cwd=ROOT, env=os.environ | variables(kind, threads), check=False)
        # One that was killed has no report, and the columns before it are worth keeping.
        return (report.is_file() and read_report(report)) or {"no report": (False, 0.0)}


def read_report(path):
    """Return for each row of the table whether all its tests passed, and their seconds."""
    results = defaultdict(lambda: (True, 0.0))
    for case in ET.parse(path).iter("testcase"):
        has_passed, seconds = results[_what(case)]
        # A test that was skipped has not passed: nothing is known of it.
        has_passed &= not {child.tag for child in case} & {"failure", "error", "skipped"}
        results[_what(case)] = has_passed, seconds + float(case.get("time"))
    return dict(results)


def _what(case):
    """Return the row of the table that a test belongs to."""
    where, name = case.get("classname"), case.get("name")
    if "test_exercise_matrix" in where:
        return "verdicts"
    if "test_solved_notebooks" in where:
        return f"{name.split('[')[1][:2]} solved"
    if where.startswith("tests."):
        return "networks"
    return f"{where.removeprefix('notebooks.')[:2]} blank"


def main(kinds=()):
    """Run the named machines, or all that this processor can stand in for; print the table."""
    here = [kind for kind in processors.KINDS if processors.can_stand_in_for(kind)]
    if impossible := [kind for kind in kinds if kind not in here]:
        sys.exit(f"Not to be had here: {', '.join(impossible)}. There are {', '.join(here)}.")
    columns = list(product(kinds or here, THREADS))
    found = {column: results_of(*column) for column in columns}
    table = Table("", *(f"{kind}, {threads} threads" for kind, threads in columns))
    for row in sorted(set().union(*found.values())):
        table.add_row(row, *(_in_words(found[column].get(row)) for column in columns))
    console = Console(width=160)
    console.print(f"Measured on {processors.name()}")
    console.print(table)
    sys.exit(not all(passed for results in found.values() for passed, _ in results.values()))


def _in_words(result):
    if result is None:
        return ""
    passed, seconds = result
    return f"{'passed' if passed else 'FAILED'} {seconds:.0f} s"


if __name__ == "__main__":
    main(sys.argv[1:])
