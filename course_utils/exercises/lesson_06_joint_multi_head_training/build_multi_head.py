"""`build_multi_head`: what each head computes, and which layers it runs and shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils.exercises.exercise import Case, Exercise, Plain
from course_utils.exercises.lesson_06_joint_multi_head_training.heads_symptoms import JUDGE
from course_utils.exercises.networks.observed import give_weights, stage_by_stage
from course_utils.exercises.networks.traced import traced
from course_utils.exercises.plain import to_plain
from course_utils.exercises.symptoms import Facts

_NAMES = ("fashion", "digits", "letters", "faces", "birds", "signs")
_N_IMAGES = 6


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw image shapes and heads: two, three, and one, of different sizes."""
    sizes = [int(size) for size in rng.choice(np.arange(3, 15), 3, replace=False)]
    names = [str(name) for name in rng.permutation(_NAMES)[:3]]
    names.sort(reverse=True)  # not the order of the alphabet, which Keras keeps in some places
    heads = dict(zip(names, sizes, strict=True))
    two = {name: heads[name] for name in names[:2]}
    return [
        _case(rng, two, 1),
        _case(rng, heads, int(rng.integers(2, 4))),
        _case(rng, {names[2]: sizes[0]}, 1),
    ]


def _case(rng: np.random.Generator, heads: dict[str, int], channels: int) -> Case:
    height, width = (int(side) for side in rng.choice(np.arange(9, 16), 2, replace=False))
    shape = (height, width, channels)
    described = ", ".join(f"{name} with {n} classes" for name, n in heads.items())
    return Case(
        f"images of {height} × {width} × {channels}; {described}",
        {
            "input_shape": shape,
            "heads": heads,
            "images": 3 * rng.random((_N_IMAGES, *shape), dtype=np.float32),
            "seed": int(rng.integers(1_000_000)),
        },
    )


def observe(function: Callable[..., Any], case: Case) -> dict[str, Plain]:
    """Build the network, give it known weights, and see what each head gives and runs."""
    given, heads = case.inputs, dict(case.inputs["heads"])
    model = function(given["input_shape"], heads)
    seen = stage_by_stage(
        model,
        in_use=lambda: _in_use(model, given),
        in_training=lambda: _in_training(model, given["images"]),
    )
    return {**seen, "heads_after": heads}


def _in_use(model: Any, given: Facts) -> Facts:
    images, heads = given["images"], given["heads"]
    weighted = traced(model, images).weighted()  # the call builds one that does not know its input
    named = {layer.name: layer for layer in model.layers if layer.name in heads}
    ends = [layer for name in heads for layer in weighted if layer is named.get(name)]
    give_weights([*(layer for layer in weighted if layer not in ends), *ends], given["seed"])
    outputs = model(images, training=False)
    return {
        "is_dict": isinstance(outputs, dict),
        "outputs": to_plain(outputs),
        "n_arrays": {name: len(named[name].weights) if name in named else None for name in heads},
        "n_losses": len(model.losses),
    }


def _in_training(model: Any, images: np.ndarray) -> Facts:
    trace = traced(model, images, training=True)
    ends = trace.output if isinstance(trace.output, dict) else {}
    return {"steps": {str(name): trace.chain(end) for name, end in ends.items()}}


EXERCISE = Exercise(
    name="build_multi_head",
    lesson=6,
    points=3,
    cases=cases,
    observe=observe,
    judge=JUDGE,
    hints=(
        "Two heads on one trunk do not stand in a row, so Sequential cannot hold them. Call layers "
        "on values: images = keras.Input(input_shape), then "
        'values = keras.layers.Conv2D(16, 3, padding="same", activation="relu")(images), and on.',
        "Build the trunk once, outside of any loop. Then one layer a head, all of them on the same "
        'values: keras.layers.Dense(n_classes, activation="softmax", name=name)(values).',
        "Collect the heads in a dict by name, and return keras.Model(images, that_dict).",
    ),
    takeaway="One trunk serves all datasets, and a step on one head's loss leaves the other heads "
    "alone.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
