"""The reference solutions, one module a lesson, named as in `course_utils.exercises`.

A bundle for a graded class comes without these modules: see `course_utils.release`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from course_utils.errors import CourseError

_HOME_OF = {
    "read_idx": "lesson_01_dataset_tour",
    "prepare_images": "lesson_01_dataset_tour",
    "train_valid_split": "lesson_01_dataset_tour",
    "build_minivggnet": "lesson_02_minivggnet_baseline",
    "precision_recall": "lesson_02_minivggnet_baseline",
    "prepare_photo": "lesson_02_minivggnet_baseline",
    "split_dataset": "lesson_03_split_dataset",
    "task_sets": "lesson_03_split_dataset",
    "set_all_seeds": "lesson_03_split_dataset",
    "reuse_layers": "lesson_04_transfer_to_task_b",
    "freeze_reused": "lesson_04_transfer_to_task_b",
    "fine_tune": "lesson_04_transfer_to_task_b",
    "paired_gain": "lesson_04_transfer_to_task_b",
    "shift_images": "lesson_05_dense_against_conv",
    "features_up_to": "lesson_05_dense_against_conv",
    "accuracy_under_shift": "lesson_05_dense_against_conv",
    "fine_tune_normalised": "lesson_05_dense_against_conv",
    "combine_datasets": "lesson_06_joint_multi_head_training",
    "inverse_frequency_weights": "lesson_06_joint_multi_head_training",
    "build_multi_head": "lesson_06_joint_multi_head_training",
    "joint_step": "lesson_06_joint_multi_head_training",
    "forgetting": "lesson_07_forgetting",
    "gradient_reversal": "lesson_07_forgetting",
    "prepare_for_network": "lesson_08_your_own_pictures",
    "feature_extractor": "lesson_08_your_own_pictures",
    "fine_tune_network": "lesson_08_your_own_pictures",
    "split_by_object": "lesson_08_your_own_pictures",
}


def are_here() -> bool:
    """Return whether this edition of the course has the solutions."""
    return any(Path(__file__).parent.glob("lesson_*.py"))


def reference(name: str) -> Callable[..., Any]:
    """Return the reference solution of an exercise.

    In an edition without solutions it is a function that says so when it is called.
    """
    if not are_here():
        return _absent(name)
    module = import_module(f"course_utils.solutions.{_HOME_OF[name]}")
    function: Callable[..., Any] = getattr(module, name)
    return function


def source(name: str) -> str:
    """Return the source of the reference solution, as it can stand in a notebook cell.

    Raises
    ------
    CourseError
        If this edition comes without solutions.
    """
    if not are_here():
        raise CourseError(
            f'this edition of the course comes without solutions. Try hint("{name}").'
        )
    return _own_text(name)


def stub(name: str) -> str:
    """Return the blank cell of an exercise: signature and docstring of its reference solution."""
    signature, docstring, _ = source(name).split('"""', 2)
    return f'{signature}"""{docstring}"""\n    raise NotImplementedError'


def module_source(name: str) -> str:
    """Return the text of a module with one reference solution, for a process without them.

    In an edition without solutions it defines a function that says so when it is called.
    """
    if not are_here():
        return (
            "from course_utils.errors import CourseError\n"
            f"def {name}(*args, **kwargs):\n    raise CourseError({_absent_message(name)!r})\n"
        )
    tree = ast.parse(_module_text(name))
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return "\n".join([*map(ast.unparse, imports), "", _own_text(name)])


def _own_text(name: str) -> str:
    text = _module_text(name)
    functions = [node for node in ast.parse(text).body if getattr(node, "name", None) == name]
    return ast.get_source_segment(text, functions[-1]) or ""


def _module_text(name: str) -> str:
    return (Path(__file__).parent / f"{_HOME_OF[name]}.py").read_text(encoding="utf-8")


@cache
def _absent(name: str) -> Callable[..., Any]:
    def needed(*args: Any, **kwargs: Any) -> Any:
        raise CourseError(_absent_message(name))

    needed.__name__ = name
    return needed


def _absent_message(name: str) -> str:
    lesson = _HOME_OF[name].split("_")[1]
    return (
        f"{name} is needed here. Write it in its exercise cell, run that cell and the check below "
        "it, then go on from here. In a notebook without such a cell, put your own in from lesson "
        f"{lesson}. (This edition comes without solutions.)"
    )
