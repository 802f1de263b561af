"""The card for an error: the first one that has something certain to say."""

from __future__ import annotations

from course_utils.error_cards.bodies import card_on_a_body
from course_utils.error_cards.calls import card_on_a_call
from course_utils.error_cards.failure import Card, Failure
from course_utils.error_cards.names import card_on_a_name
from course_utils.error_cards.unchecked import card_on_an_unchecked_exercise

_ALL = (card_on_a_body, card_on_a_call, card_on_a_name, card_on_an_unchecked_exercise)


def card_for(failure: Failure) -> Card | None:
    """Return what to show in place of the traceback; None where nothing is certain."""
    return next((card for find in _ALL if (card := find(failure))), None)
