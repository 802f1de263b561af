"""Correct answers to lesson 00 in other styles than the reference solution."""

import numpy as np

from tests.answers import right


@right("share_right")
def counted_in_a_loop(labels, guesses):
    count = 0
    for place in range(len(labels)):
        if labels[place] == guesses[place]:
            count += 1
    return count / len(labels)


@right("share_right")
def counted_by_sum(labels, guesses):
    return (labels == guesses).sum() / labels.size


@right("share_right")
def zipped(labels, guesses):
    return sum(one == other for one, other in zip(labels, guesses, strict=True)) / len(labels)


@right("share_right")
def without_the_wrong(labels, guesses):
    return 1 - np.count_nonzero(labels - guesses) / len(guesses)


@right("share_right")
def by_scikit_learn(labels, guesses):
    from sklearn.metrics import accuracy_score

    return accuracy_score(labels, guesses)


@right("share_right")
def in_single_precision(labels, guesses):
    return (labels == guesses).astype("float32").mean()
