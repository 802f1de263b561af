"""`set_all_seeds` is called with several seeds, and random numbers are drawn after each."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from course_utils.observers.plain import Facts, to_plain

_START = 43
_VARIABLE = "TF_DETERMINISTIC_OPS"


def observe(function: Callable[..., Any], given: Facts) -> Facts:
    """Draw random numbers after each seed, some seeds again, and once without the function.

    The last seed, which is the first one, comes a second later: not every clock has parts of one.
    """
    import tensorflow as tf
    from tensorflow.python.framework import config  # nothing public ends deterministic mode

    was_deterministic = config.is_op_determinism_enabled()
    variable = os.environ.pop(_VARIABLE, None)
    seeding = {random: "seed", np.random: "seed", tf.random: "set_seed"}
    originals = {module: getattr(module, name) for module, name in seeding.items()}

    def start() -> None:
        """Seed everything, so that a generator which the function leaves alone is recognised."""
        for seed in originals.values():
            seed(_START)

    draws, replaced = [], []
    start()
    untouched = _draw_everywhere()
    a_second_later = time.monotonic() + 1
    seeds = given["seeds"]
    try:
        for number, seed in enumerate(seeds, 1):
            if number == 2:
                start()
            if number == len(seeds):
                time.sleep(max(0, a_second_later - time.monotonic()))
            function(seed)
            draws.append(_draw_everywhere())
    finally:
        for module, name in seeding.items():
            if getattr(module, name) is not originals[module]:
                replaced.append(f"{module.__name__}.{name}")
                setattr(module, name, originals[module])
        is_deterministic = config.is_op_determinism_enabled() or _VARIABLE in os.environ
        os.environ.pop(_VARIABLE, None)
        if variable is not None:
            os.environ[_VARIABLE] = variable
        if not was_deterministic:
            config.disable_op_determinism()
    return {
        "draws": to_plain(draws),
        "untouched": to_plain(untouched),
        "replaced": replaced,
        "is_deterministic": is_deterministic,
    }


def _draw_everywhere() -> dict[str, Any]:
    """Draw from each source; None where TensorFlow refuses, as it does in deterministic mode."""
    import keras
    import tensorflow as tf

    layer = keras.layers.Dense(4)
    draw: dict[str, Callable[[], Any]] = {
        "random.random()": lambda: [random.random() for _ in range(3)],
        "np.random.random()": lambda: np.random.random(3),
        "tf.random.uniform(...)": lambda: tf.random.uniform((3,)),
        "a new layer's weights": lambda: layer.build((None, 3)) or layer.get_weights()[0],
        "the shuffled order": lambda: [int(i) for i in tf.data.Dataset.range(12).shuffle(12)],
    }
    drawn: dict[str, Any] = dict.fromkeys(draw)
    for source, function in draw.items():
        with suppress(Exception):
            drawn[source] = function()
    return drawn
