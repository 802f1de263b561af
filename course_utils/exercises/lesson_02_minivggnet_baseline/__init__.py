"""Exercises of lesson 02: the network, what its errors are, and a photo from outside."""

from course_utils.exercises.lesson_02_minivggnet_baseline import (
    build_minivggnet,
    precision_recall,
    prepare_photo,
)

EXERCISES = (build_minivggnet.EXERCISE, precision_recall.EXERCISE, prepare_photo.EXERCISE)
