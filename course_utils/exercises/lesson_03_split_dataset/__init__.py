"""Exercises of lesson 03: two tasks from one dataset, and runs that can be repeated."""

from course_utils.exercises.lesson_03_split_dataset import set_all_seeds, split_dataset, task_sets

EXERCISES = (split_dataset.EXERCISE, task_sets.EXERCISE, set_all_seeds.EXERCISE)
