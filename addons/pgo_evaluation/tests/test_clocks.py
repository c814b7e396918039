from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import EvaluationCase


def at(day):
    """Freeze noon of Lima on a day."""
    return freeze_time(f"{day} 17:00:00")


@tagged("post_install", "-at_install")
class TestClocks(EvaluationCase):
    """Terms in business days over holidays, weekends and pauses, computed by hand."""

    def _clock(self, case, phase):
        return case.clock_ids.filtered(lambda clock: clock.phase == phase)[-1:]

    def _fresh(self, *records):
        for record in records:
            record.invalidate_recordset()

    def test_admissibility_over_the_national_holidays(self):
        """Sent on Monday 27 July 2026: 28 and 29 are holidays, so three days end on Monday 3 August."""
        with at("2026-07-27"):
            case = self._received()
            self.assertEqual(case.date_due, date(2026, 8, 3))
            self.assertEqual((case.days_left, case.term_card), (3, "ahead 3"))
        with at("2026-07-30"):
            self._fresh(case)
            self.assertEqual((case.days_left, case.term_card), (2, "near 2"))
        with at("2026-08-03"):
            self._fresh(case)
            self.assertEqual((case.days_left, case.overdue), (0, False))
            self.assertEqual(case.term_card, "near 0")
            self.assertFalse(
                self.env["pgo.case"].search([("overdue", "=", True), ("id", "=", case.id)])
            )
        with at("2026-08-04"):
            self._fresh(case)
            self.assertEqual((case.days_left, case.overdue), (-1, True))
            self.assertEqual(case.term_card, "over -1")
            self.assertEqual(self.env["pgo.case"].search([("overdue", "=", True)]) & case, case)
            self.assertFalse(self.env["pgo.case"].search([("overdue", "=", False)]) & case)
            self.assertTrue(case.clock_ids.overdue)

    def test_evaluation_stops_while_the_entity_informs(self):
        """Ten days from Tuesday 29 September 2026, when the dossier was complete; 8 October is a holiday."""
        with at("2026-09-29"):
            case = self._received().with_user(self.admissibility)
        with at("2026-10-01"):
            case.action_start_admissibility()
            case.action_admit("low")
            case.with_user(self.evaluator).action_take()
            self.assertEqual(case.date_due, date(2026, 10, 14))
        with at("2026-10-06"):
            case.with_user(self.evaluator).action_suspend("Envíe el cuadro de necesidades.")
            evaluation = self._clock(case, "evaluation")
            self.assertEqual((case.ball, case.paused, case.date_due), ("entity", True, False))
            self.assertEqual(case.term_card, "stopped")
            self.assertEqual((evaluation.days_used, evaluation.paused), (5, True))
        with at("2026-10-20"):
            self._fresh(case, evaluation)
            self.assertEqual((evaluation.days_used, evaluation.days_left), (5, 5))
            self.assertFalse(case.overdue)
            case.with_user(self.formulator).action_resume("Se adjunta el cuadro.")
            # Five days remain from the day after: 21, 22, 23, 26 and 27 October.
            self.assertEqual(
                (case.date_due, case.paused, case.state),
                (date(2026, 10, 27), False, "in_evaluation"),
            )
            self.assertEqual(self._clock(case, "suspension").days_used, 9)
        with at("2026-10-22"):
            self._fresh(case, evaluation)
            self.assertEqual((evaluation.days_used, case.days_left), (7, 3))
            self.assertEqual((case.sgp_days, case.entity_days), (7, 9))

    def test_two_pauses_and_the_end_of_the_year(self):
        """Fifteen days from Monday 14 December 2026: 25 December and 1 January are holidays."""
        with at("2026-12-14"):
            case = self._received().with_user(self.admissibility)
            case.action_start_admissibility()
            case.action_admit("medium")
            case.with_user(self.evaluator).action_take()
            self.assertEqual(case.date_due, date(2027, 1, 6))
        with at("2026-12-17"):
            case.with_user(self.evaluator).action_suspend("Primera consulta.")
        with at("2026-12-21"):
            case.with_user(self.formulator).action_resume("Respondida.")
            self.assertEqual(case.date_due, date(2027, 1, 8))
        with at("2026-12-24"):
            case.with_user(self.evaluator).action_suspend("Segunda consulta.")
            case.with_user(self.evaluator).action_resume("Llegó el mismo día.")
            self.assertEqual(case.date_due, date(2027, 1, 8))

    def _observed(self, stops):
        self.env["pgo.setting"].search([("key", "=", "clock_stops_when_observed")]).write(
            {"value": stops, "reason": "Prueba"}
        )
        with at("2026-03-02"):
            case = self._in_evaluation()
        with at("2026-03-04"):
            self._observe(case)
            case.action_issue_observations()
        return case

    def test_observed_stops_the_term_if_the_setting_says_so(self):
        case = self._observed("1")
        with at("2026-03-11"):
            self._fresh(case, case.clock_ids)
            self.assertEqual((case.paused, self._clock(case, "evaluation").days_used), (True, 2))

    def test_observed_lets_the_term_run_if_the_setting_says_so(self):
        case = self._observed("0")
        with at("2026-03-11"):
            self._fresh(case, case.clock_ids)
            self.assertEqual((case.paused, self._clock(case, "evaluation").days_used), (False, 7))
            self.assertEqual(case.date_due, date(2026, 3, 16))

    def test_not_admitted_only_after_the_term(self):
        """Returned on Wednesday 1 April 2026, before Holy Week: five days end on Friday 10."""
        with at("2026-03-30"):
            case = self._received().with_user(self.admissibility)
            case.action_start_admissibility()
        with at("2026-04-01"):
            case.action_return_for_correction("Falta el informe legal.")
            self.assertEqual((case.date_due, case.ball), (date(2026, 4, 10), "entity"))
        with at("2026-04-10"):
            self._fresh(case)
            self.assertRefused(UserError, lambda: case.action_not_admit("Venció el plazo."), case)
        with at("2026-04-13"):
            self._fresh(case)
            case.action_not_admit("Venció el plazo sin subsanación.")
            self.assertEqual((case.state, case.version_id.state), ("not_admitted", "closed"))
            self.assertFalse(case.clock_ids.filtered(lambda clock: not clock.date_end))

    def test_sent_after_the_term_is_marked_late(self):
        """Nothing was decided yet, so the correction is received; the delay is on record."""
        with at("2026-03-30"):
            case = self._received().with_user(self.admissibility)
            case.action_start_admissibility()
            case.action_return_for_correction("Falta el informe legal.")
        with at("2026-04-20"):
            draft = self._draft_of(case)
            self._endorsed(draft).with_user(self.approver).action_send()
            self.assertEqual((case.state, case.round_ids[-1].late), ("in_admissibility", True))
            self.assertEqual(case.date_due, date(2026, 4, 23))

    def test_a_decreed_day_moves_the_running_terms(self):
        with at("2026-03-02"):
            case = self._received()
            self.assertEqual(case.date_due, date(2026, 3, 5))
            holiday = self.env["pgo.holiday"].create(
                {"date": "2026-03-04", "name": "Día no laborable", "reason": "Prueba"}
            )
            self.assertEqual(case.date_due, date(2026, 3, 6))
            holiday.action_remove("Prueba")
            self.assertEqual(case.date_due, date(2026, 3, 5))

    def test_complexity_changes_the_term(self):
        with at("2026-03-02"):
            case = self._in_evaluation()
            self.assertEqual(case.date_due, date(2026, 3, 16))
            coordinator = case.with_user(self.coordinator)
            self.assertRefused(UserError, lambda: coordinator._set_complexity("high", ""), case)
            coordinator._set_complexity("high", "Doce órganos de línea.")
            self.assertEqual((case.complexity, case.date_due), ("high", date(2026, 4, 8)))
            self.assertEqual(len(self._events(case, "case.complexity")), 1)

    def test_term_of_answer_is_a_setting(self):
        self.env["pgo.setting"].search([("key", "=", "term_observation")]).write(
            {"value": "10", "reason": "Prueba"}
        )
        case = self._observed("1")
        self.assertEqual(case.date_due, date(2026, 3, 18))

    def test_concluded_has_no_clock(self):
        case = self._received()
        case.with_user(self.approver).action_withdraw("Ya no se necesita.")
        self.assertFalse(case.date_due)
        self.assertEqual(case.ball, False)
