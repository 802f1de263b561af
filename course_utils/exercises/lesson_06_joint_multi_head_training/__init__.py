"""Exercises of lesson 06: two datasets, one network, and what it forgets."""

from course_utils.exercises.lesson_06_joint_multi_head_training import (
    build_multi_head,
    combine_datasets,
    forgetting,
    gradient_reversal,
    inverse_frequency_weights,
    joint_step,
)

EXERCISES = (
    combine_datasets.EXERCISE,
    inverse_frequency_weights.EXERCISE,
    build_multi_head.EXERCISE,
    joint_step.EXERCISE,
    forgetting.EXERCISE,
    gradient_reversal.EXERCISE,
)
