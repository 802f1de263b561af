"""The judge of results that are arrays: it knows the truth, and asks who gives the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import ClassVar

import numpy as np

from course_utils.exercises import diagnosis, misconceptions, wording
from course_utils.exercises.exercise import Case, Exercise, Finding, Judgement, Observed
from course_utils.exercises.findings import UNEXPLAINED
from course_utils.exercises.looks import Look
from course_utils.exercises.misconceptions import Misconception
from course_utils.exercises.parts import (
    Form,
    Key,
    Trial,
    before,
    leaves,
    part_named,
    parts_of,
    sketch,
)
from course_utils.observers.observing import Observer
from course_utils.observers.plain import Plain, sentence

_MOST = 2 / 3  # of the cases where something is wrong: who has a wrong idea may make a slip as well
_ELSEWHERE = " With other inputs it is right: ask what is special about the one that was tried."


@dataclass(frozen=True)
class Judged:
    """The judge of an exercise whose result is arrays.

    Parameters
    ----------
    form : Part, tuple or dict of them, or of such
        The parts, nested as the function returns them; or a function that takes the inputs and
        returns that.
    truth : callable
        Takes the inputs and returns the right result, without the reference solution.
    observe : callable, optional
        Calls a misconception on inputs, where the exercise's own observer would take too long.
    """

    takes_the_first: ClassVar[bool] = False

    form: Form | Callable[..., Form]
    truth: Callable[..., Plain]
    observe: Observer | None = None

    def form_on(self, case: Case) -> Form:
        """Return how the parts of a result are nested on one case."""
        return self.form(**case.inputs) if callable(self.form) else self.form

    def is_right(self, case: Case, observation: dict[str, Plain]) -> bool:
        """Return whether a function did all that it should on one case."""
        return not self.trial(case, observation).wrong_keys()

    def judgement(self, exercise: Exercise, observed: Observed) -> Judgement:
        """Name what is wrong by the misconceptions that give the same on all these cases."""
        trials = [self.trial(case, observation) for case, observation in observed]
        return _Comparison(self, exercise, trials).judgement()

    def is_open(self, finding: Finding) -> bool:
        """Return whether a finding says only that something is wrong."""
        return finding.misconception in UNEXPLAINED

    def essence(self, case: Case, observation: dict[str, Plain]) -> dict[str, Plain]:
        """Return what is compared to find answers that are alike: whether in tuples or in lists."""
        parts = self.parts_in(case, observation)
        return {**parts, "inputs": parts.get("inputs") is None}

    def trial(self, case: Case, observation: dict[str, Plain]) -> Trial:
        """Return what was observed part by part, beside the truth."""
        truth: dict[str, Plain] = {}
        if not case.expects_error:
            right = leaves(self.form_on(case), self.truth(**case.inputs)) or {}
            truth = {"inputs": None, "nesting": "", **right}
        return Trial(self.form_on(case), case, self.parts_in(case, observation), truth)

    def parts_in(self, case: Case, observation: dict[str, Plain]) -> dict[str, Plain]:
        """Return the parts of an observation by name."""
        result = observation["result"]
        if case.expects_error:
            return {case.promise: result}
        changed = diagnosis.changed_input(case.inputs, observation.get("inputs_after", case.inputs))
        found = leaves(self.form_on(case), result)
        nesting = sketch(result) if found is None else ""
        return {"inputs": changed, "nesting": nesting, **(found or {})}


@dataclass
class _Comparison:
    """A learner's trials beside those of the misconceptions, which run when they are needed."""

    judge: Judged
    exercise: Exercise
    trials: list[Trial]
    wrong: dict[Key, list[int]] = field(default_factory=dict)
    _gave: dict[tuple[int, int], dict[str, Plain]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for i, trial in enumerate(self.trials):
            for key in trial.wrong_keys():
                self.wrong.setdefault(key, []).append(i)

    def judgement(self) -> Judgement:
        named: list[Misconception] = []
        findings: dict[str, Finding] = {}
        for key, places in self.wrong.items():
            if any(self._explains(known, key, places) for known in named):
                continue
            is_odd = any(about in ("nesting", "type") for _, about in self.wrong)
            if key[1] == "refusal" and not named and is_odd:
                continue  # who returns None, or a list, has not come to refusing
            known = self._explanation(key, places)
            finding = None if known else self._unnamed(key, places)
            if finding and finding.misconception in UNEXPLAINED:
                known = self._explanation(key, places, _MOST)
            if known:
                named.append(known)
                message = known.message_on(key[0]) + self._unlike(known, key, places)
                finding = Finding(
                    known.name, message, *wording.expected_and_got(key, self.trials[places[0]])
                )
            elif self._wrong_parts() & set(before(self.trials[places[0]].form, key[0])):
                continue  # labels that nobody explains, of images that are wrong already
            assert finding
            finding = replace(finding, message=sentence(finding.message))
            findings.setdefault(finding.misconception, finding)
        return Judgement(list(findings.values()), self._right())

    def _wrong_parts(self) -> set[str]:
        return {part for part, _ in self.wrong}

    def _right(self) -> tuple[str, ...]:
        names = [part.name for part in parts_of(self.trials[0].form)]
        if len(names) == 1 or "nesting" in self._wrong_parts():
            return ()
        return tuple(name for name in names if name not in self._wrong_parts())

    def _explanation(self, key: Key, places: list[int], part: float = 1) -> Misconception | None:
        """Return the misconception that explains this, and gives most of the rest as well."""
        known = misconceptions.of(self.exercise.name)
        fitting = [it for it in known if self._explains(it, key, places, part)]
        if key[1] == "refusal":  # what else is wrong is told for itself
            fitting = [it for it in fitting if self._does_the_rest(it)]
        return max(fitting, key=self._agreement, default=None)

    def _does_the_rest(self, known: Misconception) -> bool:
        """Return whether a misconception is right wherever there is nothing to refuse."""
        rest = [(i, it) for i, it in enumerate(self.trials) if not it.case.expects_error]
        return not any(it.of(self._parts_of(known, i)).wrong_keys() for i, it in rest)

    def _explains(self, known: Misconception, key: Key, places: list[int], part: float = 1) -> bool:
        """Return whether it gives the same on this part of the cases, the first included."""
        if known.is_random and key[1] == "rows":
            return self._is_another_choice(known, key[0], places)
        gives = (
            all(self._gives(known, it, i) for it in (key, *self._of_images(key[0], i)))
            for i in places
        )
        return next(gives) and 1 + sum(gives) >= part * len(places)  # most fail on the first

    def _of_images(self, name: str, i: int) -> Iterator[Key]:
        """Yield what a mistake in labels has to give of their images: what is right of them.

        Where too many came, or too few, the labels follow from that. A number, whose shape is (),
        does not follow from the one before it.
        """
        trial = self.trials[i]
        for image, about in trial.properties():
            if image not in before(trial.form, name) or about == "dtype":
                continue
            came, right = (getattr(it[image], "shape", ()) for it in (trial.got, trial.truth))
            if right and (came[:1] != right[:1] or i not in self.wrong.get((image, about), ())):
                yield image, about

    def _unlike(self, known: Misconception, key: Key, places: list[int]) -> str:
        """Return a note on cases that go well, and would not if this were all that is wrong."""
        others = [
            i for i, it in enumerate(self.trials) if i not in places and key in it.properties()
        ]
        return "" if all(self._gives(known, key, i) for i in others) else _ELSEWHERE

    def _agreement(self, known: Misconception) -> tuple[bool, int]:
        keys = [(key, i) for i, trial in enumerate(self.trials) for key in trial.properties()]
        return not known.is_random, sum(self._gives(known, key, i) for key, i in keys)

    def _gives(self, known: Misconception, key: Key, i: int) -> bool:
        """Return whether a misconception gives what the learner gave, right or wrong."""
        (name, about), trial, gave = key, self.trials[i], self._parts_of(known, i)
        if about == "dtype" and getattr(gave.get(name), "shape", None) not in trial.shapes(name):
            return False  # the dtype of something else, in the place of this part
        return trial.is_alike(key, gave)

    def _parts_of(self, known: Misconception, i: int) -> dict[str, Plain]:
        """Return what a misconception gives on a case; nothing where it raises."""
        if (id(known), i) not in self._gave:
            case = self.trials[i].case
            observe = self.judge.observe or self.exercise.observe
            try:
                with np.errstate(all="ignore"):
                    observation = observe(known.function, case.inputs)
                gave = self.judge.parts_in(case, observation)
            except Exception:  # it refuses the input, or cannot take it
                gave = {}
            self._gave[id(known), i] = gave
        return self._gave[id(known), i]

    def _is_another_choice(self, known: Misconception, name: str, places: list[int]) -> bool:
        """Return whether as many rows came as of a choice by chance, and not the right ones."""
        got = [self.trials[i].got[name].shape for i in places]
        gave = [getattr(self._parts_of(known, i).get(name), "shape", None) for i in places]
        rows = [self.trials[i].rows(name)[:2] for i in places]
        are_known = all(min(came, default=-1) >= 0 for came, _ in rows)
        return got == gave and are_known and any(set(came) != set(right) for came, right in rows)

    def _unnamed(self, key: Key, places: list[int]) -> Finding:
        trials = [self.trials[i] for i in places]
        return wording.finding(key, trials[0], lambda: [self._look(key[0], it) for it in trials])

    def _look(self, name: str, trial: Trial) -> Look:
        images = next(iter(before(trial.form, name)), "")
        inputs = trial.case.inputs

        def swapped() -> Iterator[tuple[str, Plain]]:
            for one, two in combinations(inputs, 2):
                try:
                    right = self.judge.truth(**inputs | {one: inputs[two], two: inputs[one]})
                except Exception:  # most functions take no other order
                    continue
                yield f"{one} and {two}", (leaves(trial.form, right) or {}).get(name)

        return Look(
            part_named(trial.form, name),
            trial.got[name],
            trial.truth[name],
            inputs,
            trial.got.get(images),
            images not in self._wrong_parts(),
            swapped,
            "" if part_named(trial.form, name).rows else part_named(trial.form, name).kind,
        )
