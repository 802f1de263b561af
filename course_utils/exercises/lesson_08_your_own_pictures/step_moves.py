"""What `fine_tune_network` did to a network, and which of its layers one step moved."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.exercise import Case, Finding, Plain
from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    CONVOLUTION,
    DEPTHWISE,
    NORMALISATION,
    names_of,
)

Moved = dict[str, list[bool]]
"""Of each layer for each of its arrays whether it has changed."""


def call(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge whether the given network came back, compiled and not trained."""
    if not observation["is_given"]:
        return Finding(
            "another-network",
            "The function should prepare the network that it was given, and return that one. A "
            "clone has layers of its own.",
            "the same network",
            "another one",
        )
    if "after_call" not in observation:
        return Finding(*_REFUSED, "a network that can be used", observation["refused"])
    finding = _weights_of_call(case, observation)
    if finding:
        return finding
    if not observation["is_compiled"]:
        return Finding(
            "not-compiled",
            "The network is not compiled, so it cannot be trained.",
            "a compiled network",
            "one that was never compiled",
        )
    if not observation["is_compiled_anew"]:
        return Finding(
            "not-compiled-again",
            "The network is still compiled for the task that it had before. Compile it again, "
            "after you have said what is trainable.",
            "the optimizer and the loss of this task",
            "those that it came with",
        )
    if "refused" in observation:
        return Finding(*_REFUSED, "a call of fit that works", observation["refused"])
    return None


_REFUSED = (
    "fit-refused",
    "The network cannot be trained as you compiled it. If the error speaks of shapes: the labels "
    'are integers, so the loss is "sparse_categorical_crossentropy".',
)


def _weights_of_call(case: Case, observation: dict[str, Plain]) -> Finding | None:
    before = {layer["name"]: layer["arrays"] for layer in case.inputs["network"]}
    after = observation["after_call"]
    for name, arrays in before.items():
        shapes, of_new = ([array.shape for array in one] for one in (arrays, after[name]))
        if shapes != of_new:
            return Finding(
                "other-arrays",
                "A layer has other arrays than it came with, as enable_lora or quantize put into "
                "it. Train those that are there.",
                f"arrays of the shapes {shapes}",
                f"arrays of the shapes {of_new}",
            )
    expected, got = "the same weights as before", "other weights"
    if observation.get("n_steps"):
        return Finding(
            "trained-in-the-function",
            "The function has trained the network. It only prepares it: whoever calls it calls "
            "fit.",
            "an optimizer that has made no step",
            f"one that has made {observation['n_steps']}",
        )
    changed = {name for name, arrays in _changed(before, after).items() if any(arrays)}
    if changed == {case.inputs["network"][-1]["name"]}:
        return Finding(
            "head-drawn-anew",
            "The last layer has other weights after the call. It was fitted to this task already: "
            "that is what lets the others learn gently.",
            expected,
            got,
        )
    if changed:
        return Finding(
            "weights-changed",
            "The call has changed weights. Preparing trains nothing and draws nothing.",
            expected,
            got,
        )
    return None


def moved(case: Case, observation: dict[str, Plain]) -> Finding | None:
    """Judge which layers moved in one step."""
    step = _changed(observation["after_call"], observation["after_fit"])
    return (
        _nothing_or_all(case, observation, step)
        or _normalisation(case, step)
        or _head(case, step)
        or _convolutions(case, observation["order"], step)
    )


def _nothing_or_all(case: Case, observation: dict[str, Plain], step: Moved) -> Finding | None:
    expected = "the last layer and the last convolutions move"
    if not any(any(arrays) for arrays in step.values()):
        if observation["network_is_trainable"]:
            return Finding(
                "everything-frozen",
                "No layer moves. Set trainable = True on the last layer and on the last n_top "
                "convolutions.",
                expected,
                "nothing moves",
            )
        return Finding(
            "network-frozen",
            "No layer moves. network.trainable is False, which holds for all of its layers, "
            "whatever they say: set network.trainable = True first, then trainable of each layer.",
            expected,
            "nothing moves",
        )
    is_all_wanted = len(_convolutions_of(observation["order"], case)) <= case.inputs["n_top"]
    if not is_all_wanted and all(all(arrays) for arrays in step.values()):
        return Finding(
            "nothing-frozen",
            "All layers train, the normalisation too: none is frozen.",
            expected,
            "all layers move",
        )
    return None


def _normalisation(case: Case, step: Moved) -> Finding | None:
    names = names_of(case.inputs["network"], NORMALISATION)
    scales = [any(step[name][:2]) for name in names]
    statistics = [any(step[name][2:]) for name in names]
    expected = "every normalisation keeps scale, offset, moving mean and moving variance"
    got = f"of {len(names)} normalisations, {sum(statistics)} moved in mean or variance, "
    got += f"{sum(scales)} in scale or offset"
    if not any(scales) and not any(statistics):
        return None
    if not any(scales):
        return Finding(
            "moving-statistics-move",
            "Scale and offset of the normalisation stay, but its moving mean and variance move: no "
            "gradient moves them, but training itself. trainable = False on the whole layer stops "
            "both.",
            expected,
            got,
        )
    if not any(statistics):
        return Finding(
            "scale-and-offset-train",
            "Scale and offset of the normalisation train. Set trainable = False on every "
            "BatchNormalization; a momentum of 1 stops its moving mean and variance only.",
            expected,
            got,
        )
    if not all(scales):
        return Finding(
            "last-normalisations-train",
            "The normalisation among the last layers trains. A few pictures of yours would "
            "replace what ImageNet taught it: set trainable = False on every BatchNormalization.",
            expected,
            got,
        )
    return Finding(
        "normalisation-trains",
        "Normalisation trains. Set trainable = False on every BatchNormalization, and set nothing "
        "to True after that.",
        expected,
        got,
    )


