"""`build_multi_head`: what each head computes, and which layers it runs and shares."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_06_joint_multi_head_training.heads_symptoms import JUDGE
from course_utils.observers.build_multi_head import observe

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
