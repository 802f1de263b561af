"""Wrong answers, one module a lesson, each named for its misconception."""

from tests.wrong_answers import (
    lesson_01_dataset_tour,
    lesson_02_minivggnet_baseline,
    lesson_03_split_dataset,
)

__all__ = ["lesson_01_dataset_tour", "lesson_02_minivggnet_baseline", "lesson_03_split_dataset"]
