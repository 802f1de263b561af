"""Every number that a lesson trains live and says something about.

The ranges are not here: `course experiment live_ranges` measures each number over many seeds on
several kinds of processor, and `course_utils.live.ranges` makes a range of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "points", "gap", "times", "variance"]


@dataclass(frozen=True)
class LiveNumber:
    """A number of a live run.

    Parameters
    ----------
    lesson : str
        The first two characters of the lesson's name.
    what : str
        What the number is, as the learner reads it.
    unit : str
        ``"share"``, from 0 to 1, shown in per cent; ``"points"``, a difference of two of them;
        ``"gap"``, such a difference that is above 0; ``"times"``, a ratio that is above 1; or
        ``"variance"``.
    fault : str
        What could go wrong and gives a number outside of the range. Empty if the number varies so
        much that nothing is expected of it: then the lesson shows how much.
    """

    lesson: str
    what: str
    unit: Unit
    fault: str = ""


_TOO_LOW = "the learning rate is 1,000 times too low"

NUMBERS = {
    "1-NN": LiveNumber("01", "1-NN", "share", "its training images are not divided by 255"),
    "logistic regression": LiveNumber(
        "01", "Logistic regression", "share", "its labels are in another order"
    ),
    "momentum 0.99": LiveNumber("02", "Momentum 0.99, accuracy", "share"),
    "variance, 0.99": LiveNumber(
        "02", "Momentum 0.99, variance", "variance", "the momentum is 0.9"
    ),
    "momentum 0.9": LiveNumber(
        "02", "Momentum 0.9, accuracy", "share", "the training labels are exchanged"
    ),
    "variance, 0.9": LiveNumber("02", "Momentum 0.9, variance", "variance", "the momentum is 0.99"),
    "short run": LiveNumber("02", "After three epochs", "share", _TOO_LOW),
    "4 epochs": LiveNumber("03", "Mean of five seeds after 4 epochs", "share", _TOO_LOW),
    "20 epochs": LiveNumber("03", "Each seed after 20 epochs", "share", _TOO_LOW),
    "spread, 4 epochs": LiveNumber(
        "03", "From the worst to the best after 4 epochs", "gap", "all five have the same seed"
    ),
    "spread, 20 epochs": LiveNumber(
        "03", "From the worst to the best after 20 epochs", "gap", "all five have the same seed"
    ),
    "same seed": LiveNumber(
        "03", "The first seed once more, against the first time", "points", "it is another seed"
    ),
    "model A": LiveNumber("04", "Model A on task A", "share", "the rate is 1,000 times too low"),
    "damage": LiveNumber("04", "What sharing costs model A", "gap", "the layers are copies"),
    "clone": LiveNumber("04", "The clone on task A", "share", "the clone has the weights of A"),
    "conv": LiveNumber("05", "Conv, not shifted", "share", "its head has learnt other labels"),
    "dense": LiveNumber("05", "Dense, not shifted", "share", "its head has learnt other labels"),
    "conv, 2 pixels": LiveNumber(
        "05", "Two pixels cost the conv features", "points", "the images are not shifted"
    ),
    "dense, 4 pixels": LiveNumber(
        "05", "Dense, shifted by 4 pixels", "share", "the images are not shifted"
    ),
    "pooling costs": LiveNumber("05", "At shift 0 pooling costs", "points", "nothing is pooled"),
    "pooling saves": LiveNumber(
        "05", "From shift 0 to 4 pooling saves", "points", "nothing is pooled"
    ),
    "invented labels": LiveNumber(
        "06", "Loss over all images, divided by that over garments", "times", "nothing is learnt"
    ),
    "joint, fashion": LiveNumber(
        "06", "Fashion after 100 joint updates", "share", "it stops after 5 updates"
    ),
    "joint, digits": LiveNumber(
        "06", "Digits after 100 joint updates", "share", "it stops after 5 updates"
    ),
    "forgotten": LiveNumber("07", "Forgotten without replay", "gap", "the trunk is frozen"),
    "replay saves": LiveNumber(
        "07", "Of 100 lost points, replay saves", "points", "the trunk is frozen"
    ),
}
