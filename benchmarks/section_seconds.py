"""Run the lessons as they come, and write how many seconds each section takes.

    .venv/bin/python -m benchmarks.section_seconds

Nothing else should run on the machine. The rows go to data/results/section_seconds.csv; the
openings of the lessons name the longest sections.
"""

import tempfile
from datetime import datetime
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from course_utils.experiments.measured_on import write_anew

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "data" / "results" / "section_seconds.csv"
START = "Start"  # what stands above the first heading: imports, most of all TensorFlow's
COLUMNS = ("lesson", "section", "seconds", "slowest_cell_seconds")


def seconds_of(cell: nbformat.NotebookNode) -> float:
    """Return how long a cell ran, by the kernel's own messages."""
    times = cell.metadata.get("execution", {})
    if "iopub.status.idle" not in times:
        return 0.0
    start, end = (
        datetime.fromisoformat(times[name].replace("Z", "+00:00"))
        for name in ("iopub.execute_input", "shell.execute_reply")
    )
    return (end - start).total_seconds()


def code_of_sections(notebook: nbformat.NotebookNode) -> dict[str, list[nbformat.NotebookNode]]:
    """Return the code cells, by the heading of the second level that they stand under."""
    section, sections = START, {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            headings = [line for line in cell.source.splitlines() if line.startswith("## ")]
            section = headings[-1].removeprefix("## ") if headings else section
        elif cell.cell_type == "code":
            sections.setdefault(section, []).append(cell)
    return sections


def main() -> None:
    rows = []
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        with tempfile.TemporaryDirectory() as folder:
            resources = {"metadata": {"path": folder}}
            NotebookClient(notebook, timeout=600, resources=resources).execute()
        for section, cells in code_of_sections(notebook).items():
            seconds = list(map(seconds_of, cells))
            row = (path.stem, section, f"{sum(seconds):.1f}", f"{max(seconds):.1f}")
            rows.append(dict(zip(COLUMNS, row, strict=True)))
            print(*row, sep=" | ", flush=True)
    write_anew(RESULTS, rows)


if __name__ == "__main__":
    main()
