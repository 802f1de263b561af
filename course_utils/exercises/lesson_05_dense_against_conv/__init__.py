"""Exercises of lesson 05: shifted images, features of a layer, accuracy under shift."""

from course_utils.exercises.lesson_05_dense_against_conv import (
    accuracy_under_shift,
    features_up_to,
    shift_images,
)

EXERCISES = (shift_images.EXERCISE, features_up_to.EXERCISE, accuracy_under_shift.EXERCISE)
