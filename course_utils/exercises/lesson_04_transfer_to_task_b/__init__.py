"""Exercises of lesson 04: reuse, freeze, fine-tune, and whether it helped."""

from course_utils.exercises.lesson_04_transfer_to_task_b import (
    fine_tune,
    freeze_reused,
    paired_gain,
    reuse_layers,
)

EXERCISES = (
    reuse_layers.EXERCISE,
    freeze_reused.EXERCISE,
    fine_tune.EXERCISE,
    paired_gain.EXERCISE,
)
