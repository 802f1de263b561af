"""Count the small changes of the reference solutions that the exercises' own checks catch.

Each changed module is handed in as a student's notebook and judged as `course grade` would. A
change is caught if an exercise no longer passes. Those that are not caught are printed: each must
be a change that makes no difference.

Run it with ``make mutants``, or for some lessons with ``make mutants ARGS="lesson_03 lesson_04"``.
"""

import ast
import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from course_utils import solutions
from course_utils.exercises import all_exercises
from course_utils.exercises.exercise import Exercise
from course_utils.grading.limits import Limits
from course_utils.grading.notebook_check import Conditions, verdicts_on
from course_utils.grading.nursery_process import Nursery
from course_utils.notebooks.reading import CodeCell

SOLUTIONS = Path(solutions.__file__).parent
MUTATIONS = Path(__file__).with_name("mutations.py")
COSMIC_RAY = ("run", "--quiet", "--no-project", "--with", "cosmic-ray==8.7.0", "python")
SEEDS = (0, 1, 2026)


@dataclass(frozen=True)
class Mutant:
    """A lesson's solutions with one small change."""

    module: str
    source: str
    diff: list[str]


def mutants(modules: list[str]) -> list[Mutant]:
    """Return all small changes of some modules of solutions that are still Python."""
    uv = Path(sys.executable).parent / "uv"
    paths = [str(SOLUTIONS / f"{module}.py") for module in modules]
    command = [str(uv), *COSMIC_RAY, str(MUTATIONS), *paths]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [Mutant(**json.loads(line)) for line in lines]


def definitions(source: str) -> dict[str, str]:
    """Return the code of each function and class of a module, by name; the rest by ""."""
    found: dict[str, str] = {"": ""}
    for node in ast.parse(source).body:
        name = getattr(node, "name", "")
        found[name] = found.get(name, "") + ast.dump(node)
    return found


def touched(mutant: Mutant, exercises: dict[str, Exercise]) -> list[Exercise]:
    """Return the exercises that a change may spoil: one, or all if it lies in what they share."""
    before = definitions((SOLUTIONS / f"{mutant.module}.py").read_text(encoding="utf-8"))
    after = definitions(mutant.source)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    if changed and changed <= exercises.keys():
        return [exercises[name] for name in changed]
    return list(exercises.values())


def is_caught(mutant: Mutant, exercises: dict[str, Exercise], nursery: Nursery) -> bool:
    """Return whether some exercise no longer passes, with the inputs of some seed."""
    cells = [CodeCell(1, mutant.source)]
    cells += [CodeCell(2 + i, "", name) for i, name in enumerate(exercises)]
    return any(
        not verdict.passed
        for seed in SEEDS
        for verdict in verdicts_on(
            cells, touched(mutant, exercises), Conditions(nursery=nursery, seed=seed)
        )
    )


def exercises_by_module() -> dict[str, dict[str, Exercise]]:
    """Return for each module of solutions its exercises by name."""
    found: dict[str, dict[str, Exercise]] = defaultdict(dict)
    for name, exercise in all_exercises().items():
        found[solutions.lesson_of(name)][name] = exercise
    return found


def main() -> None:
    by_module = exercises_by_module()
    wanted = [module for module in by_module if module.startswith(tuple(sys.argv[1:]) or "lesson")]
    with Nursery(Limits()) as nursery, ThreadPoolExecutor(os.cpu_count()) as pool:
        for module in wanted:
            check = partial(is_caught, exercises=by_module[module], nursery=nursery)
            unchanged = (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")
            if check(Mutant(module, unchanged, [])):
                sys.exit(f"{module}: the solutions do not pass even without a change.")
            made = mutants([module])
            caught = list(pool.map(check, made))
            print(f"{module}: {sum(caught)} of {len(made)} changes caught", flush=True)
            for mutant, was_caught in zip(made, caught, strict=True):
                if not was_caught:
                    print("  not caught:", *mutant.diff, sep="\n    ", flush=True)


if __name__ == "__main__":
    main()
