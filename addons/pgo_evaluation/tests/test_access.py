from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EvaluationCase

MODELS = (
    "pgo.case",
    "pgo.case.clock",
    "pgo.round",
    "pgo.round.change",
    "pgo.round.opening",
    "pgo.observation",
    "pgo.checklist.answer",
    "pgo.opinion",
)


@tagged("post_install", "-at_install")
class TestAccess(EvaluationCase):
    """Who reads and writes what, by role, own entity and another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._in_evaluation()
        cls.draft = cls._observe(cls.case, private_note="Ver el precedente.")
        cls.case.private_notes = "<p>Revisar con el coordinador</p>"
        cls.case.action_draft_opinion()
        cls.opinion = cls.case.opinion_ids

    def _sees(self, user, record):
        return bool(self.env[record._name].with_user(user).search([("id", "in", record.ids)]))

    def test_entity_sees_its_own_case_and_nothing_of_the_kitchen(self):
        for user in (self.formulator, self.planning, self.legal, self.approver):
            self.assertTrue(self._sees(user, self.case))
            self.assertTrue(self._sees(user, self.case.clock_ids))
            self.assertFalse(self._sees(user, self.draft))
            self.assertFalse(self._sees(user, self.opinion))
            with self.assertRaises(AccessError):
                self.draft.with_user(user).read(["text"])
            with self.assertRaises(AccessError):
                self.env["pgo.checklist.answer"].with_user(user).search([])
            for record, name in (
                (self.case, "private_notes"),
                (self.case, "draft_observation_count"),
            ):
                with self.assertRaises(AccessError):
                    record.with_user(user).read([name])
            self.assertFalse(self.case.with_user(user).open_observation_count)
            self.assertFalse(self.case.with_user(user).observation_ids)

    def test_issued_observation_without_its_private_note(self):
        self.case.action_issue_observations()
        self.assertTrue(self._sees(self.formulator, self.draft))
        mine = self.draft.with_user(self.formulator)
        self.assertEqual(mine.text, "Está redactada como procedimiento.")
        with self.assertRaises(AccessError):
            mine.read(["private_note"])
        with self.assertRaises(AccessError):
            self.env["pgo.observation"].with_user(self.formulator).search(
                [("private_note", "ilike", "prec")]
            )
        self.assertEqual(self.case.with_user(self.formulator).open_observation_count, 1)

    def test_another_entity_sees_nothing(self):
        self.case.action_issue_observations()
        for user in (self.outsider, self.outside_approver):
            for record in (
                self.case,
                self.case.clock_ids,
                self.case.round_ids,
                self.draft,
                self.opinion,
            ):
                self.assertFalse(self._sees(user, record), record._name)
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["entity_id"])
            with self.assertRaises(AccessError):
                self.case.with_user(user).message_post(body="Hola")

    def test_sgp_and_auditor_see_all(self):
        for user in (
            self.admissibility,
            self.evaluator,
            self.second_evaluator,
            self.coordinator,
            self.auditor,
        ):
            for record in (self.case, self.draft, self.opinion, self.case.checklist_ids):
                self.assertTrue(self._sees(user, record), (user.login, record._name))
            self.assertIn("Revisar", self.case.with_user(user).private_notes)

    def test_data_team_sees_what_was_issued(self):
        self.assertTrue(self._sees(self.data_team, self.case))
        self.assertFalse(self._sees(self.data_team, self.draft))
        self.assertFalse(self._sees(self.data_team, self.opinion))
        with self.assertRaises(AccessError):
            self.case.with_user(self.data_team).read(["private_notes"])

    def test_who_writes(self):
        writers = {
            "pgo.case": {"admissibility", "evaluator", "coordinator"},
            "pgo.observation": {"evaluator"},
            "pgo.checklist.answer": {"evaluator"},
            "pgo.opinion": {"evaluator", "coordinator"},
        }
        people = {
            name: getattr(self, name)
            for name in (
                "formulator",
                "approver",
                "admissibility",
                "evaluator",
                "coordinator",
                "sgp_admin",
                "auditor",
                "data_team",
            )
        }
        for model in MODELS:
            for name, user in people.items():
                records = self.env[model].with_user(user)
                self.assertEqual(
                    records.has_access("write"), name in writers.get(model, ()), (model, name)
                )
                may_add = model == "pgo.observation" and name == "evaluator"
                self.assertEqual(records.has_access("create"), may_add, (model, name))
                self.assertEqual(records.has_access("unlink"), may_add, (model, name))

    def test_auditor_and_administrator_act_on_nothing(self):
        for user in (self.auditor, self.sgp_admin, self.data_team):
            case = self.case.with_user(user)
            for act in (
                case.action_take,
                case.action_issue_observations,
                case.action_conclude_favourable,
            ):
                self.assertRefused(AccessError, act, self.case)
            self.assertRefused(
                AccessError, lambda case=case: case.write({"private_notes": "x"}), self.case
            )

    def test_checklist_is_answered_by_the_evaluator(self):
        answer = self.case.checklist_ids[0]
        answer.with_user(self.evaluator).write({"answer": "complies", "note": "Con evidencia."})
        self.assertEqual(answer.answer, "complies")
        for user in (self.second_evaluator, self.coordinator, self.formulator):
            self.assertRefused(
                AccessError,
                lambda user=user: answer.with_user(user).write({"answer": "does_not_comply"}),
            )
        self.assertRefused(
            Exception,
            lambda: answer.sudo().with_user(self.evaluator).write({"name": "Otro criterio"}),
        )
        self.assertEqual(answer.answer, "complies")

    def test_catalogues_are_of_the_administrator(self):
        for model in ("pgo.case.stage", "pgo.observation.kind", "pgo.checklist.item"):
            self.assertTrue(self.env[model].with_user(self.sgp_admin).has_access("write"))
            self.assertFalse(self.env[model].with_user(self.coordinator).has_access("write"))
