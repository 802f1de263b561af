"""Which convolutions train in place of the last n_top: each function chooses by a wrong idea."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    CONVOLUTION,
    DEPTHWISE,
    NORMALISATION,
    names_of,
)
from course_utils.exercises.symptoms import Shown, symptom
from course_utils.exercises.trainings.network_symptoms import moved
from course_utils.observers.plain import Facts

Names = list[str]
"""Of layers, in the order of network.layers."""


def _facts(given: Facts, seen: Facts) -> dict[str, Any]:
    """Return what a choice may be made from, by the names of its arguments."""
    network, order, names = given["network"], seen["order"], seen["names"]
    every = [it for it in order if it in names_of(network, CONVOLUTION, DEPTHWISE)]
    normalised = (*every, *names_of(network, NORMALISATION))
    moves = moved(seen["fits"][-1])
    return {
        "n_top": given["n_top"],
        "order": order,
        "every": every,
        "full": [it for it in every if it in names_of(network, CONVOLUTION)],
        "normalised": [it for it in order if it in normalised],
        "free": [it for it in every if seen["came"][names.index(it)]],
        "wanted": _last(every, given["n_top"]),
        "got": [it for it in every if moves[names.index(it)]],
    }


def _last(names: Names, n: int) -> Names:
    return names[max(len(names) - n, 0) :]


def _choice(choose: Callable[..., Names]) -> Callable[..., Names]:
    """Register a wrong choice: it shows if just these convolutions move."""

    @symptom(
        "fine_tune_network",
        expected="of {n} convolutions these move, counted from the output: {wanted}",
        got="{got}",
        is_last=True,
    )
    @wraps(choose)
    def shows(given: Facts, seen: Facts) -> Shown:
        facts = _facts(given, seen)
        chosen = choose(**{name: facts[name] for name in signature(choose).parameters})
        if facts["got"] == facts["wanted"] or facts["got"] != chosen:
            return False
        every = facts["every"]
        places = [
            ", ".join(str(len(every) - every.index(it)) for it in facts[what][::-1]) or "none"
            for what in ("wanted", "got")
        ]
        return {"n": len(every), "wanted": places[0], "got": places[1]}

    return choose


@_choice
def all_for_none(every: Names, n_top: int) -> Names:
    """With n_top = 0 all convolutions train. The slice [-0:] is [0:], the whole list: slice from
    max(len(convolutions) - n_top, 0) on.
    """
    return every[-n_top:]


@_choice
def all_convolutions_train(every: Names) -> Names:
    """All convolutions train. Those before the last n_top are to be frozen."""
    return every


@_choice
def counted_from_the_input(every: Names, n_top: int) -> Names:
    """The first convolutions train, next to the images. n_top counts from the output."""
    return every[:n_top]


@_choice
def depthwise_not_counted(full: Names, n_top: int) -> Names:
    """A DepthwiseConv2D counts and trains too. It is no Conv2D to isinstance: name both classes."""
    return _last(full, n_top)


@_choice
def depthwise_frozen(wanted: Names, full: Names) -> Names:
    """The DepthwiseConv2D among the last n_top convolutions is frozen. It trains like a Conv2D."""
    return [name for name in wanted if name in full]


@_choice
def n_top_beyond_all(every: Names, n_top: int) -> Names:
    """n_top is larger than the number of convolutions, so all of them train. A slice with a
    negative start counts from the end: take max(len(convolutions) - n_top, 0).
    """
    return every[len(every) - n_top :]


@_choice
def layers_counted(every: Names, order: Names, n_top: int) -> Names:
    """Too few convolutions train: as many as are among the last n_top layers of any kind. List the
    convolutions first, then take the last n_top of that list.
    """
    return [name for name in _last(order, n_top) if name in every]


@_choice
def normalisations_counted(every: Names, normalised: Names, n_top: int) -> Names:
    """Normalisations were counted among the n_top. Count the convolutions only."""
    return [name for name in _last(normalised, n_top) if name in every]


@_choice
def head_counted(every: Names, n_top: int) -> Names:
    """One convolution too few trains. The last layer is none of the n_top: it trains besides."""
    return _last(every, n_top - 1)


@_choice
def one_too_many(every: Names, n_top: int) -> Names:
    """One convolution too many trains."""
    return _last(every, n_top + 1)


@_choice
def frozen_ones_not_thawed(wanted: Names, free: Names) -> Names:
    """Some of the last convolutions stay frozen. They may come so: set trainable = True on each of
    them. network.trainable = True alone reaches the layers only where it changes something.
    """
    return [name for name in wanted if name in free]


@_choice
def no_convolution_trains() -> Names:
    """The last layer trains alone. List the convolutions first: isinstance tells them, whatever
    their names. Then take the last n_top of that list.
    """
    return []


@_choice
def the_others_train(every: Names, wanted: Names) -> Names:
    """It is the other way round: the last n_top convolutions are frozen, those before train."""
    return [name for name in every if name not in wanted]


@_choice
def other_convolutions(got: Names) -> Names:
    """Other convolutions train than the last n_top in the order of network.layers."""
    return got
