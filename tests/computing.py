"""How long a command computes. What else runs on the machine adds little to that."""

import subprocess


def run_and_count(command, **options):
    """Run a command; return what `subprocess.run` does, and the CPU seconds it took."""
    from resource import RUSAGE_CHILDREN, getrusage  # Windows has none

    before = getrusage(RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    after = getrusage(RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done, seconds
