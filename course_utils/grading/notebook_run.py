"""Going through a notebook's cells and exercises with one worker after the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from course_utils import solutions
from course_utils.exercises.exercise import Exercise, Finding
from course_utils.exercises.faults import not_attempted_if_as_given
from course_utils.exercises.judging import crashed, judge, missing
from course_utils.exercises.verdict import Verdict
from course_utils.grading.absent_names import explained, name_not_defined
from course_utils.grading.left_out import from_worker, with_left_out
from course_utils.grading.not_run import SECONDS, LeftOut
from course_utils.grading.offered import sources_for, told
from course_utils.grading.worker_process import Worker, WorkerEndedError, WorkerSilentError
from course_utils.notebooks.reading import CodeCell
from course_utils.observers import address_of
from course_utils.observers.observing import Record
from course_utils.observers.plain import Plain
from course_utils.observers.time_limits import SLOWEST

if TYPE_CHECKING:
    from course_utils.grading.notebook_check import Conditions

_MOST_CHANGED, _LONGEST_CHANGED = 20, 100  # functions, and signs of a name, that are told
_MOST_DEADLY_CELLS = 5  # each costs a new worker


class Run:
    """The check of one notebook: what is done, and what still waits for a worker.

    ``changed`` names the functions that its code has changed in a worker, as far as that was seen.
    """

    def __init__(
        self,
        cells: list[CodeCell],
        exercises: list[Exercise],
        conditions: Conditions,
        observations: dict[str, Plain],
    ) -> None:
        self._observations = observations
        self.waiting = list(exercises)
        lessons = frozenset(exercise.lesson for exercise in exercises)
        self._offer = {"do": "offer", "sources": sources_for(lessons)}
        self.verdicts: list[Verdict] = []
        self.changed: set[str] = set()
        self._cells = cells
        self._conditions = conditions
        self._problems: dict[str, str] = {}
        self._deadly: dict[str, str] = {}
        self._sources = {cell.label: cell.source for cell in cells}
        self._lacking: dict[str, list[LeftOut]] = {}
        self._cannot_be_prepared: set[str] = set()

    @property
    def progress(self) -> tuple[int, int, int]:
        """How many exercises have a verdict, and how much is known to end a worker."""
        return len(self.verdicts), len(self._deadly), len(self._cannot_be_prepared)

    def give_up(self) -> None:
        """Give the exercises that still wait the verdict that the notebook ends the process."""
        message = "The notebook's definitions end the process, or take too long."
        self.verdicts += [crashed(exercise, message) for exercise in self.waiting]
        self.waiting.clear()

    def check_until_the_worker_ends(self, process: Worker) -> None:
        """Check exercise after exercise; return early where the worker cannot go on."""
        if not self._define(process):
            return
        while self.waiting:
            if not self._prepare(process, self.waiting[0]):
                return
            found = self._verdict(process, self.waiting.pop(0))
            verdict = self._in_words(found)
            self.verdicts.append(verdict)
            if found.status in ("crashed", "timeout"):
                return
            if not verdict.passed and not self._use_reference(process, verdict):
                return

    def _define(self, process: Worker) -> bool:
        """Run the definitions cell by cell, and put references in place of what has failed.

        Returns False if a cell has ended or stopped the worker. The next worker leaves it out.
        """
        try:
            process.ask(self._conditions.place(), self._conditions.seconds_to_start)
            process.ask(self._offer, self._conditions.seconds_to_answer)
        except (WorkerEndedError, WorkerSilentError):
            return False
        deadline = time.monotonic() + 3 * self._conditions.seconds_to_answer
        for cell in self._cells:
            name = cell.label
            if name in self._deadly:
                continue
            left = deadline - time.monotonic()
            if left <= 0 or len(self._deadly) > _MOST_DEADLY_CELLS:
                self.give_up()
                return False
            request = {
                "do": "define",
                "name": name,
                "source": cell.source,
                "is_exercise": cell.exercise is not None,
            }
            try:
                seconds = self._conditions.seconds_to_answer
                self._problems |= _as_problems(process.ask(request, min(seconds, left)))
            except WorkerEndedError:
                self._deadly[name] = "running its definitions ends the process"
                return False
            except WorkerSilentError:
                self._deadly[name] = "its definitions do not end: look for a loop"
                return False
        failed = [verdict for verdict in self.verdicts if not verdict.passed]
        return all(self._use_reference(process, verdict) for verdict in failed)

    def _prepare(self, process: Worker, exercise: Exercise) -> bool:
        """Run what else of the notebook a function needs, and note what it lacks.

        Returns False if that has ended or stopped the worker. With the next one it is left out.
        """
        name = exercise.name
        if name in self._cannot_be_prepared:
            return True
        request: dict[str, Plain] = {"do": "plan", "exercise": name, "needs": exercise.needs}
        seconds = self._conditions.seconds_to_answer
        self._lacking[name] = []
        try:
            self._lacking[name] = self._left_out(process.ask(request, seconds))
            if self._lacking[name]:
                request["do"] = "prepare"
                answer = process.ask(request, SLOWEST * SECONDS + seconds)
                self._lacking[name] = self._left_out(answer)
        except (WorkerEndedError, WorkerSilentError):
            self._cannot_be_prepared.add(name)
            return False
        return True

    def _left_out(self, answer: dict[str, Plain]) -> list[LeftOut]:
        return from_worker(answer.get("left_out"), self._sources)

    def _in_words(self, verdict: Verdict) -> Verdict:
        """Return a verdict in words that fit a notebook of which only a part was run."""
        lacking = self._lacking[verdict.exercise]
        if name_not_defined(verdict) not in {one.name for one in lacking}:
            found = explained(verdict, self._cells, self._problems | self._deadly)
            if found != verdict:
                return found
        return with_left_out(verdict, lacking, self._sources)

    def _verdict(self, process: Worker, exercise: Exercise) -> Verdict:
        cases = self._conditions.cases_of(exercise)
        order = self._conditions.order_of(exercise, len(cases))
        time_limit = min(exercise.time_limit, self._conditions.most_seconds)
        request = {
            "do": "observe",
            "exercise": exercise.name,
            "time_limit": time_limit,
            "inputs": [cases[place].inputs for place in order],
            "observer": address_of(exercise.observe),
            "needs": exercise.needs,
        }
        try:
            answer = process.ask(request, SLOWEST * time_limit + self._conditions.seconds_to_answer)
        except WorkerEndedError:
            return crashed(exercise, "The function ended the process it ran in.")
        except WorkerSilentError:  # one long call of a C library lets no time limit through
            return judge(exercise, cases, [{"timeout": time_limit}])
        self.changed |= _as_names(answer.get("changed"))
        if "records" in answer:
            try:
                records, places = _put_back(answer["records"], order)
                verdict = judge(exercise, [cases[place] for place in places], records)
            except Exception:  # no observer makes such records: the code has sent them itself
                return crashed(exercise, "What came back from its process is no observation.")
            if len(records) == len(cases) and places == sorted(places):
                self._observations[exercise.name] = records
            made = f"def {exercise.name}("
            own = [it for it in self._cells if it.exercise == exercise.name or made in it.source]
            return not_attempted_if_as_given(told(verdict), own[-1].source if own else "")
        return _not_defined(exercise, self._cells, self._problems | self._deadly)

    def _use_reference(self, process: Worker, verdict: Verdict) -> bool:
        """Replace a function by the reference solution; return False if the worker has ended.

        Where marks are given, only a function that has them lost for good, and that another cell
        names: what reaches the worker can be read by the code in it.
        """
        name = verdict.exercise
        is_named = any(
            name in cell.source and "def " in cell.source
            for cell in self._cells
            if cell.exercise != name
        )
        if self._conditions.seed is not None and not (is_named and verdict.is_final):
            return True
        request = {"do": "use_reference", "exercise": name, "source": solutions.module_source(name)}
        try:
            process.ask(request, self._conditions.seconds_to_start)
        except (WorkerEndedError, WorkerSilentError):
            return False
        return True


def _put_back(records: list[Record], order: list[int]) -> tuple[list[Record], list[int]]:
    """Return records in the order of the cases, a time-out last, and the places of all cases."""
    found = sorted(zip(order, records, strict=False), key=lambda it: ("timeout" in it[1], it[0]))
    places = [place for place, _ in found]
    return [record for _, record in found], [*places, *sorted(set(order) - set(places))]


def _as_names(names: Plain) -> set[str]:
    """Return what a worker says was changed in it, no longer than one would read."""
    found = names if isinstance(names, list) else []
    return {str(name)[:_LONGEST_CHANGED] for name in found[:_MOST_CHANGED]}


def _as_problems(answer: dict[str, Plain]) -> dict[str, str]:
    """Return what a worker says went wrong, by name; nothing if it is not that."""
    problems = answer.get("problems")
    if not isinstance(problems, dict):
        return {}
    return {str(name): str(text)[:500] for name, text in problems.items()}


def _not_defined(exercise: Exercise, cells: list[CodeCell], problems: dict[str, str]) -> Verdict:
    """Return the verdict on a function that is not there, and say why if its cell is broken."""
    own = [cell.label for cell in cells if cell.exercise == exercise.name]
    reasons = [problems[name] for name in [exercise.name, *own] if name in problems]
    if not reasons:
        return missing(exercise)
    return Verdict(
        exercise.name,
        "error",
        f"Its cell cannot be run. {reasons[0]}",
        Finding("cell-does-not-run", "", "a cell that runs", reasons[0]),
        next_step="run the cell in JupyterLab and mend what it shows",
    )
