"""What can be wrong with a network of several heads: what each gives, runs and shares."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from course_utils.exercises.networks import layer_symptoms, symptoms
from course_utils.exercises.networks.described import chain, convolution, layer
from course_utils.exercises.networks.differences import compared
from course_utils.exercises.networks.layer_symptoms import differ
from course_utils.exercises.symptoms import BySymptoms, Shown, include, symptom
from course_utils.observers.networks.built import Layer
from course_utils.observers.plain import Facts, describe

_N_UNITS = 64


def _trunk() -> list[Layer]:
    """Return the layers below the heads."""
    pool = layer("MaxPooling2D")
    dense = layer("Dense", units=_N_UNITS, activation="relu")
    return [convolution(16), pool, convolution(32), pool, layer("Flatten"), dense]


def read(given: Facts, seen: Facts) -> Facts:
    """Compare each head with one of the same weights; keep the facts on the worst."""
    facts = {**seen, **seen.get("in_use", {}), **seen.get("in_training", {})}
    if "steps" not in facts:
        return facts
    heads, outputs = given["heads"], facts["outputs"]
    facts |= {"wanted": ", ".join(heads), "sizes": [*heads.values()], "came": describe(outputs)}
    if facts["is_dict"]:
        facts["shapes"] = [getattr(output, "shape", ()) for output in outputs.values()]
        facts["came"] = f"a dict with the keys {', '.join(outputs)}"
    if not facts["is_dict"] or outputs.keys() != heads.keys():
        return facts
    rng, beside = np.random.default_rng(given["seed"]), []
    trunk = chain(rng, given["input_shape"], _trunk())
    for name, n_classes in heads.items():
        (head,) = chain(rng, (_N_UNITS,), [layer("Dense", units=n_classes, activation="softmax")])
        head["inputs"] = [trunk[-1]["name"]]
        network = [*trunk, head]
        beside.append(compared(network, given["images"], facts["steps"][name], outputs[name]))
    return facts | min(beside, key=lambda it: (not it["differences"], it["is_right"]))


JUDGE = BySymptoms("build_multi_head", read=read)

_STEP = "a step on one head's loss moves the trunk and that head, and no other head"

_heads = partial(symptom, "build_multi_head")
_named = partial(_heads, expected="a dict with the keys {wanted}", got="{came}")
_sized = partial(_heads, expected="as many outputs as classes: {sizes}", got="shapes {shapes}")

include(symptoms.RETURNED, "build_multi_head")


@_heads(expected="the heads {heads}", got="the heads {heads_after}")
def input_mutated(given: Facts, seen: Facts) -> Shown:
    """Your function changed its argument heads. Work on a copy."""
    return seen["heads_after"] != given["heads"] and {**given, **seen}


for group in (symptoms.NEW, symptoms.BUILT, symptoms.RUNS):
    include(group, "build_multi_head")


@_named()
def one_output(given: Facts, seen: Facts) -> Shown:
    """The network has a single output. Each dataset needs a head of its own, and the outputs are a
    dict by name, even where there is only one.
    """
    return isinstance(seen["outputs"], np.ndarray) and seen


@_named()
def outputs_not_named(given: Facts, seen: Facts) -> Shown:
    """The outputs come without names. Return keras.Model(images, outputs), where outputs is a dict
    from name to head.
    """
    return not seen["is_dict"] and seen


@_named()
def other_names(given: Facts, seen: Facts) -> Shown:
    """The outputs have other names than the datasets."""
    return seen["outputs"].keys() != given["heads"].keys() and seen


@_named()
def order_lost(given: Facts, seen: Facts) -> Shown:
    """The outputs are not in the order of heads."""
    return list(seen["outputs"]) != list(given["heads"]) and seen


@_sized()
def classes_of_all(given: Facts, seen: Facts) -> Shown:
    """Every head has the classes of all datasets. Each needs only its own."""
    return _got(seen) != seen["sizes"] and set(_got(seen)) == {sum(seen["sizes"])} and seen


@_sized()
def sizes_exchanged(given: Facts, seen: Facts) -> Shown:
    """The heads have one another's sizes."""
    return _got(seen) != seen["sizes"] and sorted(_got(seen)) == sorted(seen["sizes"]) and seen


@_sized()
def same_size_for_all(given: Facts, seen: Facts) -> Shown:
    """All heads have the same size. Take the number of classes from heads."""
    is_same = len(seen["shapes"]) > 1 and len(set(_got(seen))) == 1
    return _got(seen) != seen["sizes"] and is_same and seen


