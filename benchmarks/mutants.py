"""Count the small changes of the reference solutions that the exercises' own checks catch.

Cosmic Ray changes one operator, comparison, number or statement at a time in a copy of the
project. A change is caught if the changed solution no longer passes its check. Those that are not
caught are printed as diffs: each must be a change that makes no difference.

Run it with ``make mutants``; it takes about ten minutes on two cores.
"""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from course_utils import solutions
from course_utils.exercises import all_exercises

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".mutants"
COSMIC_RAY = ("uv", "tool", "run", "--quiet", "--from", "cosmic-ray==8.7.0", "cosmic-ray")
CONFIG = """\
[cosmic-ray]
module-path = "course_utils/solutions/{lesson}.py"
timeout = 120.0
excluded-modules = []
test-command = '''{python} -m pytest -x -q -p no:cacheprovider -o addopts= \
tests/test_exercise_matrix.py -k "test_reference_solution_passes and ({names})"'''

[cosmic-ray.distributor]
name = "local"
"""


def cosmic_ray(*arguments: str) -> str:
    """Run Cosmic Ray in the copy and return what it prints."""
    command = [str(Path(sys.executable).parent / COSMIC_RAY[0]), *COSMIC_RAY[1:], *arguments]
    return subprocess.run(command, cwd=COPY, check=True, capture_output=True, text=True).stdout


def copy_project() -> None:
    """Copy code and tests, so that a stopped run leaves no change in the project."""
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ("course_utils", "tests"):
        shutil.copytree(ROOT / name, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))


def lessons() -> dict[str, str]:
    """Return for each module of solutions what selects the tests of its exercises."""
    names = defaultdict(list)
    for exercise in all_exercises().values():
        names[solutions.lesson_of(exercise.name)].append(exercise.name)
    return {lesson: " or ".join(of_lesson) for lesson, of_lesson in names.items()}


def outcomes(lesson: str, names: str) -> list[tuple[bool, str]]:
    """Return, for each change of a lesson's solutions, whether it was caught, and its diff."""
    (COPY / "config.toml").write_text(
        CONFIG.format(lesson=lesson, names=names, python=sys.executable)
    )
    session = f"{lesson}.sqlite"
    cosmic_ray("init", "config.toml", session)
    cosmic_ray("exec", "config.toml", session)
    results = []
    for line in cosmic_ray("dump", session).splitlines():
        _, result = json.loads(line)
        results.append((result["test_outcome"] != "survived", result["diff"]))
    return results


def main() -> None:
    copy_project()
    for lesson, names in lessons().items():
        results = outcomes(lesson, names)
        caught = sum(was_caught for was_caught, _ in results)
        print(f"{lesson}: {caught} of {len(results)} changes caught")
        for was_caught, diff in results:
            if not was_caught:
                changed = [line for line in diff.splitlines() if line[:1] in "+-"][2:]
                print("  not caught:", *changed, sep="\n    ")


if __name__ == "__main__":
    main()
