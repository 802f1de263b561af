"""Is this machine ready for the course? Each look says what it found and what to do.

TensorFlow is not imported: its version is read from what is installed.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError
from course_utils.learner import files, state
from course_utils.learner.lessons import COURSE

PYTHONS = ((3, 11), (3, 12), (3, 13))

_GB = 1e9
_DISK_GB = 0.5  # the lessons, Jupyter's copies of them and a data set take a tenth of it
_MEMORY_GB = 2.0  # the kernel of the largest lesson took 1.7, measured; JupyterLab takes the rest
_SECONDS_FOR_A_KERNEL = 30


@dataclass(frozen=True)
class Look:
    """What was looked at, what was found, and what to do; nothing if it is fine."""

    what: str
    found: str
    mend: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to do."""
        return not self.mend

    def __str__(self) -> str:
        """Return the lines to show. The word stays where a terminal cannot show the sign."""
        beginning = f"{'✓ fine   ' if self.is_fine else '✗ problem'} {self.what:<9} "
        between = "\n" + " " * len(beginning)
        shown = beginning + self.found.replace("\n", between)
        if self.mend:
            shown += "\n" + "  to do:".ljust(len(beginning)) + self.mend
        return shown


def looks(folder: Path | None) -> Iterator[Look]:
    """Look at everything that the course needs, one thing after the other.

    Parameters
    ----------
    folder : Path or None
        The learner's. None if there is none, and none was named.
    """
    yield python()
    yield guarded("Packages", packages)
    yield data()
    yield disk(folder or Path())
    yield guarded("Memory", memory)
    yield guarded("Processor", processor)
    yield guarded("Kernel", kernel)
    yield lessons(folder)
    yield from write_access(folder)


def python() -> Look:
    """Look at the version of Python."""
    found = f"{'.'.join(map(str, sys.version_info[:3]))} ({sys.executable})"
    is_fine = sys.version_info[:2] in PYTHONS and sys.maxsize > 2**32
    mend = "install Python 3.11, 3.12 or 3.13 of 64 bits, then make setup"
    return Look("Python", found, "" if is_fine else mend)


