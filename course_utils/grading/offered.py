"""What of the package works in a submission: names that its lesson imports and an answer may need.

The notebooks import more. What reads data, draws, asks, trains or shows is left out there, because
of a saved notebook only what an answer needs is run; what does the work of an exercise is what the
exercise asks for.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from course_utils import older_names
from course_utils.exercises.verdict import Verdict

PACKAGE = older_names.__name__.partition(".")[0]
_FOLDER = Path(older_names.__file__).parent

_Names = dict[str, tuple[str, ...]]

_GARMENTS: _Names = {"datasets.fashion_mnist": ("CLASS_NAMES",)}
_INTERVAL: _Names = {"evaluation.statistics": ("mean_interval",)}
WORKS: dict[int, _Names] = {
    1: _GARMENTS | {"evaluation.baselines": ("grey_counts", "rule_from_counts")},
    2: _GARMENTS
    | _INTERVAL
    | {"networks.layers": ("leaves", "weighted"), "networks.lenet": ("build_lenet",)},
    3: _GARMENTS | _INTERVAL | {"evaluation.baselines": ("best_pixel_rule",)},
    4: {
        "datasets.tasks": ("few_labels",),
        "evaluation.statistics": (
            *("mean_interval", "over_classes", "over_seeds_and_images", "random_effects"),
        ),
        "experiments.arms": ("N_LABELS", "PAIRS", "TUNED_AT", "TUNED_CONV"),
        "experiments.opponents": ("WITHOUT_A",),
        "experiments.pairs_map": ("OPPONENTS", "RANDOM"),
        "experiments.right": ("of_seeds",),
    },
    5: {
        "datasets.tasks": ("few_labels",),
        "evaluation.statistics": ("over_seeds_and_images",),
        "experiments.right": ("of_seeds",),
    },
    6: _GARMENTS | {"datasets.tasks": ("Part",), "experiments.joint_arms": ("CHEAP",)},
    7: {
        "datasets.tasks": ("Part",),
        "experiments.joint_arms": ("CHEAP", "FEATURES", "IN_SEQUENCE"),
    },
    8: {
        "experiments.photo_fine_tuning_arms": ("ARMS", "SCRATCH", "Arm"),
        "networks.imagenet": ("CUTS",),
        "own_report.over_objects": ("balanced_accuracy",),
        "training.heads": ("softmax_weights",),
    },
}
"""For each lesson the modules that it imports from, and what of them works."""


_REFUSED = re.compile(r"NotOfferedError: (course_utils[\w.]* is not part of [\w ,:]+\.)")


@cache
def sources_for(lessons: frozenset[int]) -> dict[str, str]:
    """Return for each module of the package the source of what works for answers to lessons.

    Parameters
    ----------
    lessons : frozenset of int

    Returns
    -------
    dict of str to str
        Definitions, and those of the same modules and others that they need; no more. Modules stand
        under the names of version 0.1 as well.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for lesson in lessons:
        for module, names in WORKS.get(lesson, {}).items():
            for name in names:
                _want(f"{PACKAGE}.{module}", name, wanted)
    sources = {module: _source(module, names) for module, names in wanted.items()}
    for older, module in older_names.NEW_NAMES.items():
        if f"{PACKAGE}.{module}" in sources:
            sources[f"{PACKAGE}.{older}"] = sources[f"{PACKAGE}.{module}"]
    return sources


def told(verdict: Verdict) -> Verdict:
    """Say of an answer that stopped at a name that is not offered what to do."""
    refused = _REFUSED.match(verdict.finding.got) if verdict.finding else None
    if verdict.status != "error" or not refused:
        return verdict
    return replace(
        verdict, message=refused[1], next_step="write the function with NumPy and Keras alone"
    )


def _want(module: str, name: str, wanted: dict[str, set[str]]) -> None:
    """Add a name of a module, and all that its definition needs."""
    if name in wanted[module] or name not in _definitions(module):
        return
    wanted[module].add(name)
    statement = _definitions(module)[name]
    if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith(PACKAGE):
        real = {alias.asname or alias.name: alias.name for alias in statement.names}[name]
        _want(str(statement.module), real, wanted)
    for used in _names_in(statement):
        _want(module, used, wanted)


def _source(module: str, names: set[str]) -> str:
    """Return the statements of a module that give some names, in their order."""
    found = {id(it): it for name, it in _definitions(module).items() if name in names}
    statements = sorted(found.values(), key=lambda it: it.lineno)
    kept = [_only(it, names) if isinstance(it, ast.ImportFrom) else it for it in statements]
    return "\n\n".join(["from __future__ import annotations", *map(ast.unparse, kept)])


def _only(statement: ast.ImportFrom, names: Iterable[str]) -> ast.ImportFrom:
    aliases = [alias for alias in statement.names if (alias.asname or alias.name) in names]
    return ast.ImportFrom(statement.module, aliases, 0)


@cache
def _definitions(module: str) -> dict[str, ast.stmt]:
    """Return the top-level statement of a module that gives each of its names."""
    path = _FOLDER.joinpath(*module.split(".")[1:]).with_suffix(".py")
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        found |= dict.fromkeys(_given_by(statement), statement)
    return found


def _given_by(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (it.id for it in ast.walk(target) if isinstance(it, ast.Name))


def _names_in(statement: ast.stmt) -> set[str]:
    """Return the names that a statement uses, but for annotations: nobody looks at these."""
    annotations: set[int] = set()
    for node in ast.walk(statement):
        for field in ("annotation", "returns"):
            if note := getattr(node, field, None):
                annotations |= {id(it) for it in ast.walk(note)}
    names = (it for it in ast.walk(statement) if isinstance(it, ast.Name))
    return {it.id for it in names if isinstance(it.ctx, ast.Load) and id(it) not in annotations}
