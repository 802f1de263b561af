"""Wrong answers, one module a lesson, each named for its misconception."""

from tests.wrong_answers import (
    lesson_01_dataset_tour,
    lesson_02_minivggnet_baseline,
    lesson_03_split_dataset,
    lesson_04_transfer_to_task_b,
    lesson_05_dense_against_conv,
    lesson_06_joint_multi_head_training,
    lesson_07_forgetting,
    lesson_08_your_own_pictures,
)

__all__ = [
    "lesson_01_dataset_tour",
    "lesson_02_minivggnet_baseline",
    "lesson_03_split_dataset",
    "lesson_04_transfer_to_task_b",
    "lesson_05_dense_against_conv",
    "lesson_06_joint_multi_head_training",
    "lesson_07_forgetting",
    "lesson_08_your_own_pictures",
]
