"""Numbers that a lesson trains live: what is expected of them, and where that comes from."""

from course_utils.live.comparing import compare_with_ours

__all__ = ["compare_with_ours"]
