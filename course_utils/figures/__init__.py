"""Figures by lesson: each function returns one, and the words for those who do not see it."""
