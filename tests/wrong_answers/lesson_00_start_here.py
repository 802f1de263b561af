"""Wrong answers to lesson 00."""

import numpy as np

from tests.answers import wrong


@wrong("share_right")
def counted_not_shared(labels, guesses):
    return int(np.sum(labels == guesses))


@wrong("share_right")
def per_cent(labels, guesses):
    return round(np.mean(labels == guesses) * 100, 6)


@wrong("share_right")
def share_wrong(labels, guesses):
    return np.mean(labels != guesses)


@wrong("share_right")
def not_averaged(labels, guesses):
    return [one == other for one, other in zip(labels, guesses, strict=True)]


@wrong("share_right")
def all_or_nothing(labels, guesses):
    return sum(labels == guesses) // len(labels)


@wrong("share_right")
def rounded(labels, guesses):
    return np.round(np.mean(labels == guesses), 0)


@wrong("share_right")
def wrong_values(labels, guesses):
    return 0.5
