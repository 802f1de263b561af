"""Exercises of lesson 09: a network with fewer weights."""

from course_utils.exercises.lesson_09_pruning import prune_weights

EXERCISES = (prune_weights.EXERCISE,)
