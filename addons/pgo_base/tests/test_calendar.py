from datetime import date

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCalendar(TransactionCase):
    """Business days skip weekends, national holidays and the days that SGP adds."""

    def test_national_holidays_do_not_count(self):
        # 28 and 29 July 2026 are Tuesday and Wednesday, Fiestas Patrias.
        self.assertEqual(
            self.env["pgo.holiday"]._add_business_days(date(2026, 7, 27), 1), date(2026, 7, 30)
        )

    def test_decreed_day_does_not_count(self):
        start, days = date(2026, 3, 2), 3
        self.assertEqual(self.env["pgo.holiday"]._add_business_days(start, days), date(2026, 3, 5))
        self.env["pgo.holiday"].create(
            {"date": "2026-03-04", "name": "Día no laborable", "reason": "DS"}
        )
        self.assertEqual(self.env["pgo.holiday"]._add_business_days(start, days), date(2026, 3, 6))
        self.assertEqual(self.env["pgo.holiday"]._business_days_between(start, date(2026, 3, 6)), 3)

    def test_the_calendar_kept_is_the_one_of_today(self):
        holidays, start = self.env["pgo.holiday"], date(2026, 3, 2)

        def third_day():
            return holidays._add_business_days(start, 3)

        self.assertEqual(third_day(), date(2026, 3, 5))
        day = holidays.create(
            {"date": "2026-03-04", "name": "Día no laborable", "reason": "Decreto"}
        )
        self.assertEqual(third_day(), date(2026, 3, 6))
        day.write({"date": "2026-03-06", "reason": "Decreto"})
        self.assertEqual(third_day(), date(2026, 3, 5))
        day.write({"date": "2026-03-05", "reason": "Decreto"})
        self.assertEqual(third_day(), date(2026, 3, 6))
        day.action_remove("Decreto derogado")
        self.assertEqual(third_day(), date(2026, 3, 5))
        with self.assertQueryCount(0):
            third_day()
