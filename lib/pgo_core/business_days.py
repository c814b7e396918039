"""Terms in business days (días hábiles).

A term in days counts business days from the day after the act: Ley N° 27444 (LPAG), TUO approved by
DS N° 004-2019-JUS, arts. 144.1 and 145.1 (133 and 134 of the original numbering). Saturdays,
Sundays and national holidays do not count, nor the days that a norm declares non-working for the
public sector, which the caller gives as `closed`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

#: Further days that do not count: a collection of dates, or a question about one date.
Closed = Collection[date] | Callable[[date], bool]
#: The holidays of a year, asked year by year.
Holidays = Callable[[int], Collection[date]]

_DAY = timedelta(days=1)
_SATURDAY = 5
#: Without one business day in this long, the calendar given is wrong.
_LONGEST_GAP = 366


@cache
def national_holidays(year: int) -> MappingProxyType[date, str]:
    """Return the national holidays of Peru in a year with their names in Spanish (DLeg 713, art. 6,
    as amended).

    Raises `ModuleNotFoundError` without the extra `calendar` of this library.
    """
    import holidays  # heavy, and an extra: only who counts days needs it

    found = holidays.country_holidays("PE", years=year, language="es")
    return MappingProxyType(dict(sorted(found.items())))


def is_business_day(day: date, closed: Closed = (), national: Holidays = national_holidays) -> bool:
    """Return whether the day counts: no weekend, no national holiday, not one of the `closed` days.

    `national` may be replaced where a law has changed a holiday that the calendar still has.
    """
    if day.weekday() >= _SATURDAY or day in national(day.year):
        return False
    return not (closed(day) if callable(closed) else day in closed)


def add(day: date, days: int, closed: Closed = (), national: Holidays = national_holidays) -> date:
    """Return the last day of a term of `days` business days that follows an act of `day`.

    Counting begins on the day after `day`, so the result is a business day; a term of 0 days ends
    on `day` itself. Raises `ValueError` for a negative term or a calendar in which no day counts.
    """
    if days < 0:
        raise ValueError(f"a term of {days} days")
    idle = 0
    while days:
        day += _DAY
        if is_business_day(day, closed, national):
            days, idle = days - 1, 0
        else:
            idle += 1
            if idle > _LONGEST_GAP:
                raise ValueError(f"no business day in the year before {day}")
    return day


def between(
    start: date, end: date, closed: Closed = (), national: Holidays = national_holidays
) -> int:
    """Return how many business days have run after `start` up to and including `end`.

    It undoes `add`: `between(d, add(d, n)) == n`. Negative when `end` comes before `start`.
    """
    if end < start:
        return -between(end, start, closed, national)
    days = ((start + _DAY * offset) for offset in range(1, (end - start).days + 1))
    return sum(is_business_day(day, closed, national) for day in days)
