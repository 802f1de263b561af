"""Exercises of lesson 01: from a file of bytes to data that a network can learn from."""

from course_utils.exercises.lesson_01_dataset_tour import (
    prepare_images,
    read_idx,
    train_valid_split,
)

EXERCISES = (read_idx.EXERCISE, prepare_images.EXERCISE, train_valid_split.EXERCISE)
