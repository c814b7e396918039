from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EvaluationCase


@tagged("post_install", "-at_install")
class TestCorrection(EvaluationCase):
    """In a correction only what was observed is open; the rest opens with a reason or stays equal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._in_evaluation()
        functions = cls._functions(cls.case.version_id)
        cls.observed = functions[0]
        cls.closed = functions.filtered(lambda function: function.unit_id != cls.observed.unit_id)[
            0
        ]
        cls.observation = cls._observe(cls.case, cls.observed)
        cls.case.action_issue_observations()
        cls.draft = cls._draft_of(cls.case)

    def test_started_once_and_by_the_formulator(self):
        again = self.case.with_user(self.formulator).action_start_correction()
        self.assertEqual(again["res_id"], self.draft.id)
        for user in (self.approver, self.outsider, self.evaluator):
            self.assertRefused(AccessError, self.case.with_user(user).action_start_correction)
        self.assertTrue(self.draft.is_correction)

    def test_only_observed_parts_are_edited(self):
        mine = self._same(self.draft, self.observed)
        mine.text = "Conducir la política local."
        closed = self._same(self.draft, self.closed)
        self.assertTrue(closed.closed_in_round)
        self.assertFalse(mine.closed_in_round)
        for records in (closed, closed.sudo(), closed.with_context(pgo_guard=True)):
            sentence = self.assertRefused(
                UserError, lambda records=records: records.write({"text": "Cambiada."}), closed
            )
            self.assertIn(closed.display_name, sentence)
            self.assertRefused(UserError, records.unlink, closed)
        self.assertRefused(
            UserError, lambda: closed.unit_id.write({"name": "Otra"}), closed.unit_id
        )
        self.assertRefused(UserError, lambda: closed.write({"unit_id": mine.unit_id.id}), closed)
        self.assertRefused(UserError, lambda: mine.write({"unit_id": closed.unit_id.id}), mine)
        self.assertRefused(UserError, lambda: self.draft.write({"title": "Otro título"}))

    def test_nothing_is_added_where_nothing_was_observed(self):
        unit = self._same(self.draft, self.closed).unit_id
        functions = self.env["pgo.function"].with_user(self.formulator)
        units = self.env["pgo.unit"].with_user(self.formulator)
        self.assertRefused(
            UserError, lambda: functions.create({"unit_id": unit.id, "text": "Aprobar planes."})
        )
        self.assertRefused(
            UserError,
            lambda: units.create(
                {
                    "version_id": self.draft.id,
                    "name": "Oficina Nueva",
                    "level": 2,
                    "parent_id": unit.id,
                }
            ),
        )

    def test_observed_unit_opens_its_functions(self):
        case = self._second_case_on_unit()
        draft = self._draft_of(case)
        unit = draft.unit_ids.filtered(lambda unit: unit.uid == self.unit.uid)
        unit.function_ids[0].text = "Dirigir la gestión."
        function = (
            self.env["pgo.function"]
            .with_user(self.formulator)
            .create({"unit_id": unit.id, "text": "Aprobar el plan anual."})
        )
        function.text = "Aprobar el plan anual de la unidad."
        function.unlink()
        other = draft.unit_ids.filtered(lambda row: row.uid != self.unit.uid and row.function_ids)[
            0
        ]
        self.assertRefused(
            UserError, lambda: other.function_ids[0].write({"text": "No."}), other.function_ids[0]
        )

    def _second_case_on_unit(self):
        self.case.with_user(self.approver).action_withdraw("Se enviará otra.")
        case = self._in_evaluation()
        self.unit = case.version_id.unit_ids.filtered("function_ids")[2]
        self._observe(case, self.unit, kind="unit")
        case.action_issue_observations()
        return case

    def test_opened_with_a_reason_that_the_evaluator_reads(self):
        closed = self._same(self.draft, self.closed)
        self.assertRefused(UserError, lambda: closed.action_open_in_round("  "), closed)
        for user in (self.approver, self.planning, self.outsider, self.evaluator):
            act = closed.with_user(user).action_open_in_round
            self.assertRefused(AccessError, lambda act=act: act("Por concordancia."), closed)
        closed.action_open_in_round("Concuerda con lo observado.")
        self.assertRefused(UserError, lambda: closed.action_open_in_round("Otra vez."), closed)
        closed.text = "Emitir opinión en materia de su competencia."
        self._same(self.draft, self.observed).text = "Conducir la política local."
        self.assertEqual(len(self._events(self.case, "case.part_opened")), 1)
        evaluator = self.env["pgo.round.opening"].with_user(self.evaluator)
        self.assertFalse(evaluator.search([("case_id", "=", self.case.id)]))

        self.observation.with_user(self.formulator).action_answer("Corregida.")
        self._endorsed(self.draft).with_user(self.approver).action_send()
        opening = evaluator.search([("case_id", "=", self.case.id)])
        self.assertEqual(
            (opening.reason, opening.user_id), ("Concuerda con lo observado.", self.formulator)
        )
        round_ = self.case.round_ids[-1]
        self.assertEqual(opening.round_id, round_)
        grounds = {change.target_uid: change.ground for change in round_.change_ids}
        self.assertEqual(grounds, {self.observed.uid: "observed", self.closed.uid: "opened"})

    def test_whole_document_opens_what_is_added(self):
        self.draft.action_open_document("Falta una oficina que la ley exige.")
        parent = self.draft.unit_ids.filtered(lambda unit: unit.level == 1)[0]
        unit = (
            self.env["pgo.unit"]
            .with_user(self.formulator)
            .create(
                {
                    "version_id": self.draft.id,
                    "name": "Oficina de Integridad",
                    "level": 2,
                    "nature": "support",
                    "parent_id": parent.id,
                    "description": "Es el órgano encargado de la integridad.",
                }
            )
        )
        self.env["pgo.function"].with_user(self.formulator).create(
            {"unit_id": unit.id, "text": "Proponer la política."}
        )
        unit.name = "Oficina de Integridad Institucional"
        self.draft.title = f"{self.draft.title} (integrado)"
        closed = self._same(self.draft, self.closed)
        self.assertRefused(UserError, lambda: closed.write({"text": "No."}), closed)

    def test_openings_are_written_by_the_platform_alone(self):
        opening = self.env["pgo.round.opening"].sudo()
        for records in (opening, opening.with_context(pgo_guard=True)):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                records.create(
                    {
                        "case_id": self.case.id,
                        "entity_id": self.entity.id,
                        "version_id": self.draft.id,
                        "target_kind": "function",
                        "target_uid": self.closed.uid,
                        "reason": "Porque sí.",
                        "user_id": self.formulator.id,
                        "date": "2026-01-05 10:00:00",
                    }
                )

    def test_nothing_changes_nothing_is_listed(self):
        self.observation.with_user(self.formulator).action_answer(
            "Se mantiene por mandato de la ley."
        )
        self._endorsed(self.draft).with_user(self.approver).action_send()
        round_ = self.case.round_ids[-1]
        self.assertFalse(round_.change_ids)
        total = (
            len(self.draft.unit_ids) + len(self.draft.function_ids) + len(self.draft.article_ids)
        )
        self.assertEqual(round_.equal_count, total + len(self.draft.competence_ids) + 1)

    def test_the_dossier_is_open_and_its_changes_are_shown(self):
        sent = self.case.version_id
        self.assertTrue(sent.sudo().dossier_facts)
        report = self.draft.technical_report_ids
        self.assertEqual(report.structure, sent.technical_report_ids.structure)
        answered = sent.finding_ids.filtered(lambda row: row.gate == "sending" and row.answer)
        carried = {row.key: row.answer for row in self.draft.finding_ids}
        self.assertEqual(
            {row.key: carried[row.key] for row in answered},
            {row.key: row.answer for row in answered},
        )
        row = report.staff_ids[-1]
        before = row.cap
        row.cap = before + 1
        report.structure = f"{report.structure} Se precisa el número de niveles."
        self.observation.with_user(self.formulator).action_answer("Se mantiene por mandato.")
        self._endorsed(self.draft).with_user(self.approver).action_send()
        changes = self.case.round_ids[-1].change_ids
        self.assertEqual(set(changes.mapped("target_kind")), {"dossier"})
        self.assertEqual(len(changes), 2)
        number = changes.filtered(lambda change: change.target_uid == row.unit_id.uid)
        self.assertEqual((number.before, number.after), (str(before), str(before + 1)))
        self.assertIn(row.unit_id.name, number.label)
        seen = changes.with_user(self.evaluator).mapped("after")
        self.assertTrue(any("número de niveles" in text for text in seen))
        page = self.draft.with_user(self.evaluator).action_open_dossier()
        shown = self.env["pgo.technical.report"].with_user(self.evaluator).browse(page["res_id"])
        self.assertEqual(shown.staff_ids[-1].cap, before + 1)
        self.assertFalse(shown.can_edit)

    def test_limits_end_with_the_case(self):
        self.case.with_user(self.approver).action_withdraw("Se aprobará sin opinión.")
        closed = self._same(self.draft, self.closed)
        closed.text = "Emitir opinión."
        self.assertFalse(self.draft.is_correction)

    def test_correction_elevated_without_sending_it(self):
        """LOE 51.2: the case closes with what was sent, as the opinion was optional."""
        self._endorsed(self.draft).with_user(self.approver).action_elevate()
        self.assertEqual((self.case.state, self.case.result), ("closed", "without_opinion"))
        self.assertEqual(self.case.version_id.state, "closed")
        self.assertEqual(self.draft.state, "elevated")

    def test_withdrawing_the_draft_leaves_the_case_waiting(self):
        self.draft.with_user(self.approver).action_withdraw("Se empieza de nuevo.")
        self.assertEqual(self.case.state, "observed")
        again = self._draft_of(self.case)
        self.assertNotEqual(again, self.draft)
