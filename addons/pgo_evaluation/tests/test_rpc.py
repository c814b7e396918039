from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import EvaluationMixin


@tagged("post_install", "-at_install")
class TestRpc(EvaluationMixin, HttpCase):
    """What a client of /json/2 may not do, whatever it sends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_people()
        cls.case = cls._in_evaluation()

    def _call(self, user, method, model="pgo.case", ids=None, **arguments):
        keys = self.env(user=user)["res.users.apikeys"]
        key = keys._generate(None, "prueba", fields.Datetime.now() + timedelta(hours=1))
        self.env.flush_all()
        # A refusal is what is tested here; the server's log tells it as a warning.
        with mute_logger("odoo.http"):
            return self._post(key, model, method, self._body(ids, arguments))

    def _body(self, ids, arguments):
        return arguments if ids == () else {"ids": self.case.ids, **arguments}

    def _post(self, key, model, method, body):
        return self.url_open(
            f"/json/2/{model}/{method}",
            json=body,
            headers={"Authorization": f"Bearer {key}", "X-Odoo-Database": self.env.cr.dbname},
            method="POST",
        )

    def _assert_refused(self, answer):
        self.assertIn(answer.status_code, (403, 422), answer.text[:300])
        self.case.invalidate_recordset()
        self.assertEqual((self.case.state, self.case.result), ("in_evaluation", False))
        self.assertEqual(self.case.stage_id.state, "in_evaluation")

    def test_reading_works(self):
        answer = self._call(self.evaluator, "read", fields=["number", "state"])
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.assertEqual(answer.json()[0]["state"], "in_evaluation")

    def test_another_entity_reads_nothing(self):
        self._assert_refused(self._call(self.outsider, "read", fields=["number"]))

    def test_writes_are_refused(self):
        stage = self.env.ref("pgo_evaluation.pgo_case_stage_favourable").id
        for user in (self.evaluator, self.coordinator, self.formulator):
            for vals in ({"state": "favourable"}, {"result": "favourable"}, {"stage_id": stage}):
                for context in ({}, {"pgo_guard": True}, {"default_state": "favourable"}):
                    self._assert_refused(self._call(user, "write", vals=vals, context=context))
            self._assert_refused(
                self._call(user, "web_save", vals={"state": "favourable"}, specification={})
            )

    def test_private_methods_are_not_reachable(self):
        for method in ("_platform_transition", "_transition", "_platform", "_open_for", "_assign"):
            self._assert_refused(self._call(self.coordinator, method, target="favourable"))

    def test_acts_check_the_person(self):
        self._assert_refused(self._call(self.evaluator, "action_conclude_favourable"))
        self._assert_refused(self._call(self.coordinator, "action_conclude_favourable"))
        self._assert_refused(self._call(self.formulator, "action_issue_observations"))
        self._assert_refused(
            self._call(self.outside_approver, "action_withdraw", reason="No es mía.")
        )
        answer = self._call(self.approver, "action_withdraw", reason="Ya no se necesita.")
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.case.invalidate_recordset()
        self.assertEqual(self.case.state, "withdrawn")

    def test_entity_issues_no_observation(self):
        count = self.env["pgo.observation"].search_count([])
        vals = {"case_id": self.case.id, "kind_id": 1, "text": "Observado.", "state": "open"}
        answer = self._call(
            self.formulator,
            "create",
            "pgo.observation",
            ids=(),
            vals_list=[vals],
            context={"default_state": "open"},
        )
        self._assert_refused(answer)
        self.assertEqual(self.env["pgo.observation"].search_count([]), count)

    def _draft_observation(self):
        kind = self.env["pgo.observation.kind"].search([], limit=1)
        return (
            self.env["pgo.observation"]
            .with_user(self.evaluator)
            .create(
                {
                    "case_id": self.case.id,
                    "kind_id": kind.id,
                    "target_kind": "document",
                    "target_uid": "document",
                    "text": "Observación en preparación.",
                }
            )
        )

    def test_what_is_being_prepared_is_not_read_through_a_wizard(self):
        observation = self._draft_observation()
        asked = {"observation_id": observation.id, "text": "x"}
        shown = {"quote": {}, "observation": {}, "suggested_text": {}}
        model = "pgo.observation.answer"
        # The person of the entity reads it once it is issued; the person of another one never.
        for user in (self.formulator, self.outsider):
            answer = self._call(
                user, "onchange", model, (), values=asked, field_names=[], fields_spec=shown
            )
            self.assertNotIn("en preparación", answer.text)
            self.assertNotIn(self.case.version_id.title, answer.text)
            answer = self._call(user, "create", model, (), vals_list=[asked])
            ids = answer.json() if answer.status_code == 200 else []
            for method, arguments in (
                ("read", {"fields": list(shown)}),
                ("action_answer", {}),
            ):
                if ids:
                    answer = self._post_as(user, model, method, ids, arguments)
                    self.assertEqual(answer.status_code, 403, answer.text[:300])
                    self.assertNotIn("en preparación", answer.text)
        observation.invalidate_recordset()
        self.assertEqual((observation.state, observation.answer), ("draft", False))

    def _post_as(self, user, model, method, ids, arguments):
        key = self.env(user=user)["res.users.apikeys"]._generate(
            None, "prueba", fields.Datetime.now() + timedelta(hours=1)
        )
        self.env.flush_all()
        with mute_logger("odoo.http"):
            return self._post(key, model, method, {"ids": ids, **arguments})

    def test_the_text_of_another_entity_is_not_read_through_defaults(self):
        context = {
            "default_case_id": self.case.id,
            "default_target_kind": "document",
            "default_target_uid": "document",
        }
        fields_list = ["case_id", "target_kind", "target_uid", "quote", "target_label"]
        answer = self._call(
            self.outsider, "default_get", "pgo.observation", (), fields=fields_list, context=context
        )
        self.assertNotEqual(answer.status_code, 200)
        self.assertNotIn(self.case.version_id.title, answer.text)