def packages(requirements: Path = COURSE / "requirements.txt") -> Look:
    """Compare the installed packages with the pins."""
    from packaging.requirements import Requirement

    try:
        lines = requirements.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        return Look("Packages", f"{requirements}: {files.in_words(error)}", _REINSTALL)
    pins = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    wanted = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
    wrong = []
    for pin in wanted:
        try:
            version = importlib.metadata.version(pin.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{pin.name} is missing")
            continue
        if not pin.specifier.contains(version, prereleases=True):
            wrong.append(f"{pin.name} is {version}, pinned {str(pin.specifier).lstrip('=')}")
    if wrong:
        shown = "; ".join(wrong[:5]) + (f"; and {len(wrong) - 5} more" if len(wrong) > 5 else "")
        return Look("Packages", shown, _REINSTALL)
    return Look("Packages", f"all {len(wanted)} as pinned in requirements.txt")


_SET_HOME = "set HOME to your home folder"
_REINSTALL = (
    f"in {COURSE}: make setup, or without make "
    f'"{sys.executable}" -m pip install -r requirements.txt'
)


def data() -> Look:
    """Verify Fashion-MNIST."""
    from course_utils.datasets import fashion_mnist

    try:
        reports = fashion_mnist.verify()
    except CourseError as error:
        found, _, mend = str(error).rpartition("\n")  # its last line says what to do
        return Look("Data", found, mend)
    return Look("Data", f"Fashion-MNIST, {len(reports)} files verified in {reports[0].folder}")


def disk(folder: Path) -> Look:
    """Look at the free space where the learner's folder lies."""
    try:
        free = shutil.disk_usage(folder).free / _GB
    except OSError as error:
        return Look("Disk", f"{folder}: {files.in_words(error)}", "choose another folder")
    found = f"{free:.1f} GB free" + (f" at {folder}" if folder.is_absolute() else "")
    mend = f"free some space: {_DISK_GB} GB are enough"
    return Look("Disk", found, "" if free >= _DISK_GB else mend)


def memory() -> Look:
    """Look at the memory that is not in use."""
    import psutil

    memory = psutil.virtual_memory()
    free = memory.available / _GB
    found = f"{free:.1f} of {memory.total / _GB:.1f} GB free"
    mend = "close other programs and kernels: the largest lesson takes 1.7 GB"
    return Look("Memory", found, "" if free >= _MEMORY_GB else mend)


def processor() -> Look:
    """Name the processor, which decides what a seed repeats. Every one is fine."""
    from course_utils.machine import processors

    switches = sorted({name for kind in processors.KINDS.values() for name in kind})
    held = [f"{name}={os.environ[name]}" for name in switches if name in os.environ]
    as_set = f", computing as {' '.join(held)} says" if held else ""
    return Look("Processor", f"{processors.name()}{as_set}\n{_WHAT_A_SEED_REPEATS}")


_WHAT_A_SEED_REPEATS = (
    "The same seed repeats a run on this machine, with as many threads. The outputs that the\n"
    "lessons come with are from an Intel Xeon (AVX-512); on a processor of another kind live\n"
    "numbers may differ from the text, and the lessons say where (see 03)."
)


def kernel() -> Look:
    """Start the Python that Jupyter would start for a notebook, and ask it for the course."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3")
    spec, python = manager.kernel_spec, manager.format_kernel_cmd()[0]
    if spec is None:
        return Look("Kernel", "Jupyter knows no kernel called python3", _REINSTALL)
    question = "import course_utils, ipykernel, json; print(json.dumps(course_utils.__file__))"
    mend = (
        f'"{sys.executable}" -m ipykernel install --sys-prefix, then start JupyterLab with this '
        "Python's own jupyter"
    )
    try:
        with tempfile.TemporaryDirectory() as empty:  # where no file stands in for a package
            asked = subprocess.run(
                [python, "-c", question],
                capture_output=True,
                text=True,
                timeout=_SECONDS_FOR_A_KERNEL,
                cwd=empty,
                env={**os.environ, **spec.env},
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Look("Kernel", f"{python} does not start: {error}", mend)
    if asked.returncode:
        reason = (asked.stderr.strip().splitlines() or ["it ended"])[-1]
        return Look("Kernel", f"{python}: {reason}", mend)
    theirs = Path(json.loads(asked.stdout)).resolve().parents[1]
    if theirs != COURSE:
        return Look("Kernel", f"{python} has another course, {theirs}", mend)
    return Look("Kernel", f"{spec.display_name} ({python}) finds the course")


def lessons(folder: Path | None) -> Look:
    """Look for the learner's folder, its record, and versions that differ."""
    from course_utils.learner.update import plan

    if folder is None:
        return Look("Lessons", "no copy of yours yet; course start DIR makes one")
    if not state.is_course_folder(folder):
        found = f"{folder} has no lessons of yours"
        return Look("Lessons", found, f'course start "{folder}" puts them there')
    try:
        waiting = [step.edition.name for step in plan(folder) if not step.is_there]
        is_complete = state.read(folder).is_complete
    except CourseError as error:
        return Look("Lessons", str(error), "course start, or install the course again")
    if waiting:
        found = f"{folder}: missing, or of another version: {', '.join(waiting)}"
        return Look("Lessons", found, "course update")
    if not is_complete:
        found = f"{folder}: {state.FILE} is damaged or was deleted"
        return Look("Lessons", found, "course status")
    return Look("Lessons", f"{folder}, of the installed version")


def write_access(folder: Path | None) -> Iterator[Look]:
    """Write to the learner's folder, and to where Jupyter keeps its own files."""
    places = {"your lessons": folder} if folder else {}
    try:
        from jupyter_core.paths import jupyter_runtime_dir

        places["Jupyter's own files"] = Path(jupyter_runtime_dir())
    except (ImportError, RuntimeError, OSError) as error:
        yield Look("Writing", f"Jupyter's own folder: {error}", _SET_HOME)
    for whose, place in places.items():
        try:
            if place != folder:  # Jupyter makes its own when it starts
                place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=place) as file:
                file.write(bytes(1 << 16))
        except OSError as error:
            mend = "set JUPYTER_RUNTIME_DIR to a folder that can be written"
            if place == folder:
                mend = "make it writable, or choose another folder"
            yield Look("Writing", f"{place}, for {whose}: {files.in_words(error)}", mend)
        else:
            yield Look("Writing", f"{place}, for {whose}")


def guarded(what: str, look: Callable[[], Look]) -> Look:
    """Look, or say which package is missing or broken, or that there is no home folder."""
    try:
        return look()
    except Exception as error:
        mend = _SET_HOME if "home directory" in str(error) else _REINSTALL
        return Look(what, f"{type(error).__name__}: {error}", mend)
