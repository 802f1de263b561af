"""Correct answers in other styles than the reference solutions, one module a lesson."""

from tests.right_answers import (
    lesson_01_dataset_tour,
    lesson_02_minivggnet_baseline,
    lesson_03_split_dataset,
)

__all__ = ["lesson_01_dataset_tour", "lesson_02_minivggnet_baseline", "lesson_03_split_dataset"]
