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
            {"date": "2026-03-04", "name": "Día no laborable", "instrument": "DS"}
        )
        self.assertEqual(self.env["pgo.holiday"]._add_business_days(start, days), date(2026, 3, 6))
        self.assertEqual(self.env["pgo.holiday"]._business_days_between(start, date(2026, 3, 6)), 3)

    def test_the_calendar_kept_is_the_one_of_today(self):
        holidays, start = self.env["pgo.holiday"], date(2026, 3, 2)

        def third_day():
            return holidays._add_business_days(start, 3)

        self.assertEqual(third_day(), date(2026, 3, 5))
        day = holidays.create({"date": "2026-03-04", "name": "Día no laborable"})
        self.assertEqual(third_day(), date(2026, 3, 6))
        day.date = "2026-03-06"
        self.assertEqual(third_day(), date(2026, 3, 5))
        day.date = "2026-03-05"
        self.assertEqual(third_day(), date(2026, 3, 6))
        day.unlink()
        self.assertEqual(third_day(), date(2026, 3, 5))
        with self.assertQueryCount(0):
            third_day()

    def test_every_change_of_the_calendar_is_an_event(self):
        def logged():
            return self.env["pgo.event"].search_count([("kind", "=", "holiday.changed")])

        before = logged()
        day = self.env["pgo.holiday"].create({"date": "2026-03-04", "name": "Día no laborable"})
        day.write({"date": "2026-03-05"})
        day.unlink()
        self.assertEqual(logged() - before, 3)
        event = self.env["pgo.event"].search([("kind", "=", "holiday.changed")], limit=1)
        self.assertIn("2026-03-05", event.payload)
