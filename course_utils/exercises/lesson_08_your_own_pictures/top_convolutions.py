"""Which convolutions train in place of the last n_top: each function chooses by a wrong idea."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from course_utils.exercises.lesson_08_your_own_pictures.residual_network import (
    CONVOLUTION,
    DEPTHWISE,
    NORMALISATION,
    names_of,
)
from course_utils.exercises.symptoms import Facts, Shown, symptom
from course_utils.exercises.trainings.network_symptoms import moved


class Top(NamedTuple):
    """Names of layers in the order of network.layers: what a choice is made from."""

    every: list[str]  # all convolutions
    full: list[str]  # those that are not depthwise
    normalised: list[str]  # convolutions and normalisations
    order: list[str]  # all layers
    free: list[str]  # those that did not come frozen
    n: int  # how many convolutions should train

    def last(self, names: list[str], more: int = 0) -> list[str]:
        """Return the last n of some names, or so many more."""
        return names[max(len(names) - self.n - more, 0) :]


def top_of(given: Facts, seen: Facts) -> Top:
    """Return what a choice is made from in one case."""
    order, came = seen["order"], zip(seen["names"], seen["came"], strict=True)
    every, full, normalised = (
        [name for name in order if name in names_of(given["network"], *kinds)]
        for kinds in (
            (CONVOLUTION, DEPTHWISE),
            (CONVOLUTION,),
            (CONVOLUTION, DEPTHWISE, NORMALISATION),
        )
    )
    free = [name for name, is_free in came if is_free]
    return Top(every, full, normalised, order, free, given["n_top"])


Choice = Callable[[Top], list[str]]
_ANY = ["any"]


def _choice(choose: Choice) -> Choice:
    """Register a wrong choice: it shows if just these convolutions move."""

    @symptom(
        "fine_tune_network",
        expected="of {n} convolutions these move, counted from the output: {wanted}",
        got="{got}",
        is_last=True,
    )
    @wraps(choose)
    def shows(given: Facts, seen: Facts) -> Shown:
        top, moves = top_of(given, seen), moved(seen["fits"][-1])
        wanted, got = (
            top.last(top.every),
            [it for it in top.every if moves[seen["names"].index(it)]],
        )
        if got == wanted or choose(top) not in (got, _ANY):
            return False
        places = [
            ", ".join(str(len(top.every) - top.every.index(name)) for name in names[::-1]) or "none"
            for names in (wanted, got)
        ]
        return {"n": len(top.every), "wanted": places[0], "got": places[1]}

    return choose


@_choice
def all_for_none(top: Top) -> list[str]:
    """With n_top = 0 all convolutions train. The slice [-0:] is [0:], the whole list: slice from
    max(len(convolutions) - n_top, 0) on.
    """
    return top.every[-top.n :]


@_choice
def all_convolutions_train(top: Top) -> list[str]:
    """All convolutions train, whatever n_top says. Those before the last n_top are to be frozen."""
    return top.every


@_choice
def counted_from_the_input(top: Top) -> list[str]:
    """The first convolutions train, next to the images. n_top counts from the output."""
    return top.every[: top.n]


@_choice
def depthwise_not_counted(top: Top) -> list[str]:
    """A DepthwiseConv2D counts and trains too. It is no Conv2D to isinstance: name both classes."""
    return top.last(top.full)


@_choice
def depthwise_frozen(top: Top) -> list[str]:
    """The DepthwiseConv2D among the last n_top convolutions is frozen. It trains like a Conv2D."""
    return [name for name in top.last(top.every) if name in top.full]


@_choice
def n_top_beyond_all(top: Top) -> list[str]:
    """n_top is larger than the number of convolutions, so all of them train. A slice with a
    negative start counts from the end: take max(len(convolutions) - n_top, 0).
    """
    return top.every[len(top.every) - top.n :]


@_choice
def layers_counted(top: Top) -> list[str]:
    """Too few convolutions train: as many as are among the last n_top layers of any kind. List the
    convolutions first, then take the last n_top of that list.
    """
    return [name for name in top.last(top.order) if name in top.every]


@_choice
def normalisations_counted(top: Top) -> list[str]:
    """Normalisations were counted among the n_top. Count the convolutions only."""
    return [name for name in top.last(top.normalised) if name in top.every]


@_choice
def head_counted(top: Top) -> list[str]:
    """One convolution too few trains. The last layer is none of the n_top: it trains besides."""
    return top.last(top.every, -1)


@_choice
def one_too_many(top: Top) -> list[str]:
    """One convolution too many trains."""
    return top.last(top.every, 1)


@_choice
def frozen_ones_not_thawed(top: Top) -> list[str]:
    """Some of the last convolutions stay frozen. They may come so: set trainable = True on each of
    them. network.trainable = True alone reaches the layers only where it changes something.
    """
    return [name for name in top.last(top.every) if name in top.free]


@_choice
def no_convolution_trains(top: Top) -> list[str]:
    """The last layer trains alone. List the convolutions first: isinstance tells them, whatever
    their names. Then take the last n_top of that list.
    """
    return []


@_choice
def the_others_train(top: Top) -> list[str]:
    """It is the other way round: the last n_top convolutions are frozen, those before train."""
    return [name for name in top.every if name not in top.last(top.every)]


@_choice
def other_convolutions(top: Top) -> list[str]:
    """Other convolutions train than the last n_top in the order of network.layers."""
    return _ANY
