"""A report on one's own pictures: one page with what was measured, ready to hand in."""

from course_utils.own_report.writing import write_report

__all__ = ["write_report"]
