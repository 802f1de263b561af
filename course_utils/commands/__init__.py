"""The commands of `course`, by the people who use them: a function for each.

Imports stand inside the functions, so that none waits for what only another one needs.
"""
