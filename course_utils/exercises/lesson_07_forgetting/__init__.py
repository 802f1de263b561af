"""Exercises of lesson 07: what a network forgets, and a layer that turns gradients round."""

from course_utils.exercises.lesson_07_forgetting import forgetting, gradient_reversal

EXERCISES = (forgetting.EXERCISE, gradient_reversal.EXERCISE)
