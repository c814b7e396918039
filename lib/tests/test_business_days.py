from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pgo_core import business_days

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
FRIDAY = date(2026, 7, 24)


def test_holidays_of_peru_have_spanish_names():
    year = business_days.national_holidays(2026)
    assert year[date(2026, 4, 2)] == "Jueves Santo" and year[date(2026, 12, 25)].startswith(
        "Navidad"
    )
    assert date(2026, 7, 28) in year and date(2026, 7, 27) not in year
    assert list(year) == sorted(year)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, date(2026, 7, 27)),
        (FRIDAY, 2, date(2026, 7, 30)),  # Fiestas Patrias: 28 and 29
        (date(2026, 7, 25), 1, date(2026, 7, 27)),  # an act of a Saturday
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # 1 January is a holiday, then a weekend
        (date(2026, 4, 1), 1, date(2026, 4, 6)),  # Semana Santa
        (date(2026, 1, 5), 30, date(2026, 2, 16)),
    ],
)
def test_a_term_counts_from_the_day_after(start, days, expected):
    assert business_days.add(start, days) == expected


def test_decreed_days_do_not_count():
    closed = {date(2026, 7, 27)}
    assert business_days.add(FRIDAY, 1, closed) == date(2026, 7, 30)
    assert business_days.add(FRIDAY, 1, closed.__contains__) == date(2026, 7, 30)
    assert not business_days.is_business_day(date(2026, 7, 27), closed)


def test_a_holiday_that_a_law_removed_counts_again():
    assert business_days.add(FRIDAY, 2, national=lambda year: ()) == date(2026, 7, 28)


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=20))
def test_between_undoes_add(start, days, closed):
    end = business_days.add(start, days, closed)
    assert business_days.between(start, end, closed) == days
    assert business_days.between(end, start, closed) == -days
    assert days == 0 or business_days.is_business_day(end, closed)


@given(DAYS, st.integers(0, 30))
def test_a_longer_term_ends_later(start, days):
    assert business_days.add(start, days) < business_days.add(start, days + 1)


def test_impossible_terms_are_refused():
    with pytest.raises(ValueError):
        business_days.add(FRIDAY, -1)
    with pytest.raises(ValueError):
        business_days.add(FRIDAY, 1, lambda day: True)


def test_weekends_never_count():
    saturday = date(2026, 7, 25)
    assert business_days.between(FRIDAY, saturday + timedelta(days=1)) == 0
