"""Figures of stored rows, one module a lesson: each returns the figure and what it shows."""
