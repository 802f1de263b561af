"""`joint_step`: one update, compared with gradients worked out in NumPy."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Exercise
from course_utils.exercises.lesson_06_joint_multi_head_training import (
    loss_symptoms,  # noqa: F401 - they register themselves
)
from course_utils.exercises.lesson_06_joint_multi_head_training.two_headed_network import (
    draw_weights,
)
from course_utils.exercises.symptoms import BySymptoms
from course_utils.observers.joint_step import observe
from course_utils.observers.plain import Plain

_NAMES = ("fashion", "digits", "letters", "faces", "birds", "signs")


def cases(rng: np.random.Generator) -> list[Case]:
    """Draw networks and batches: of equal and unequal size, a head without a batch, a frozen trunk.

    Heads, batches and loss weights have different orders: whoever goes by place mixes them up. The
    optimizer keeps momentum, so that zeros in place of a gradient move a head all the same.
    """
    a, b, c = (str(name) for name in rng.permutation(_NAMES)[:3])
    n_classes, other, third = (int(n) for n in rng.choice(np.arange(3, 9), 3, replace=False))
    n, few, many = (int(n) for n in rng.choice(np.arange(8, 30), 3, replace=False))
    three = {c: third, a: other, b: n_classes}
    return [
        _case(rng, "equal batches", {a: n_classes, b: n_classes}, {b: n, a: n}),
        _case(rng, "unequal batches", {a: n_classes, b: other}, {a: few, b: many}),
        _case(
            rng, f"the second time no batch for {c}", three, {b: few, c: n, a: many}, {a: n, b: few}
        ),
        _case(rng, "a frozen trunk", {a: other, b: third}, {a: n, b: few}, is_frozen=True),
    ]


def _case(
    rng: np.random.Generator,
    what: str,
    heads: dict[str, int],
    first: dict[str, int],
    second: dict[str, int] | None = None,
    is_frozen: bool = False,
) -> Case:
    shape = (int(rng.integers(3, 6)), int(rng.integers(3, 6)), 1)

    def call(sizes: dict[str, int]) -> Plain:
        batches = {
            name: (
                rng.random((n, *shape), dtype=np.float32),
                rng.permutation(np.arange(n) % heads[name]),
            )
            for name, n in sizes.items()
        }
        return batches, {name: round(float(rng.uniform(0.2, 2.5)), 2) for name in reversed(sizes)}

    described = ", ".join(f"{name} ({n_classes} classes)" for name, n_classes in heads.items())
    return Case(
        f"{what}: {described}; batches of {', '.join(map(str, first.values()))}",
        {
            "shape": shape,
            "weights": draw_weights(rng, int(np.prod(shape)), 6, heads),
            "is_frozen": is_frozen,
            "rate": round(float(rng.uniform(0.2, 0.6)), 2),
            "momentum": 0.9,
            "calls": [call(sizes) for sizes in (first, second or first)],
        },
    )


EXERCISE = Exercise(
    name="joint_step",
    lesson=6,
    points=4,
    cases=cases,
    observe=observe,
    judge=BySymptoms("joint_step"),
    hints=(
        "Within `with tf.GradientTape() as tape:` call the model once for each dataset, with that "
        "dataset's images only, and take the output of that dataset's name: "
        "model(X, training=True)[name].",
        "keras.losses.sparse_categorical_crossentropy(y, probabilities) gives one loss an image; "
        "tf.reduce_mean makes one of the batch. Keep these losses in a dict, and add them up, "
        "each times loss_weights[name].",
        "gradients = tape.gradient(total, model.trainable_variables), then "
        "optimizer.apply(gradients, model.trainable_variables), once. Return the dict of losses.",
    ),
    takeaway="Each head learns from its own images only, the trunk from all of them, in one "
    "update.",
    needs=("tensorflow", "keras"),
    time_limit=60.0,
)
