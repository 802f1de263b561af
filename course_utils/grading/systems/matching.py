"""Whose row is whose: students of a graded class and the rows of a learning system's file."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from course_utils.grading.brought_back import Result
from course_utils.grading.handed_in.students import Student
from course_utils.grading.systems.csv_text import Cell

_MOODLE_FOLDER = re.compile(r"(?P<name>[^_]*)_(?P<number>\d+)_assign\w+")
_CANVAS_FILE = re.compile(r"(?P<login>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+_.+")
_FOLDERS = {"moodle": _MOODLE_FOLDER, "canvas": _CANVAS_FILE}


@dataclass(frozen=True)
class Row:
    """A student's row in the file of a learning system.

    Parameters
    ----------
    cells : tuple of Cell
    number : str
        The system's own number of the student.
    name : str
        The full name.
    logins : tuple of str
        What else tells the student apart: login, e-mail address, number at the school.
    locked : str
        Why the mark may not be changed; blank where it may.
    """

    cells: tuple[Cell, ...]
    number: str
    name: str
    logins: tuple[str, ...] = ()
    locked: str = ""


@dataclass(frozen=True)
class Person:
    """A student of a graded class, as a learning system may name them."""

    result: Result
    student: Student

    def number_in(self, system: str) -> str:
        """Return the number that a system gave the student, if it was that system."""
        if self.student.layout.casefold().startswith(system):
            return self.student.number
        found = _FOLDERS[system].fullmatch(self.result.student)
        return found["number"] if found else ""

    def logins(self) -> Iterator[str]:
        """Yield what the student's login may be, the surest first.

        ILIAS writes ``Lastname_Firstname_login_ID``, and each part may hold a ``_`` of its own: the
        longest that is somebody's login is it.
        """
        if self.student.layout == "ilias":
            parts = self.student.student.removesuffix(f"_{self.student.number}").split("_")
            yield from ("_".join(parts[start:]) for start in range(1, len(parts)))
        yield from filter(None, (self.student.login, self.result.student))


@dataclass
class Matches:
    """Which result goes into which row, and who has no place.

    Parameters
    ----------
    pairs : list of pairs of Row and Person
        Each row and each person is in one of them at most.
    without_row : list of Person
        Of whom the file has no row.
    unclear : list of Person
        Who could be several rows' student, or shares one with somebody.
    without_marks : list of Row
        Of whom nothing was graded.
    """

    pairs: list[tuple[Row, Person]] = field(default_factory=list)
    without_row: list[Person] = field(default_factory=list)
    unclear: list[Person] = field(default_factory=list)
    without_marks: list[Row] = field(default_factory=list)


def people_of(results: Iterable[Result], students: Iterable[Student]) -> list[Person]:
    """Return the students of a class with what is known of them."""
    known = {one.student: one for one in students}
    return [Person(it, known.get(it.student, Student(it.student, ""))) for it in results]


def match(rows: Sequence[Row], people: Sequence[Person], system: str) -> Matches:
    """Find for each student the row: by the system's number, else by login, else by name.

    Whoever has a number of this system is found by it alone: somebody else may have the same name.
    Where a login or a name would serve for two, on either side, neither is filled.

    Parameters
    ----------
    rows : sequence of Row
    people : sequence of Person
    system : str
        ``moodle`` or ``canvas``.
    """
    found = Matches()
    index = _Index(rows)
    claims: dict[int, list[Person]] = defaultdict(list)
    for person in people:
        places = index.of(person, system)
        if not places:
            found.without_row.append(person)
        elif len(places) > 1:
            found.unclear.append(person)
        else:
            claims[places.pop()].append(person)
    for place, row in enumerate(rows):
        claimed = claims.get(place, [])
        if len(claimed) == 1:
            found.pairs.append((row, claimed[0]))
        else:
            found.unclear += claimed
            found.without_marks.append(row)
    return found


class _Index:
    """The rows by what may name their students."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._logins: dict[str, set[int]] = defaultdict(set)
        self._names: dict[str, set[int]] = defaultdict(set)
        for place, row in enumerate(rows):
            if row.number:
                self._numbers[row.number].add(place)
            for login in filter(None, row.logins):
                self._logins[login.casefold()].add(place)
            for name in {row.name, *spellings(row.name)} - {""}:
                self._names[name].add(place)

    def of(self, person: Person, system: str) -> set[int]:
        """Return the rows that may be a student's."""
        if number := person.number_in(system):
            return set(self._numbers.get(number, ()))
        for login in person.logins():
            if places := self._logins.get(login.casefold()):
                return set(places)
        names = list(filter(None, (person.student.name, person.result.student)))
        for spelling in [*names, *(it for name in names for it in spellings(name))]:
            if places := self._names.get(spelling):
                return set(places)
        return set()


def spellings(name: str) -> Iterator[str]:
    """Yield a name as it can be compared: as it stands, and with the last name behind."""
    plain = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    if plain:
        yield plain
    last, comma, first = plain.partition(", ")
    if comma and first:
        yield f"{first} {last}"
