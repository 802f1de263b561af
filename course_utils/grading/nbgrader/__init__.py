"""The bridge to nbgrader: its cells in our lessons, and our marks in its gradebook.

nbgrader itself is an extra of this package, `instructor`. Nothing that a learner uses needs it.
"""

from course_utils.grading.nbgrader.marking import mark_exercise, prepare_exercise

__all__ = ["mark_exercise", "prepare_exercise"]
