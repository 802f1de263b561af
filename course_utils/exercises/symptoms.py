"""Symptoms: the mistakes that a judge reads off what a network did, each with its message.

A symptom is a small function that looks at what was observed, where arrays to compare with those of
a wrong function are too dear or too random to make: whole networks, or a training. It has the form
of a misconception: its name is the mistake's, its docstring the message.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from course_utils.exercises import misconceptions
from course_utils.exercises.diagnosis import changed_input
from course_utils.exercises.exercise import Case, Exercise, Finding, Judgement, Observed
from course_utils.exercises.findings import instead_of_raising, not_refused
from course_utils.exercises.misconceptions import Misconception
from course_utils.observers.plain import Facts, Plain

_OF_SOMETHING_ELSE = Finding(
    "of-something-else",
    "What was observed does not belong to what the function was given. Look for code that changes "
    "Keras, NumPy or the check itself.",
    "numbers that follow from the hidden inputs",
    "others",
)
_TOLERANCE = 5e-3  # what normalised layers learn repeats itself to about 0.002

Shown = bool | int | dict[str, Any]
Shows = Callable[..., Shown]


@dataclass(frozen=True)
class Symptom:
    """One mistake, and how it shows.

    Parameters
    ----------
    name : str
        The function's name with hyphens, as verdicts and reports have it.
    message, expected, got : str
        Templates, with the values that `shows` returns in braces.
    shows : callable
        Takes a case's inputs and what was observed. Returns whether the mistake is seen: True, or a
        dict with the values of the templates.
    look : callable, optional
        Makes of the inputs and the observation the one object that `shows` takes instead, and that
        the templates have as ``it``.
    is_vague : bool
        Whether it says only that something is wrong, so that somebody could know better.
    on_bad_input : bool
        Whether it is looked for where the input should be refused, and only there.
    is_last : bool
        Whether it is looked for after all that are not, as what exercises share may have to be.
    """

    name: str
    message: str
    expected: str
    got: str
    shows: Shows
    look: Callable[[Facts, Facts], Any] | None = None
    is_vague: bool = False
    on_bad_input: bool = False
    is_last: bool = False

    def finding(self, case: Case, seen: Facts) -> Finding | None:
        """Return what is wrong on one case, or None where it does not show."""
        if case.expects_error != self.on_bad_input:
            return None
        it = self.look(case.given, seen) if self.look else None
        shown = self.shows(it) if self.look else self.shows(case.given, seen)
        if not shown:
            return None
        values = {"it": it} | (shown if isinstance(shown, dict) else {})
        texts = (text.format(**values) for text in (self.message, self.expected, self.got))
        return Finding(self.name, *texts)


_KNOWN: dict[str, list[Symptom]] = defaultdict(list)


def symptom(*exercises: str, expected: str, got: str, **kind: Any) -> Callable[[Shows], Shows]:
    """Register the function below as a mistake in some exercises; its docstring is the message.

    The first that shows is told, in the order of the file, and of the files as they are imported:
    it may rely on all before it.

    Parameters
    ----------
    *exercises : str
    expected, got : str
        What a correct function gives, and what this one gave; as templates.
    **kind
        ``look``, ``is_vague``, ``on_bad_input`` or ``is_last``: see `Symptom`.
    """

    def register(function: Shows) -> Shows:
        name = function.__name__.replace("_", "-")
        message = " ".join((inspect.getdoc(function) or "").split())
        for exercise in exercises:
            _KNOWN[exercise].append(Symptom(name, message, expected, got, function, **kind))
        return function

    return register


def include(group: str, *exercises: str) -> None:
    """Look in some exercises for the mistakes of a group, after those that they have already.

    A group is what stands in the place of an exercise where its symptoms are registered.
    """
    for exercise in exercises:
        _KNOWN[exercise] += _KNOWN[group]


def of(exercise: str) -> list[Symptom]:
    """Return the symptoms of an exercise, in the order in which they are looked for."""
    return sorted(_KNOWN[exercise], key=lambda it: it.is_last)


@dataclass(frozen=True)
class BySymptoms:
    """The judge of an exercise whose answer is known by what it does.

    Parameters
    ----------
    exercise : str
    varying : tuple of str
        Keys of facts that come out otherwise each time, such as weights after a training in which
        batches were shuffled. They tell nothing of whether two answers are alike.
    read : callable, optional
        Takes a case's inputs and what was observed, and returns the facts that all symptoms look
        at: what follows from both is worked out once. Not called where input should be refused.
    belongs : callable, optional
        Takes the same, and returns whether what was observed can be of these inputs. It is asked
        last, where no mistake shows: an observation can be made up.
    """

    takes_the_first: ClassVar[bool] = True

    exercise: str
    varying: tuple[str, ...] = ()
    read: Callable[[Facts, Facts], Facts] = lambda given, seen: seen
    belongs: Callable[[Facts, Facts], bool] = lambda given, seen: True

    def is_right(self, case: Case, observation: Facts) -> bool:
        """Return whether no mistake shows on one case."""
        return self._finding(case, observation) is None

    def judgement(self, exercise: Exercise, observed: Observed) -> Judgement:
        """Name the first mistake that shows, or a misconception that does the same everywhere."""
        wrong = [(case, seen) for case, seen in observed if not self.is_right(case, seen)]
        finding = self._finding(*wrong[0])
        assert finding
        for known in misconceptions.of(self.exercise):
            if all(self._does_the_same(exercise, known, case, seen) for case, seen in wrong):
                finding = replace(
                    finding, misconception=known.name, message=known.message_on("The result")
                )
                break
        return Judgement([finding])

    def is_open(self, finding: Finding) -> bool:
        """Return whether a finding says only that something is wrong."""
        vague = {it.name for it in of(self.exercise) if it.is_vague}
        return finding.misconception in {"not-refused", *vague}

    def essence(self, case: Case, observation: Facts) -> Facts:
        """Return what is compared to find answers that are alike."""
        essence: Facts = self._steady(observation)
        return essence

    def _steady(self, facts: Plain) -> Plain:
        """Return facts, nested as they may be, without those that vary."""
        if isinstance(facts, dict):
            steady = {key: value for key, value in facts.items() if key not in self.varying}
            return {key: self._steady(value) for key, value in steady.items()}
        return [self._steady(it) for it in facts] if isinstance(facts, tuple | list) else facts

    def _does_the_same(
        self, exercise: Exercise, known: Misconception, case: Case, seen: Facts
    ) -> bool:
        try:
            observation = exercise.observe(known.function, case.inputs)
        except Exception:  # it refuses the input, or cannot take it
            return False
        found, of_theirs = self._finding(case, observation), self._finding(case, seen)
        if found is None or of_theirs is None or found.misconception != of_theirs.misconception:
            return False
        return alike(self.essence(case, observation), self.essence(case, seen))

    def _finding(self, case: Case, seen: Facts) -> Finding | None:
        if not case.expects_error and "inputs_after" in seen:
            after = seen["inputs_after"]
            changed = changed_input({name: case.inputs[name] for name in after}, after)
            if changed:
                return changed
        if case.expects_error and instead_of_raising(seen.get("result", ())) not in ("", "None"):
            return not_refused(case.promise, seen["result"])
        facts = seen if case.expects_error else self.read(case.given, seen)
        found = (it.finding(case, facts) for it in of(self.exercise))
        first = next(filter(None, found), None)
        if first is None and case.expects_error:
            return not_refused(case.promise, seen)
        return first or (None if self.belongs(case.given, seen) else _OF_SOMETHING_ELSE)


def alike(one: Plain, two: Plain) -> bool:
    """Return whether two observations are the same but for the last digits."""
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(alike(one[key], two[key]) for key in one)
    if isinstance(one, tuple | list) and isinstance(two, tuple | list):
        return len(one) == len(two) and all(map(alike, one, two))
    if isinstance(one, np.ndarray | float) and isinstance(two, np.ndarray | float):
        one, two = np.asarray(one), np.asarray(two)
        if one.dtype == two.dtype and one.dtype.kind == "f" and one.shape == two.shape:
            return np.allclose(one, two, rtol=_TOLERANCE, atol=_TOLERANCE, equal_nan=True)
        return one.dtype == two.dtype and np.array_equal(one, two)
    return type(one) is type(two) and bool(one == two)
