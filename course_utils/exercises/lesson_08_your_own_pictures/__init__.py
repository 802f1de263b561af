"""Exercises of lesson 08: your own pictures, and a network trained on ImageNet."""

from course_utils.exercises.lesson_08_your_own_pictures import prepare_for_network

EXERCISES = (prepare_for_network.EXERCISE,)
