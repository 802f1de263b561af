"""What some tests need that is not always there. They are skipped without it, but not in CI."""

import os
import shutil
from importlib import import_module

import pytest

SKIP_NOTHING = "COURSE_TESTS_SKIP_NOTHING"


def cannot(reason):
    """Skip this test, or fail it where `COURSE_TESTS_SKIP_NOTHING` is set."""
    if os.environ.get(SKIP_NOTHING):
        pytest.fail(f"{reason}, and {SKIP_NOTHING} is set")
    pytest.skip(reason)


def program(*names):
    """Return the path of the first of these programs that is installed, or do without the test."""
    for name in names:
        if path := shutil.which(name):
            return path
    cannot(f"{names[0]} is not installed")


def package(name):
    """Return a module of the packages that `make extras` installs, or do without the test."""
    try:
        return import_module(name)
    except ImportError:
        cannot(f"{name} is not installed: make extras")
