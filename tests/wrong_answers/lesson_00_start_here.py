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


@wrong("share_right")
def values_as_places(labels, guesses):
    count = 0
    for i in labels:
        if labels[i] == guesses[i]:
            count += 1
    return count / len(labels)


@wrong("share_right")
def every_pair(labels, guesses):
    count = 0
    for label in labels:
        for guess in guesses:
            if label == guess:
                count += 1
    return count / len(labels)


@wrong("share_right")
def ended_in_the_loop(labels, guesses):
    count = 0
    for label, guess in zip(labels, guesses, strict=True):
        if label == guess:
            count += 1
        return count / len(labels)


@wrong("share_right")
def counted_anew(labels, guesses):
    for i in range(len(labels)):
        count = 0
        if labels[i] == guesses[i]:
            count += 1
    return count / len(labels)


@wrong("share_right")
def one_left_out(labels, guesses):
    count = 0
    for i in range(len(labels) - 1):
        if labels[i] == guesses[i]:
            count += 1
    return count / len(labels)


@wrong("share_right")
def always_one(labels, guesses):
    return np.mean([label in guesses for label in labels])


@wrong("share_right")
def divided_by_a_fixed_number(labels, guesses):
    return sum(labels == guesses) / 5


@wrong("share_right")
def any_right(labels, guesses):
    return labels in guesses
