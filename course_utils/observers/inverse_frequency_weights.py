"""`inverse_frequency_weights` is called, and the keys of its dict are told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.observers.observing import call
from course_utils.observers.plain import Facts, Plain, to_plain


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Call the function; a key of its dict that is no integer is told from one that is."""

    def with_keys_told_apart(y: np.ndarray) -> Any:
        result = function(y)
        if not isinstance(result, dict):
            return result
        return {_as_text(to_plain(key)): value for key, value in dict.items(result)}

    return call(with_keys_told_apart, given)


def _as_text(key: Plain) -> str:
    """Return a key as Python writes it: 3, or '3' in quotes, or 3.0."""
    return repr(key.item() if isinstance(key, np.ndarray) and key.ndim == 0 else key)
