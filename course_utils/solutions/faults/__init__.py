"""Code with a fault that raises no error: what a learner finds in the cell of some exercises.

One module a lesson, with one function, named as its exercise. Signature and docstring are those of
the reference solution, so a function here has no docstring of its own.
"""
