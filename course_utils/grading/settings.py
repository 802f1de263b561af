"""What a folder of results was graded with: kept beside the marks, so that all can be replayed."""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from dataclasses import dataclass
from pathlib import Path

from course_utils.errors import CourseError

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """How the submissions of a class are graded.

    Parameters
    ----------
    submissions : Path
        Where they lie.
    seed : int
        Of the hidden inputs. Whoever knows it knows them.
    most_seconds : float
        For all cases of an exercise together; infinite where only its own limit holds.
    """

    submissions: Path
    seed: int
    most_seconds: float


def settings_for(
    folder: Path, submissions: Path, seed: int | None, most_seconds: float
) -> Settings:
    """Store and return the settings of a run; without a seed, that of the folder or a new one."""
    if seed is None:
        seed = read_settings(folder).seed if has_settings(folder) else secrets.randbits(63)
    settings = Settings(submissions.resolve(), seed, most_seconds)
    partial = _path(folder).with_suffix(".partial")
    partial.touch(mode=0o600)  # nobody but the grader reads the seed
    stored = {"submissions": str(settings.submissions), "seed": seed, "most_seconds": most_seconds}
    if math.isinf(most_seconds):
        stored["most_seconds"] = None
    partial.write_text(json.dumps(stored), encoding="utf-8")
    partial.replace(_path(folder))
    return settings


def has_settings(folder: Path) -> bool:
    """Return whether a folder was graded into before."""
    return _path(folder).is_file()


def read_settings(folder: Path) -> Settings:
    """Return what a folder was graded with last.

    Raises
    ------
    CourseError
        If it is no folder of results.
    """
    try:
        stored = json.loads(_path(folder).read_text(encoding="utf-8"))
        most_seconds = stored["most_seconds"]
        return Settings(
            Path(stored["submissions"]),
            int(stored["seed"]),
            math.inf if most_seconds is None else float(most_seconds),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise CourseError(f"{folder} holds no results of course grade.") from None


def conditions_of(settings: Settings) -> str:
    """Return a fingerprint of the package, the seed and the time limit."""
    text = f"{package_fingerprint()} {settings.seed} {settings.most_seconds}"
    return hashlib.sha256(text.encode()).hexdigest()


def package_fingerprint() -> str:
    """Return a digest of all code of the package: the same where the verdicts are."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _path(folder: Path) -> Path:
    return folder / ".grading" / "settings.json"
