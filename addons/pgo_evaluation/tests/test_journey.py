from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import EvaluationCase

#: Acts of a case with one round of observation and correction, in order.
ACTS = [
    "case.received",
    "case.in_admissibility",
    "case.admitted",
    "case.assigned",
    "case.observed",
    "case.correction_started",
    "case.round_received",
    "case.favourable",
    "case.closed",
]


@tagged("post_install", "-at_install")
class TestJourney(EvaluationCase):
    """From the sending to the favourable opinion, with one round of observation and correction."""

    def test_whole_journey(self):
        version = self._endorsed(self._adopted())
        case = self._sent(version)
        self._check_received(case, version)
        self._admit(case)
        function = self._functions(version)[0]
        observation = self._issue(case, function)
        draft = self._correct(case, observation, function)
        self._check_round(case, draft, function)
        self.assertEqual(version.state, "replaced")
        observation.invalidate_recordset()
        self.assertEqual(observation.anchor_state, "text_changed")

        observation.with_user(self.evaluator).action_clear()
        self._conclude(case)
        self.assertEqual((case.state, case.result, case.ball), ("favourable", "favourable", False))
        opinion = case.opinion_ids
        self.assertEqual((opinion.state, opinion.concluder_id), ("concluded", self.coordinator))
        self.assertRegex(opinion.number, r"^OTP-\d{4}-\d{6}$")
        self.assertEqual(opinion.signatories, "Subsecretaría de Administración Pública")
        self.assertIn(case.number, opinion.body)
        self.assertTrue(draft._has_favourable_opinion())

        draft.with_user(self.approver).action_elevate()
        self.assertEqual((case.state, case.result), ("closed", "favourable"))
        self.assertEqual(self._events(case).mapped("kind"), ACTS)
        self.assertEqual(
            self._events(observation).mapped("kind"),
            ["observation.answered", "observation.cleared"],
        )
        self.assertEqual(self.env["pgo.event"]._verify_all(), [])

    def _check_received(self, case, version):
        self.assertEqual(version.state, "sent")
        self.assertRegex(case.number, r"^EXP-\d{4}-\d{6}$")
        self.assertEqual((case.state, case.ball, case.route), ("received", "sgp", "optional"))
        self.assertEqual(case.stage_id.name, "Recibido")
        self.assertEqual(case.round_ids.version_id, version)
        self.assertEqual(case.first_version_id, version)
        receipt = case._receipt_data()
        self.assertEqual((receipt["receipt"], len(receipt["documents"])), (version.receipt, 4))

    def _admit(self, case):
        case.with_user(self.admissibility).action_start_admissibility()
        case.with_user(self.admissibility).action_admit("low")
        self.assertEqual((case.state, case.complexity), ("in_evaluation", "low"))
        self.assertEqual(len(case.with_user(self.evaluator).checklist_ids), 25)
        case.with_user(self.evaluator).action_take()
        self.assertEqual(case.evaluator_id, self.evaluator)

    def _issue(self, case, function):
        observation = self._observe(case, function, suggested_text="Dirigir la política local.")
        self.assertEqual(observation.quote, function.text)
        self.assertEqual(observation.unit_id, function.unit_id)
        self.assertEqual(observation.anchor_state, "exact")
        case.with_user(self.evaluator).action_issue_observations()
        self.assertEqual((case.state, case.ball), ("observed", "entity"))
        self.assertEqual((observation.state, observation.number), ("open", 1))
        self.assertEqual(case._observation_sheet_data()["observations"], observation)
        return observation

    def _correct(self, case, observation, function):
        sent = case.version_id
        draft = self._draft_of(case)
        self.assertEqual(draft.previous_round_id, sent)
        self.assertEqual(len(draft.dossier_ids), 4)
        observation.with_user(self.formulator).action_use_suggestion()
        self.assertEqual(observation.state, "answered")
        self.assertEqual(self._same(draft, function).text, "Dirigir la política local.")
        self._endorsed(draft)
        draft.with_user(self.approver).action_send()
        return draft

    def _check_round(self, case, draft, function):
        self.assertEqual(
            (case.state, case.version_id, case.round_count), ("in_evaluation", draft, 2)
        )
        sent = case.round_ids[-1]
        change = sent.change_ids
        self.assertEqual(
            (change.change, change.target_uid, change.ground), ("changed", function.uid, "observed")
        )
        self.assertIn("Dirigir la política local.", change.after)
        self.assertGreater(sent.equal_count, 50)
        self.assertRegex(sent.proof, r"^[0-9a-f]{64}$")

    def _conclude(self, case, result="favourable"):
        evaluator = case.with_user(case.evaluator_id)
        evaluator.action_draft_opinion()
        opinion = evaluator._current_opinion()
        opinion.result = result
        opinion.action_submit()
        if result == "favourable":
            case.with_user(self.coordinator).action_conclude_favourable()
        else:
            case.with_user(self.coordinator).action_conclude_not_favourable(
                "Faltan funciones de ley."
            )

    def test_not_favourable_closes_the_version_which_may_still_be_elevated(self):
        """LOE 51.2: where the opinion is optional the version is elevated whatever the case says."""
        case = self._in_evaluation()
        self._conclude(case, "not_favourable")
        version = case.version_id.with_user(self.approver)
        self.assertEqual((case.state, version.state), ("not_favourable", "closed"))
        version.action_elevate()
        self.assertEqual(
            (version.state, case.state, case.result), ("elevated", "closed", "not_favourable")
        )

    def test_elevated_meanwhile_closes_the_case(self):
        case = self._in_evaluation()
        case.version_id.with_user(self.approver).action_elevate()
        self.assertEqual((case.state, case.result, case.ball), ("closed", "without_opinion", False))
        self.assertFalse(case.date_due)

    def test_amended_by_the_council_after_an_optional_opinion(self):
        """The body is sovereign where the opinion is optional; the case stays with the text it was given on."""
        case = self._in_evaluation()
        self._conclude(case)
        version = case.version_id.with_user(self.approver)
        version.action_elevate()
        copy = version._start_amendment("Acta N° 014-2026", "Precisa una función.")
        self.assertFalse(copy.case_id or copy.is_correction or copy.previous_round_id)
        function = self._functions(copy)[0].with_user(self.approver)
        function.text = "Dirigir la política local de los servicios."
        copy._recheck()
        copy.finding_ids.filtered("pending").action_answer("Lo acordó el Concejo.")
        copy._register_approval(
            {
                "instrument": "Ordenanza Municipal",
                "number": "007-2026",
                "date": copy._today_in_lima(),
            }
        )
        self.assertEqual((copy.state, version.state), ("approved", "replaced"))
        self.assertEqual((case.state, case.result), ("closed", "favourable"))
        self.assertEqual((case.version_id.id, version.case_id), (version.id, case))

    def test_amended_after_a_mandatory_opinion_needs_a_new_one(self):
        """LOE 51.1: the favourable opinion was given on the text elevated and on no other."""
        self.entity.type_id.write({"sgp_opinion": "mandatory", "reason": "Prueba"})
        case = self._in_evaluation()
        self._conclude(case)
        version = case.version_id.with_user(self.approver)
        version.action_elevate()
        versions = self.env["pgo.version"].search_count([])
        message = self.assertRefused(
            UserError, lambda: version._start_amendment("Acta N° 1", "Precisa."), version, case
        )
        self.assertIn("opinion", message)
        self.assertEqual(self.env["pgo.version"].search_count([]), versions)

    def test_withdrawing_the_version_withdraws_the_case(self):
        case = self._in_evaluation()
        case.version_id.with_user(self.approver).action_withdraw("Cambió la autoridad.")
        self.assertEqual(
            (case.state, case.result, case.version_id.state),
            ("withdrawn", "withdrawn", "withdrawn"),
        )

    def test_withdrawing_the_case_closes_the_version(self):
        case = self._received()
        case.with_user(self.approver).action_withdraw("Se aprobará sin opinión.")
        self.assertEqual((case.state, case.version_id.state), ("withdrawn", "closed"))

    def test_returned_for_correction_and_back(self):
        case = self._received().with_user(self.admissibility)
        first = case.version_id
        case.action_start_admissibility()
        case.action_return_for_correction("Falta el informe legal visado.")
        self.assertEqual((case.state, case.ball), ("returned_for_correction", "entity"))
        draft = self._draft_of(case)
        self._endorsed(draft).with_user(self.approver).action_send()
        self.assertEqual(
            (case.state, case.version_id, first.state), ("in_admissibility", draft, "replaced")
        )
        self.assertFalse(case.round_ids[-1].change_ids)

    def test_second_verdict_issues_it_again(self):
        case = self._in_evaluation()
        observation = self._observe(case)
        case.action_issue_observations()
        draft = self._draft_of(case)
        observation.with_user(self.formulator).action_answer("Se mantiene por mandato de la ley.")
        self._endorsed(draft).with_user(self.approver).action_send()
        observation.with_user(self.evaluator).action_not_clear("La ley citada no lo dice.")
        new = self._observe(case)
        case.with_user(self.evaluator).action_issue_observations()
        self.assertEqual(observation.mapped("state") + new.mapped("state"), ["open", "open"])
        self.assertEqual((observation.number, new.number), (1, 2))
        self.assertEqual(new.round_id.number, 2)

    def test_executive_goes_through_conformity_and_ccv(self):
        self.assertFalse(self.entity.type_id.is_executive)
        case = self._in_evaluation()
        self.entity.type_id.write({"is_executive": True, "reason": "Prueba"})
        case.with_user(self.coordinator).action_conformity()
        self.assertFalse(case.date_due)
        case.with_user(self.coordinator).action_to_ccv()
        self._conclude(case)
        self.assertEqual(case.state, "favourable")
