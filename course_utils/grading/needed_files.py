"""The files that a worker needs, which are all that it sees of the disk in the sandbox."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_PROJECT = _PACKAGE.parent  # the clone, or a folder of packages where the course is installed

_SYSTEM = (
    *("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"),  # links into /usr on newer systems
    *("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32"),
    *("/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/fonts"),
    # Of the settings: where libraries lie, the time zone, and what Python's ssl reads at import.
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives"),
    *("/etc/localtime", "/etc/timezone", "/etc/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf"),
    "/sys/devices/system/cpu",  # how many there are
)
_OF_A_PYTHON = ("bin", "lib", "lib64", "pyvenv.cfg")
_OF_PACKAGES = ("site-packages", "dist-packages")
# Of the course: what runs where a learner's code runs.
_OF_GRADING = (
    *("leftovers", "limits", "machinery", "messages", "namespaces", "not_run", "nursery"),
    *("stand_ins", "top_level"),
)
_OF_THE_PACKAGE = (
    *("__init__.py", "errors.py", "older_names.py", "machine", "observers"),
    *(f"grading/{name}.py" for name in ("__init__", "worker", *_OF_GRADING)),
    *("networks/__init__.py", "networks/layers.py", "notebooks/__init__.py"),
    *(f"notebooks/{name}.py" for name in ("costs", "definitions", "effects", "names", "slicing")),
)


def mounts(hidden: Iterable[Path]) -> list[str]:
    """Return the arguments with which bubblewrap shows what a worker needs, and no more.

    Parameters
    ----------
    hidden : iterable of Path
        Folders that are empty, should they lie in what is needed.
    """
    wanted = {*map(Path, _SYSTEM), *_of_python(), *_of_the_course()}
    names = sorted(path for path in wanted if path.exists())
    arguments: list[str] = []
    seen: list[Path] = []
    for path in sorted({name.resolve() for name in names}):
        if not _is_in(path, seen):
            arguments += ["--ro-bind", str(path), str(path)]
            seen.append(path)
    # Each folder is there once, so that what is covered in it has no second name.
    links: list[Path] = []
    for name in names:
        if name.resolve() != name and not _is_in(name, [*seen, *links]):
            arguments += ["--symlink", str(name.resolve()), str(name)]
            links.append(name)
    covered: dict[Path, list[Path]] = {_PACKAGE: files_needed()}
    covered |= {folder.resolve(): [] for folder in (*_other_courses(), *hidden)}
    for folder, shown in covered.items():
        if folder.is_dir() and _is_in(folder, seen):
            arguments += ["--tmpfs", str(folder)]
            for path in shown:
                arguments += ["--ro-bind", str(path), str(path)]
            arguments += ["--remount-ro", str(folder)]
    return arguments


def files_needed() -> list[Path]:
    """Return the files and folders of the package that a process with a learner's code reads."""
    return [_PACKAGE / name for name in _OF_THE_PACKAGE]


def python_path() -> str:
    """Return the PYTHONPATH with which what workers are forked from finds the course."""
    return os.pathsep.join(filter(None, [str(_PROJECT), os.environ.get("PYTHONPATH")]))


def _is_in(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _of_python() -> Iterator[Path]:
    """Yield what of the disk this Python consists of, under its real names and those that it uses.

    A virtual environment names the Python that it was made from, by links one after the other.
    """
    yield from _names_of_the_program()
    for home in _homes_of_python():
        yield from (home / name for name in _OF_A_PYTHON)
    yield from (Path(entry).absolute() for entry in sys.path if Path(entry).name in _OF_PACKAGES)


def _names_of_the_program() -> list[Path]:
    """Return the links that lead to the program that runs, and the program."""
    names = [Path(sys.executable)]
    while names[-1].is_symlink():
        names.append(Path(os.path.normpath(names[-1].parent / names[-1].readlink())))
    return names


def _homes_of_python() -> set[Path]:
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    named = [*map(Path, prefixes), _names_of_the_program()[-1].parents[1]]
    return {*named, *(home.resolve() for home in named)}


def _of_the_course() -> Iterator[Path]:
    named = os.environ.get("COURSE_DATA")
    yield from (_PACKAGE, _PROJECT / "data")
    if named:
        yield Path(named).expanduser().absolute()


def _other_courses() -> Iterator[Path]:
    """Yield other copies of the package that are installed where workers look for packages."""
    installed = {Path(entry) / _PACKAGE.name for entry in sys.path}
    for home in _homes_of_python():
        installed |= set(home.glob(f"lib*/python*/*-packages/{_PACKAGE.name}"))
    yield from (package for package in installed if package.resolve() != _PACKAGE)
