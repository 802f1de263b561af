"""Going through a notebook's cells and exercises with one worker after the other."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from course_utils import solutions
from course_utils.exercises.exercise import Exercise, Finding
from course_utils.exercises.faults import not_attempted_if_as_given
from course_utils.exercises.judging import crashed, judge, missing
from course_utils.exercises.renamed import defined_instead
from course_utils.exercises.verdict import Verdict
from course_utils.grading.absent_names import explained, name_not_defined
from course_utils.grading.believed import as_names, as_problems, in_order
from course_utils.grading.budget import out_of_time
from course_utils.grading.left_out import from_worker, with_left_out
from course_utils.grading.not_run import SECONDS, LeftOut
from course_utils.grading.offered import sources_for, told
from course_utils.grading.references import needed_by, with_short_values, without_words
from course_utils.grading.worker_process import Worker, WorkerEndedError, WorkerSilentError
from course_utils.notebooks.reading import CodeCell
from course_utils.observers import address_of
from course_utils.observers.plain import Plain
from course_utils.observers.time_limits import SLOWEST

if TYPE_CHECKING:
    from course_utils.grading.notebook_check import Conditions

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
        self._until: float | None = None

    def worker(self) -> Worker:
        """Return a new worker, which has the time that is left of the submission's."""
        process = Worker(self._conditions.nursery, self._conditions.limits)
        if self._until is None:  # it starts here: the first worker waits for TensorFlow
            self._until = time.monotonic() + self._conditions.budget
        process.until = self._until
        return process

    @property
    def progress(self) -> tuple[int, int, int]:
        """How many exercises have a verdict, and how much is known to end a worker."""
        return len(self.verdicts), len(self._deadly), len(self._cannot_be_prepared)

    def give_up(self) -> None:
        """Give the exercises that still wait the verdict that the notebook ends the process."""
        message = "The notebook's definitions end the process, or take too long."
        self.verdicts += [crashed(exercise, message) for exercise in self.waiting]
        self.waiting.clear()

    def stop_for_time(self) -> None:
        """Give the exercises that still wait the verdict that the notebook takes too long."""
        self.verdicts += [out_of_time(it) for it in self.waiting]
        self.waiting.clear()

    def check_until_the_worker_ends(self, process: Worker) -> None:
        """Check exercise after exercise; return early where the worker cannot go on.

        Where marks are given, an exercise that needs references has a worker of its own.
        """
        if not self._define(process):
            return
        if not self._conditions.is_for_marks and not self._give_references(process, self._lost()):
            return
        while self.waiting:
            stand_ins = needed_by(self.waiting[0].name, self._lost(), self._cells)
            if self._conditions.is_for_marks and stand_ins and process.may_get_references:
                can_go_on = self._check_alone(stand_ins)
            else:
                can_go_on = self._check(process)
            if not can_go_on:
                return

    def _lost(self) -> list[str]:
        """Return which exercises have failed, where marks are given for good."""
        is_for_marks = self._conditions.is_for_marks
        failed = [it for it in self.verdicts if not it.passed and (it.is_final or not is_for_marks)]
        return [*self._conditions.lost, *(verdict.exercise for verdict in failed)]

    def _check_alone(self, stand_ins: list[str]) -> bool:
        """Check the next exercise in a worker that gets references for it, and then ends."""
        before = len(self.waiting)
        with self.worker() as process:
            if self._define(process) and self._give_references(process, stand_ins):
                self._check(process)
        return len(self.waiting) < before

    def _check(self, process: Worker) -> bool:
        """Check the next exercise; return False if the worker cannot go on."""
        if not self._prepare(process, self.waiting[0]):
            return False
        found = self._verdict(process, self.waiting[0])
        self.waiting.pop(0)
        verdict = self._in_words(found)
        self.verdicts.append(with_short_values(verdict) if process.has_references else verdict)
        if found.status in ("crashed", "timeout"):
            return False
        is_for_marks = self._conditions.is_for_marks
        return verdict.passed or is_for_marks or self._give_references(process, [verdict.exercise])

    def _define(self, process: Worker) -> bool:
        """Run the definitions cell by cell.

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
                self._problems |= as_problems(process.ask(request, min(seconds, left)))
            except WorkerEndedError:
                self._deadly[name] = "running its definitions ends the process"
                return False
            except WorkerSilentError:
                self._deadly[name] = "its definitions do not end: look for a loop"
                return False
        return True

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
        if process.has_references:
            self._lacking[name] = [replace(it, detail="") for it in self._lacking[name]]
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
        self.changed |= as_names(answer.get("changed"))
        if "records" in answer:
            made = f"def {exercise.name}("
            own = [it for it in self._cells if it.exercise == exercise.name or made in it.source]
            cell = own[-1].source if own else ""
            try:
                records, places = in_order(answer["records"], order)
                records = without_words(records, cell) if process.has_references else records
                verdict = judge(exercise, [cases[place] for place in places], records)
            except Exception:  # no observer makes such records: the code has sent them itself
                return crashed(exercise, "What came back from its process is no observation.")
            if len(records) == len(cases) and places == sorted(places):
                self._observations[exercise.name] = records
            return not_attempted_if_as_given(told(verdict), cell)
        return _not_defined(exercise, self._cells, self._problems | self._deadly)

    def _give_references(self, process: Worker, names: list[str]) -> bool:
        """Put reference solutions in place of functions; return False if the worker has ended."""
        process.has_references = process.has_references or self._conditions.is_for_marks
        for name in names:
            source = solutions.module_source(name)
            request = {"do": "use_reference", "exercise": name, "source": source}
            try:
                process.ask(request, self._conditions.seconds_to_start)
            except (WorkerEndedError, WorkerSilentError):
                return False
        return True


def _not_defined(exercise: Exercise, cells: list[CodeCell], problems: dict[str, str]) -> Verdict:
    """Return the verdict on a function that is not there, and say why if its cell is broken."""
    own = [cell.label for cell in cells if cell.exercise == exercise.name]
    reasons = [problems[name] for name in [exercise.name, *own] if name in problems]
    if not reasons:
        sources = [cell.source for cell in cells if cell.exercise == exercise.name]
        instead = [defined_instead(exercise.name, source) for source in sources]
        return missing(exercise, next(filter(None, instead), None))
    return Verdict(
        exercise.name,
        "error",
        f"Its cell cannot be run. {reasons[0]}",
        Finding("cell-does-not-run", "", "a cell that runs", reasons[0]),
        next_step="run the cell in JupyterLab and mend what it shows",
    )
