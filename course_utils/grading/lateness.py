"""What a late submission keeps of its points: due dates, days of grace, extensions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course_utils.errors import CourseError
from course_utils.exercises import of_lesson

_DAY = timedelta(days=1)
_UNITS = {"min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86_400, "day": 86_400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(min|minute|h|hour|d|day)s?")
_KNOWN = ("date", "zone", "penalty", "grace", "most", "lessons", "extensions")
_PENALTY = 'a part of the points such as 0.1, or a text such as "10 %"'


@dataclass(frozen=True)
class Due:
    """When the work is due, and what each day after that costs.

    Parameters
    ----------
    date : datetime or None
        For all lessons; None where only `lessons` has dates.
    penalty : float
        The part of the points, 0 to 1, that each day begun after the due date takes off.
    grace : timedelta
        How long after the due date work is still on time.
    most : float
        The largest part that lateness takes off.
    lessons : dict of int to datetime
        For a lesson its own date.
    extensions : dict of str to datetime
        For a student a date of their own, for all lessons.
    zone : ZoneInfo or None
        Of dates and time stamps without one; None is that of this machine.
    """

    date: datetime | None = None
    penalty: float = 0.0
    grace: timedelta = timedelta()
    most: float = 1.0
    lessons: Mapping[int, datetime] = field(default_factory=dict)
    extensions: Mapping[str, datetime] = field(default_factory=dict)
    zone: ZoneInfo | None = None

    def date_for(self, student: str, lesson: int) -> datetime | None:
        """Return when a lesson is due for a student: by an extension never earlier than for all."""
        due, own = self.lessons.get(lesson, self.date), self.extensions.get(student)
        return max(due, own) if due and own else due or own

    def part_left(self, student: str, lesson: int, at: datetime | None) -> tuple[float, str]:
        """Return the part of the points that is left, and a sentence for the student if late.

        Parameters
        ----------
        student : str
        lesson : int
        at : datetime or None
            When it was handed in. Where nobody knows, nothing is taken off.

        Returns
        -------
        part : float
            1 for work on time.
        note : str
            Blank for work on time.
        """
        due = self.date_for(student, lesson)
        if at is None or due is None:
            return 1.0, ""
        late = placed(at, self.zone) - due
        if late <= self.grace or late <= timedelta():
            return 1.0, ""
        days = math.ceil(late / _DAY)
        part = round(1 - min(self.penalty * days, self.most, 1.0), 6)
        return part, f"Handed in {_in_words(late)} after the due date: {part:.0%} of the points."


def read_due(path: object, rules: dict[str, Any]) -> Due | None:
    """Return what ``[due]`` of a marks file says; None if it has no such table.

    Raises
    ------
    CourseError
        If something in it is not known, or no date.
    """
    table = rules.get("due")
    if table is None:
        return None
    if isinstance(table, date):  # due = 2026-11-30
        table = {"date": table}
    if not isinstance(table, dict):
        raise CourseError(f"{path}: [due] should hold date, penalty and grace.")
    unknown = set(table) - set(_KNOWN)
    if unknown:
        raise CourseError(
            f"{path}: [due] has no {min(unknown)}. There are {', '.join(_KNOWN[:-1])} and "
            f"{_KNOWN[-1]}."
        )
    zone = _zone(path, table.get("zone"))
    lessons = _dates(path, table, "lessons", zone)
    due = Due(
        moment(path, "date", table["date"], zone) if "date" in table else None,
        _part(path, "penalty", table.get("penalty", 0)),
        _duration(path, table.get("grace", 0)),
        _part(path, "most", table.get("most", 1)),
        {_lesson(path, name): at for name, at in lessons.items()},
        _dates(path, table, "extensions", zone),
        zone,
    )
    if due.date is None and not due.lessons:
        raise CourseError(f"{path}: [due] needs a date, such as date = 2026-11-30.")
    return due


def moment(path: object, name: str, value: object, zone: ZoneInfo | None) -> datetime:
    """Return a moment from a marks file: a date lasts to its end, a text is ISO 8601.

    Raises
    ------
    CourseError
        If it is neither.
    """
    if isinstance(value, str):
        try:
            value = (date if len(value) <= len("2026-11-30") else datetime).fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime):
        return placed(value, zone)
    if isinstance(value, date):
        return placed(datetime.combine(value, time(23, 59, 59)), zone)
    raise CourseError(
        f"{path}: {name} should be a date such as 2026-11-30, or a date with a time such as "
        "2026-11-30T18:00:00+01:00."
    )


def placed(at: datetime, zone: ZoneInfo | None) -> datetime:
    """Return a moment with a zone: its own, else the given one, else that of this machine."""
    if at.tzinfo is not None:
        return at
    return at.replace(tzinfo=zone) if zone else at.astimezone()


def _dates(
    path: object, table: dict[str, Any], name: str, zone: ZoneInfo | None
) -> dict[str, datetime]:
    dates = table.get(name, {})
    if not isinstance(dates, dict):
        raise CourseError(f"{path}: [due.{name}] should hold dates.")
    return {key: moment(path, f"{name}.{key}", value, zone) for key, value in dates.items()}


def _zone(path: object, name: object) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CourseError(f'{path}: zone should be such as "Europe/Berlin", not {name}.') from None


def _part(path: object, name: str, value: object) -> float:
    """Return a part of the points from 0.1, "10 %" or 10; more than 1 is per cent."""
    if isinstance(value, str) and value.rstrip().endswith("%"):
        try:
            part = float(value.rstrip().removesuffix("%")) / 100
        except ValueError:
            part = -1.0
    elif isinstance(value, int | float) and not isinstance(value, bool):
        part = float(value) if value <= 1 else value / 100
    else:
        part = -1.0
    if not 0 <= part <= 1:
        raise CourseError(f"{path}: {name} in [due] should be {_PENALTY}.")
    return part


def _duration(path: object, value: object) -> timedelta:
    """Return a duration from "30 min", "2 h" or "1 day"; a number is in minutes."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return timedelta(minutes=value)
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or len(found[1]) > 6:
        raise CourseError(
            f'{path}: grace in [due] should be such as "30 min", "2 h" or "1 day"; a number is in '
            "minutes."
        )
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def _lesson(path: object, name: str) -> int:
    if not (name.isdecimal() and of_lesson(int(name))):
        raise CourseError(f"{path}: [due.lessons] names {name}, which is no lesson with exercises.")
    return int(name)


def _in_words(late: timedelta) -> str:
    """Return a duration by its two largest units, such as ``1 day 3 h``."""
    days, seconds = late.days, late.seconds
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if days:
        return f"{days} {'day' if days == 1 else 'days'}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes} min" if minutes else "")
    return f"{max(minutes, 1)} min"
