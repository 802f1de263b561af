"""What the notebooks of the transfer-learning course use.

Importing the package is cheap: NumPy, TensorFlow and the rest load when a name that needs them is
used for the first time. The names below are what a lesson imports from here.
"""

import os
import sys
from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Without this TensorFlow reports an error about a missing GPU with the first operation. (Its lines
# at import ignore the setting, and are caught below.) What goes wrong still raises its exceptions.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

if sys.version_info >= (3, 11):  # noqa: UP036 - an older one cannot read it; __main__ says so
    from course_utils.machine.quiet_tensorflow import QuietTensorFlow
    from course_utils.older_names import OlderNames

    sys.meta_path.append(OlderNames())
    sys.meta_path.insert(0, QuietTensorFlow())  # before the one that finds it, and is not quiet

if "IPython" in sys.modules:
    from course_utils.error_cards.hook import install_in_kernel

    install_in_kernel()

_HOME_OF = {
    "ask": "course_utils.questions.asking",
    "check": "course_utils.exercises.checking",
    "hint": "course_utils.exercises.help",
    "predict": "course_utils.questions.predicting",
    "progress": "course_utils.learner.overview",
    "reveal": "course_utils.questions.predicting",
    "solution": "course_utils.exercises.help",
    "load_fashion_mnist": "course_utils.datasets.fashion_mnist",
}

__all__ = [
    "ask",
    "check",
    "hint",
    "load_fashion_mnist",
    "predict",
    "progress",
    "reveal",
    "solution",
]


def __getattr__(name: str) -> Any:
    """Import `check` and the other names of `__all__` when they are first used."""
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
