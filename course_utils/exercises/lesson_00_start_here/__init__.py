"""The exercise of lesson 00: it earns no points, and shows how exercises work."""

from course_utils.exercises.lesson_00_start_here import share_right

EXERCISES = (share_right.EXERCISE,)
