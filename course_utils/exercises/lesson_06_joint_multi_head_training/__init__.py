"""Exercises of lesson 06: two datasets in one network."""

from course_utils.exercises.lesson_06_joint_multi_head_training import (
    build_multi_head,
    combine_datasets,
    inverse_frequency_weights,
    joint_step,
)

EXERCISES = (
    combine_datasets.EXERCISE,
    inverse_frequency_weights.EXERCISE,
    build_multi_head.EXERCISE,
    joint_step.EXERCISE,
)
