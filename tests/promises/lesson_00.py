"""Each promise of a docstring of lesson 00: see `tests.promises`."""

import numpy as np

from tests.promises import FIRST, also, must

PROMISES = {
    "share_right": [
        ("Return the share", "counted-not-shared", FIRST),
        ("of guesses that are right.", "share-wrong", FIRST),
        (
            "labels : array of int, shape (n,)",
            also("share_right", lambda labels, _: must(len(labels) > 1)),
            "one label",
        ),
        (
            "What each photo shows, by its number.",
            also("share_right", lambda labels, _: must(labels.max() < 4)),
            FIRST,
        ),
        (
            "guesses : array of int, shape (n,)",
            also("share_right", lambda _, guesses: must(len(guesses) > 1)),
            "one label",
        ),
        (
            "What somebody takes it for,",
            also("share_right", lambda a, b: must((a == b).all())),
            FIRST,
        ),
        ("in the same order.", lambda a, b: np.mean(np.sort(a) == np.sort(b)), FIRST),
        ("float", "not-averaged", FIRST),
        ("The number of guesses that equal their label, divided by n:", "rounded", FIRST),
        (
            "0",
            also("share_right", after=lambda share: must(share > 0) or share),
            "all guessed wrong",
        ),
        ("to 1.", "per-cent", FIRST),
    ],
}
