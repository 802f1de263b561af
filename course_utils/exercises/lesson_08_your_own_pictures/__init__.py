"""Exercises of lesson 08: your own pictures, and a network trained on ImageNet."""

from course_utils.exercises.lesson_08_your_own_pictures import (
    feature_extractor,
    fine_tune_network,
    prepare_for_network,
    split_by_object,
)

EXERCISES = (
    prepare_for_network.EXERCISE,
    feature_extractor.EXERCISE,
    fine_tune_network.EXERCISE,
    split_by_object.EXERCISE,
)