def _head(case: Case, step: Moved) -> Finding | None:
    head = step[case.inputs["network"][-1]["name"]]
    if all(head):
        return None
    return Finding(
        "head-frozen",
        "The last layer is frozen. It trains together with the last convolutions.",
        "both arrays of the last layer move",
        f"{sum(head)} of them move",
    )


def _convolutions(case: Case, order: list[str], step: Moved) -> Finding | None:
    """Judge which convolutions moved, by what a known wrong idea would have moved."""
    every, n_top = _convolutions_of(order, case), case.inputs["n_top"]
    n = len(every)
    got = [name for name in every if any(step[name])]
    if got == every[max(n - n_top, 0) :]:
        halves = [name for name in got if not all(step[name])]
        return _half_trained(halves, step) if halves else None
    wanted = set(every[max(n - n_top, 0) :])
    full = [name for name in every if name not in names_of(case.inputs["network"], DEPTHWISE)]
    came_frozen = not case.inputs["what"].startswith("trainable")
    of_last_layers = [name for name in every if name in order[len(order) - n_top :]]
    for misconception, holds in (
        ("all-for-none", n_top == 0 and got == every),
        ("all-convolutions-train", got == every),
        ("counted-from-the-input", n_top > 0 and got == every[:n_top]),
        ("depthwise-not-counted", got == full[max(len(full) - n_top, 0) :]),
        ("depthwise-frozen", got == [name for name in full if name in wanted]),
        ("n-top-beyond-all", n_top > n and got == every[n - n_top :]),
        ("layers-counted", got == of_last_layers),
        ("head-counted", n_top > 0 and got == every[max(n - n_top + 1, 0) :]),
        ("one-too-many", got == every[max(n - n_top - 1, 0) :]),
        ("frozen-ones-not-thawed", came_frozen and set(got) < wanted),
        ("no-convolution-trains", not got),
        ("other-convolutions", True),
    ):
        if holds:
            return Finding(
                misconception,
                _MESSAGES[misconception],
                f"of {n} convolutions these move, counted from the output: "
                f"{_places(every, wanted)}",
                _places(every, set(got)),
            )
    return None


def _half_trained(halves: list[str], step: Moved) -> Finding:
    return Finding(
        "half-trained",
        "A convolution that should train does so with a part of its arrays only. Set trainable on "
        "the layer, not on its kernel or bias.",
        f"all arrays of {halves[0]} move",
        f"{sum(step[halves[0]])} of {len(step[halves[0]])} move",
    )


_MESSAGES = {
    "all-for-none": "With n_top = 0 all convolutions train. The slice [-0:] is [0:], the whole "
    "list: slice from max(len(convolutions) - n_top, 0) on.",
    "all-convolutions-train": "All convolutions train, whatever n_top says. Those before the last "
    "n_top have to be frozen.",
    "counted-from-the-input": "The first convolutions train, next to the images. n_top counts from "
    "the output: the last ones see what is particular to a task.",
    "depthwise-not-counted": "A DepthwiseConv2D is a convolution too: it counts, and it trains. It "
    "is no Conv2D to isinstance, so name both classes.",
    "depthwise-frozen": "The DepthwiseConv2D among the last n_top convolutions is frozen. It "
    "counts and trains like a Conv2D.",
    "n-top-beyond-all": "n_top is larger than the number of convolutions, so all of them train. A "
    "slice with a negative start counts from the end: take max(len(convolutions) - n_top, 0).",
    "layers-counted": "The last n_top layers were taken, of whatever kind. Count the convolutions "
    "only: list them first, then take the last n_top of the list.",
    "head-counted": "The last layer was counted among the n_top. It trains besides n_top "
    "convolutions.",
    "one-too-many": "One convolution too many trains.",
    "frozen-ones-not-thawed": "Some of the last convolutions stay frozen. They may come so: set "
    "trainable = True on each of them. network.trainable = True alone reaches the layers only "
    "where it changes something.",
    "no-convolution-trains": "The last layer trains alone. List the convolutions first: isinstance "
    "tells them, whatever their names. Then take the last n_top of that list.",
    "other-convolutions": "Other convolutions train than the last n_top in the order of "
    "network.layers.",
}


def _convolutions_of(order: list[str], case: Case) -> list[str]:
    """Return the names of the convolutions in the order of network.layers."""
    convolutions = names_of(case.inputs["network"], CONVOLUTION, DEPTHWISE)
    return [name for name in order if name in convolutions]


def _places(every: list[str], names: set[str]) -> str:
    places = [len(every) - place for place, name in enumerate(every) if name in names]
    return ", ".join(map(str, sorted(places))) or "none"


def _changed(before: dict[str, Plain], after: dict[str, Plain]) -> Moved:
    return {
        name: [not np.array_equal(one, two) for one, two in zip(arrays, after[name], strict=True)]
        for name, arrays in before.items()
    }