@_sized()
def wrong_size(given: Facts, seen: Facts) -> Shown:
    """A head has the wrong size."""
    return _got(seen) not in ([], seen["sizes"]) and seen


def _got(seen: Facts) -> list[int]:
    """Return how many outputs each head has; nothing where one does not give a row an image."""
    are_rows = all(len(shape) == 2 for shape in seen["shapes"])
    return [shape[1] for shape in seen["shapes"]] if are_rows else []


@_heads(expected="floats", got="{dtype}")
def not_probabilities(given: Facts, seen: Facts) -> Shown:
    """The head gives something else than probabilities."""
    dtypes = [output.dtype for output in seen["outputs"].values()]
    return next(({"dtype": dtype} for dtype in dtypes if dtype.kind != "f"), False)


@_heads(expected="a layer called {name} with 2 arrays of weights", got="none")
def head_without_name(given: Facts, seen: Facts) -> Shown:
    """No layer is called {name}, so model.get_layer cannot find the head: pass name=name to its
    dense layer.
    """
    return next(({"name": name} for name, n in seen["n_arrays"].items() if n is None), False)


@_heads(expected="2 arrays of weights: kernel and bias", got="{n}")
def head_not_dense(given: Facts, seen: Facts) -> Shown:
    """The layer called {name} is not one dense layer with kernel and bias."""
    found = seen["n_arrays"].items()
    return next(({"name": name, "n": n} for name, n in found if n != 2), False)


def _layers(seen: Facts, key: str) -> dict[str, list[Any]]:
    """Return a fact on each layer with weights that a head runs, where the layers are right."""
    steps = {} if seen["differences"] else seen["steps"]
    return {name: [step[key] for step in its if key in step] for name, its in steps.items()}


@_heads(expected=_STEP, got="it moves {other} too")
def head_on_a_head(given: Facts, seen: Facts) -> Shown:
    """A step on the loss of {name} moves the head {other} too: one head stands on the other. All of
    them should stand on the trunk.
    """
    steps = seen["steps"].items()
    layers = {name: [step["layer"] for step in its if "layer" in step] for name, its in steps}
    heads = {numbers[-1]: name for name, numbers in layers.items() if numbers}
    for name, numbers in layers.items():
        for number in heads.keys() & set(numbers[:-1]):
            return {"name": name, "other": heads[number]}
    return False


@_heads(expected="two convolutions", got="none")
def no_convolution(given: Facts, seen: Facts) -> Shown:
    """The trunk has no convolution, so it knows nothing of neighbouring pixels."""
    return not seen["is_right"] and not any("Conv" in kind for kind in seen["kinds"])


differ(
    "build_multi_head",
    {
        "missing Dense* | added Dense* | Dense.units*": "dense-layer-differs: Between the "
        "convolutions and the heads should be one dense layer of 64, shared by all.",
        "Conv2D.filters*": "other-convolutions: The trunk should have one convolution with 16 "
        "filters and one with 32.",
    },
)


@_heads(expected=_STEP, got="{name} stays as it is")
def head_does_not_learn(given: Facts, seen: Facts) -> Shown:
    """The head {name} does not move in a step on its own loss: it is frozen."""
    found = _layers(seen, "learns").items()
    return next(({"name": name} for name, learns in found if not all(learns[-1:])), False)


@_heads(expected=_STEP, got="some of them stay")
def trunk_does_not_learn(given: Facts, seen: Facts) -> Shown:
    """Layers below the heads do not move, whichever head learns: they are frozen."""
    return not all(all(learns) for learns in _layers(seen, "learns").values())


@_heads(expected=_STEP, got="layers below the heads belong to one of them")
def trunk_not_shared(given: Facts, seen: Facts) -> Shown:
    """There are layers below the heads that learn from one dataset only. Build the trunk once, and
    put every head on what it gives.
    """
    below = {tuple(numbers[:-1]) for numbers in _layers(seen, "layer").values()}
    return len(below) > 1


include(layer_symptoms.CONVOLUTIONS, "build_multi_head")
differ(
    "build_multi_head",
    {"missing *": "layer-missing: Something is missing {place}: {wanted}."},
)
for group in (layer_symptoms.NO_DROPOUT, layer_symptoms.LAYERS):
    include(group, "build_multi_head")
