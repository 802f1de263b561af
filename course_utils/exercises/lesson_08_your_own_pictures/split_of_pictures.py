"""A split of pictures into two parts, as a function made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from course_utils.observers.plain import Facts

MOST_PICTURES = 5
"""Of an object; one in each class has far more."""

ByClass = dict[int, int]


class Split:
    """What a function made of some pictures, and what can be asked about it.

    An object is a label and a name, for the same name in two classes is two objects.
    """

    def __init__(self, given: Facts, seen: Facts) -> None:
        self.result, self.again = seen["result"], seen.get("again", ())
        self.share: float = given["share"]
        self.labels: list[int] = given["labels"].tolist()
        self.n_labels, self.n_names = len(self.labels), len(given["objects"])
        self.objects = list(zip(self.labels, given["objects"], strict=False))

    @cached_property
    def places(self) -> list[int]:
        """All places, those of the training part first."""
        return [place for part in self.result for place in part.tolist()]

    @cached_property
    def sides(self) -> list[set[tuple[int, str]]]:
        """The objects of each part."""
        return [{self.objects[place] for place in part.tolist()} for part in self.result]

    @cached_property
    def n(self) -> ByClass:
        """How many objects each class has."""
        return dict(sorted(Counter(label for label, _ in set(self.objects)).items()))

    @cached_property
    def n_test(self) -> ByClass:
        """How many of them the test part has."""
        counts = Counter(label for label, _ in self.sides[1])
        return {label: counts[label] for label in self.n}

    def each(self, rule: Callable[[float], int]) -> ByClass:
        """Return how many it would have if a rule made whole numbers of share × number."""
        return {label: min(max(rule(self.share * n), 1), n - 1) for label, n in self.n.items()}
