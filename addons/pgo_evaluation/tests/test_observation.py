from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import EvaluationCase


@tagged("post_install", "-at_install")
class TestObservation(EvaluationCase):
    """Observations stand on one exact part and say the truth about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._in_evaluation()

    def test_the_case_leads_to_the_dossier_and_its_files(self):
        case = self.case.with_user(self.evaluator)
        action = case.action_open_dossier()
        report = case.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((report.version_id, report.can_edit), (case.version_id, False))
        action = case.action_open_files()
        self.assertEqual(action["res_id"], case.version_id.id)
        self.assertEqual(action["context"], {"pgo_page": "dossier"})
        with self.assertRaises(AccessError):
            self.case.with_user(self.outsider).action_open_dossier()

    def test_entity_never_writes_one(self):
        values = {
            "case_id": self.case.id,
            "target_kind": "document",
            "target_uid": "document",
            "kind_id": self.env.ref("pgo_evaluation.pgo_observation_kind_16").id,
            "text": "Observado.",
        }
        every = self.env["pgo.observation"].sudo()
        count = every.search_count([])
        for user in (self.formulator, self.approver, self.outsider):
            mine = self.env["pgo.observation"].with_user(user)
            for records in (mine, mine.sudo()):
                self.assertRefused(AccessError, lambda records=records: records.create(values))
            self.assertRefused(
                AccessError, self.case.with_user(user).action_issue_observations, self.case
            )
        self.assertEqual(every.search_count([]), count)

    def test_only_the_evaluator_of_the_case(self):
        self.assertRefused(
            AccessError,
            lambda: (
                self.env["pgo.observation"]
                .with_user(self.second_evaluator)
                .create({"case_id": self.case.id, "kind_id": 1, "text": "Observado."})
            ),
        )

    def test_the_platform_fills_in_the_place(self):
        function = self._functions(self.case.version_id)[3]
        observation = self._observe(self.case, function)
        self.assertEqual(observation.quote, function.text)
        self.assertIn(function.unit_id.name, observation.target_label)
        self.assertEqual(observation.round_id, self.case.round_ids)
        self.assertEqual((observation.author_id, observation.number), (self.evaluator, 0))
        for name, value in (
            ("quote", "Otro texto."),
            ("version_id", self.case.version_id.id),
            ("author_id", self.coordinator.id),
            ("entity_id", self.other.id),
        ):
            self.assertRefused(
                UserError,
                lambda name=name, value=value: observation.write({name: value}),
                observation,
            )
            self.assertRefused(
                UserError, lambda name=name, value=value: self._observe(self.case, **{name: value})
            )

    def test_values_in_the_context_forge_nothing(self):
        forged = {
            "default_state": "cleared",
            "default_quote": "Otro",
            "default_number": 9,
            "default_answer": "Sí",
        }
        case = self.case
        observation = self._observe(case.with_context(**forged))
        function = self._functions(case.version_id)[0]
        observation = (
            self.env["pgo.observation"]
            .with_user(self.evaluator)
            .with_context(**forged)
            .create(
                {
                    "case_id": case.id,
                    "target_kind": "function",
                    "target_uid": function.uid,
                    "kind_id": self.env.ref("pgo_evaluation.pgo_observation_kind_16").id,
                    "text": "Observado.",
                }
            )
        )
        self.assertEqual(
            (observation.state, observation.number, observation.answer), ("draft", 0, False)
        )
        self.assertEqual(observation.quote, function.text)

    def test_target_must_exist(self):
        self.assertRefused(
            ValidationError,
            lambda: self._observe(self.case, self.case, kind="document", target_kind="x"),
        )
        self.assertRefused(
            ValidationError,
            lambda: self._observe(self.case, self.case, kind="document", target_kind="unit"),
        )

    def test_every_kind_of_part(self):
        version = self.case.version_id
        for kind, model in (
            ("unit", "pgo.unit"),
            ("article", "pgo.article"),
            ("competence", "pgo.competence"),
        ):
            target = self.env[model].search([("version_id", "=", version.id)], limit=1)
            if not target:
                continue
            observation = self._observe(self.case, target, kind=kind)
            self.assertTrue(observation.quote, kind)
            self.assertEqual(observation.anchor_state, "exact")
            self.assertEqual(observation.action_open_target()["res_id"], target.id)
        whole = self._observe(self.case, self.case, kind="document")
        self.assertEqual(whole.quote, version.title)

    def test_issued_together_and_then_fixed(self):
        first, second = self._observe(self.case), self._observe(self.case)
        self.case.action_issue_observations()
        self.assertEqual((first | second).mapped("state"), ["open", "open"])
        self.assertEqual((first | second).mapped("number"), [1, 2])
        [event] = self._events(self.case, "case.observed")
        self.assertEqual(event.payload.count('"target_uid"'), 2)
        for observation in (first, first.sudo()):
            self.assertRefused(
                UserError,
                lambda observation=observation: observation.write({"text": "Otra"}),
                first,
            )
            self.assertRefused(UserError, observation.unlink, first)
        self.assertRefused(UserError, lambda: first.sudo().write({"state": "cleared"}), first)
        first.write({"private_note": "Ver precedente."})

    def test_nothing_to_issue(self):
        self.assertRefused(UserError, self.case.action_issue_observations, self.case)

    def test_drafts_may_be_erased_by_their_evaluator(self):
        observation = self._observe(self.case)
        self.assertRefused(AccessError, observation.with_user(self.coordinator).unlink)
        observation.unlink()
        self.assertFalse(observation.exists())

    def test_answered_by_the_formulator_in_its_turn(self):
        observation = self._observe(self.case)
        self.assertRefused(
            AccessError, lambda: observation.with_user(self.formulator).action_answer("Corregido.")
        )
        self.case.action_issue_observations()
        mine = observation.with_user(self.formulator)
        for user in (self.outsider, self.approver, self.evaluator):
            act = observation.with_user(user).action_answer
            self.assertRefused(AccessError, lambda act=act: act("Corregido."), observation)
            act = observation.with_user(user).sudo().action_answer
            self.assertRefused(AccessError, lambda act=act: act("Corregido."), observation)
        self.assertRefused(UserError, lambda: mine.action_answer("  "), observation)
        mine.action_answer("Se corrige.")
        mine.action_answer("Se corrige y se cita la norma.")
        self.assertEqual(
            (observation.state, observation.answer), ("answered", "Se corrige y se cita la norma.")
        )
        self.assertEqual(len(self._events(observation, "observation.answered")), 2)

    def test_answers_close_when_the_round_is_sent(self):
        observation = self._observe(self.case)
        self.case.action_issue_observations()
        draft = self._draft_of(self.case)
        self._endorsed(draft)
        sentence = self.assertRefused(UserError, draft.with_user(self.approver).action_send, draft)
        self.assertIn("1", sentence)
        observation.with_user(self.formulator).action_answer("Se mantiene.")
        draft.with_user(self.approver).action_send()
        self.assertRefused(
            UserError,
            lambda: observation.with_user(self.formulator).action_answer("Otra respuesta."),
            observation,
        )

    def test_retired_keeps_its_text(self):
        observation = self._observe(self.case)
        self.case.action_issue_observations()
        draft = self._draft_of(self.case)
        observation.with_user(self.formulator).action_answer("Se mantiene.")
        self._endorsed(draft).with_user(self.approver).action_send()
        mine = observation.with_user(self.evaluator)
        self.assertRefused(ValidationError, lambda: mine.action_retire(""), observation)
        mine.action_retire("La ley sí lo prevé.")
        self.assertEqual(
            (observation.state, observation.verdict), ("withdrawn", "La ley sí lo prevé.")
        )
        self.assertTrue(observation.text)
        self.assertFalse(self.case.open_observation_count)

    def test_verdict_may_be_taken_back(self):
        observation = self._observe(self.case)
        self.case.action_issue_observations()
        draft = self._draft_of(self.case)
        observation.with_user(self.formulator).action_answer("Se mantiene.")
        self._endorsed(draft).with_user(self.approver).action_send()
        self.assertRefused(
            UserError, self.case.with_user(self.evaluator).action_issue_observations, self.case
        )
        mine = observation.with_user(self.evaluator)
        self.assertRefused(
            AccessError, observation.with_user(self.second_evaluator).action_clear, observation
        )
        mine.action_clear()
        mine.action_reopen("Se marcó por error.")
        self.assertEqual(observation.state, "answered")
        self.assertRefused(ValidationError, lambda: mine.action_not_clear(" "), observation)

    def test_anchor_is_honest(self):
        version = self.case.version_id
        functions = self._functions(version)
        unit = self.env["pgo.unit"].search(
            [("version_id", "=", version.id), ("level", "=", 2)], limit=1
        )
        changed, removed = functions[0], functions[1]
        kept = functions.filtered(lambda function: function.unit_id != changed.unit_id)[0]
        observations = {
            name: self._observe(self.case, target)
            for name, target in (("changed", changed), ("removed", removed), ("kept", kept))
        }
        observations["unit"] = self._observe(self.case, unit, kind="unit")
        self.case.action_issue_observations()
        draft = self._draft_of(self.case)
        self._same(draft, changed).text = "Conducir la política local de la municipalidad."
        self._same(draft, removed).unlink()
        for observation in observations.values():
            observation.with_user(self.formulator).action_answer("Atendida.")
        self._endorsed(draft).with_user(self.approver).action_send()
        found = {name: observation.anchor_state for name, observation in observations.items()}
        self.assertEqual(
            found,
            {
                "changed": "text_changed",
                "removed": "target_removed",
                "kept": "exact",
                "unit": "exact",
            },
        )
        self.assertEqual(observations["removed"].quote, removed.text)
        with self.assertRaises(UserError):
            observations["removed"].with_user(self.evaluator).action_open_target()

    def test_new_form_shows_what_is_observed(self):
        function = self._functions(self.case.version_id)[2]
        action = function.with_user(self.evaluator).action_observe()
        records = (
            self.env["pgo.observation"].with_user(self.evaluator).with_context(**action["context"])
        )
        with Form(records) as form:
            self.assertEqual(form.quote, function.text)
            self.assertFalse(form.anchor_state)
            form.kind_id = self.env.ref("pgo_evaluation.pgo_observation_kind_16")
            form.text = "Es una tarea."
        self.assertEqual((form.record.target_uid, form.record.quote), (function.uid, function.text))
        with self.assertRaises(AccessError):
            function.with_user(self.second_evaluator).action_observe()

    def test_kind_is_found_by_its_number(self):
        kinds = self.env["pgo.observation.kind"].with_user(self.evaluator)
        self.assertEqual(kinds.name_search("16")[0][1][:3], "16.")
        self.assertEqual(kinds.name_search("cuadro de necesidades")[0][1][:3], "23.")
