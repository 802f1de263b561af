"""Exercises of lesson 05: shifted images, features of a layer, normalisation in fine-tuning."""

from course_utils.exercises.lesson_05_dense_against_conv import (
    accuracy_under_shift,
    features_up_to,
    fine_tune_normalised,
    shift_images,
)

EXERCISES = (
    shift_images.EXERCISE,
    features_up_to.EXERCISE,
    accuracy_under_shift.EXERCISE,
    fine_tune_normalised.EXERCISE,
)
