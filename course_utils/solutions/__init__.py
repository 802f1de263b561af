"""The reference solutions, one module a lesson, named as in `course_utils.exercises`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

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
    "combine_datasets": "lesson_06_joint_multi_head_training",
    "inverse_frequency_weights": "lesson_06_joint_multi_head_training",
    "build_multi_head": "lesson_06_joint_multi_head_training",
    "joint_step": "lesson_06_joint_multi_head_training",
    "forgetting": "lesson_06_joint_multi_head_training",
    "gradient_reversal": "lesson_06_joint_multi_head_training",
}


def reference(name: str) -> Callable[..., Any]:
    """Return the reference solution of an exercise."""
    module = import_module(f"course_utils.solutions.{_HOME_OF[name]}")
    function: Callable[..., Any] = getattr(module, name)
    return function


def source(name: str) -> str:
    """Return the source of the reference solution, as it can stand in a notebook cell."""
    return inspect.getsource(reference(name)).strip()
