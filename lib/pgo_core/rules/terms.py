"""Terms of the dossier in business days.

Without the extra `calendar` of the library nobody knows the national holidays: then only weekends
and the closed days of the dossier are left out, and the message says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .. import business_days, dossier
from ..dossier import Clock, Dossier
from . import texts

#: Years beyond which a date is a slip of the pen.
_YEARS = range(1990, 2101)
#: A term longer than this is no term of these norms.
_LONGEST_TERM = 250
#: Nobody waits for the end of a term this many days off.
_FAR = 120


def day(text: str) -> date | None:
    """The day of an ISO text, None when it is none or of another century."""
    found = dossier.day(text)
    return found if found and found.year in _YEARS else None


def told(text: str) -> str:
    """A date as people write it (`15/04/2026`), or the text as it is."""
    found = day(text)
    return f"{found:%d/%m/%Y}" if found else text.strip() or "…"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days count: `unit` says in a message what was counted."""

    national: business_days.Holidays
    unit: str
    closed: frozenset[date]

    @classmethod
    def of(cls, facts: Dossier) -> Calendar:
        """The national calendar with the closed days of a dossier."""
        closed = frozenset(found for text in facts.closed_days if (found := day(text)))
        try:
            business_days.national_holidays(_YEARS[0])
        except ModuleNotFoundError:
            return cls(lambda year: (), texts.label("days", "weekends"), closed)
        return cls(business_days.national_holidays, texts.label("days", "national"), closed)

    def add(self, start: date, days: int, stopped: Iterable[tuple[date, date]] = ()) -> date | None:
        """The last day of a term; None when it is stopped for longer than a year."""
        stopped = tuple(stopped)

        def idle(one: date) -> bool:
            return one in self.closed or any(first <= one <= last for first, last in stopped)

        try:
            return business_days.add(start, days, idle, self.national)
        except ValueError:
            return None

    def left(self, today: date, due: date) -> int:
        """Business days from the day after `today` to `due`; those of a far day are not counted."""
        if (due - today).days > _FAR:
            return _FAR
        return business_days.between(today, due, self.closed, self.national)

    def due(self, clock: Clock) -> date | None:
        """The last day of a clock, None when it cannot be told or the term is stopped still."""
        start = day(clock.start)
        if start is None or not 0 <= clock.days <= _LONGEST_TERM:
            return None
        stopped: list[tuple[date, date]] = []
        for pair in clock.suspended:
            first, _sign, last = pair.partition("/")
            since, until = day(first), day(last)
            if since is None:
                continue
            if until is None:
                return None
            stopped.append((since, until))
        return self.add(start, clock.days, stopped)
