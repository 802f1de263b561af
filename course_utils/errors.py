"""The error that the course raises for bad input."""


class CourseError(Exception):
    """Bad input, told in one message: what is wrong, where, and what to do.

    In a notebook only the message is shown. The traceback would point into the package, where
    there is nothing for the reader to mend. The command line prints the message and exits with 2.
    """

    def _render_traceback_(self) -> list[str]:
        """Give IPython the lines it shows in place of a traceback (its documented hook)."""
        return [f"{type(self).__name__}: {self}"]


class StoppedError(CourseError):
    """A command was stopped by Ctrl-C. The command line exits with 130, as a shell expects."""
