from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import REASONED, VersionCase, fill_dossier

#: What people write, by model.
WRITES = {
    "pgo.technical.report": {"structure": "Otra cosa"},
    "pgo.staff": {"cap": 9},
    "pgo.unit.reason": {"justification": "Otra cosa"},
    "pgo.dossier.reason": {"text": "Otra cosa"},
    "pgo.equivalence": {"note": "Otra cosa"},
}


@tagged("post_install", "-at_install")
class TestTechnicalReport(VersionCase):
    """The guided dossier: what is asked, who writes it, and that it stays as it was sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()

    def report_of(self, version):
        action = version.action_open_dossier()
        return version.env["pgo.technical.report"].browse(action["res_id"])

    def modification(self):
        """Return a draft that modifies a text in force, with a reworded function and a unit without its pair."""
        draft = self.in_force(self.endorse(self.complete(self.version)))
        draft = draft.with_user(self.formulator)._start_modification()
        line = draft.unit_ids.filtered(lambda unit: unit.nature == "line" and not unit.child_ids)
        line[0].function_ids[0].text = "Ejecutar los planes de los servicios de su competencia"
        line[-1].unlink()
        return draft

    def rows(self, version):
        """Return a row of each model of the dossier of `version`."""
        report = self.report_of(version)
        return {
            "pgo.technical.report": report,
            "pgo.staff": report.staff_ids[:1],
            "pgo.unit.reason": report.unit_reason_ids[:1],
            "pgo.dossier.reason": (report.function_reason_ids | report.model_reason_ids)[:1],
            "pgo.equivalence": report.equivalence_ids[:1],
        }

    # What is asked -------------------------------------------------------------------------------------------

    def test_sections_follow_the_cases(self):
        report = self.report_of(self.version)
        self.assertEqual(
            report.asked, ["need", "structure", "functions", "no_duplication", "resources"]
        )
        case = self.env["pgo.change.case"].search([("letter", "=", "c")])
        report.write({"change_case_ids": [(6, 0, case.ids)]})
        report.invalidate_recordset()
        self.assertEqual(report.asked, ["functions", "no_duplication"])
        self.assertFalse(report.asks_need or report.asks_resources)

    def test_progress_comes_with_what_is_written(self):
        report = self.report_of(self.version)
        before = report.progress
        self.assertIn("data-pgo-page='report'>Sección 1", report.next_step)
        self.assertIn("data-pgo-button='action_open_version'>El informe legal", report.steps)
        self.assertIn("arts. 6 y 47, sección 1", report.need_guide)
        fill_dossier(self.version)
        self.add_dossier(self.version)
        report.invalidate_recordset()
        self.assertGreater(report.progress, before)
        self.assertLess(report.progress, 100, "the visto bueno comes with the endorsement")
        self.endorse(self.complete(self.version))
        report.invalidate_recordset()
        self.assertEqual((report.progress, report.next_step), (100, False))

    def test_the_need_is_the_purpose_of_the_version(self):
        report = self.report_of(self.version)
        report.need = "Los servicios de hoy."
        self.assertEqual(self.version.purpose, "Los servicios de hoy.")
        self.assertEqual(self.version._dossier().report, {"need": "Los servicios de hoy."})

    def test_cases_shown_stand_beside_those_declared(self):
        draft = self.modification()
        report = self.report_of(draft)
        self.assertIn("b) modificación de la estructura que elimina unidades", report.shown_cases)
        self.assertIn("b)", report.shown_cases.rpartition("<p")[2], "not declared yet")
        cases = self.env["pgo.change.case"].search([("letter", "in", ("a", "b"))])
        report.change_case_ids = cases
        report.invalidate_recordset()
        self.assertNotIn("b)", report.shown_cases.rpartition("<p")[2])

    def test_what_changed_asks_for_its_reason(self):
        draft = self.modification()
        report = self.report_of(draft)
        kinds = report.function_reason_ids.mapped("change")
        self.assertIn("modified", kinds)
        self.assertIn("removed", kinds)
        self.assertFalse(report.unit_reason_ids, "no unit is created")
        gone = report.equivalence_ids.filtered(lambda row: not row.to_unit_id)
        self.assertEqual(len(gone), 1)
        kept = report.equivalence_ids - gone
        self.assertEqual(kept.to_unit_id, draft.unit_ids)
        base = draft.base_version_id.sudo().unit_ids
        self.assertEqual(report.equivalence_ids.mapped("from_uid"), base.mapped("uid"))

    def test_rows_nobody_filled_go_when_they_are_no_longer_asked(self):
        draft = self.modification()
        report = self.report_of(draft)
        row = report.function_reason_ids.filtered(lambda row: row.change == "modified")
        function = draft.function_ids.filtered(lambda one: one.uid == row.uid)
        function.text = (
            draft.base_version_id.sudo().function_ids.filtered(lambda one: one.uid == row.uid).text
        )
        self.report_of(draft)
        self.assertFalse(row.exists())

    def test_a_written_reason_stays(self):
        draft = self.modification()
        report = self.report_of(draft)
        row = report.function_reason_ids.filtered(lambda row: row.change == "modified")
        row.text = "La ley cambió."
        function = draft.function_ids.filtered(lambda one: one.uid == row.uid)
        function.text = "Ejecutar los planes de los servicios y de las obras"
        self.report_of(draft)
        self.assertEqual((row.text, row.quote), ("La ley cambió.", function.text))

    def test_differences_from_the_model_are_listed_and_settled(self):
        unit = self.version.unit_ids.filtered(lambda unit: unit.nature == "line")[0]
        unit.name = "Gerencia de Servicios a la Ciudad"
        self.version._recheck()
        found = self.version.finding_ids.filtered(lambda row: row.rule_code == "R72")
        self.assertTrue(found)
        report = self.report_of(self.version)
        row = report.model_reason_ids.filtered(lambda row: row.uid == unit.uid)
        row.text = "El distrito llama así a sus servicios."
        self.version._recheck()
        self.assertFalse(found.exists())

    # Who -----------------------------------------------------------------------------------------------------

    def test_who_prepares_it_writes_it(self):
        fill_dossier(self.version.with_user(self.planning))
        self.assertEqual(self.report_of(self.version).create_uid, self.planning)

    def test_nobody_else_writes_it(self):
        rows = {model: row for model, row in self.rows(self.modification()).items() if row}
        self.assertEqual(len(rows), 4)
        for user in (self.contributor, self.legal, self.approver, self.stranger, self.sgp_admin):
            for model, row in rows.items():
                with self.subTest(user=user.login, model=model):
                    write = row.with_user(user).write
                    self.assertRefused((AccessError, UserError), row, write, WRITES[model])
                    write = row.with_user(user).sudo().write
                    self.assertRefused((AccessError, UserError), row, write, WRITES[model])

    def test_the_need_is_written_by_who_prepares_the_dossier(self):
        version = self.version
        for user in (self.legal, self.contributor, self.approver):
            self.assertRefused(
                (AccessError, UserError), version, version.with_user(user).write, {"purpose": "No"}
            )

    def test_who_only_reads_finds_it_as_it_stands(self):
        with self.assertRaises(UserError):
            self.version.with_user(self.legal).action_open_dossier()
        report = self.report_of(self.version)
        seen = self.report_of(self.version.with_user(self.legal))
        self.assertEqual(seen, report)
        self.assertFalse(seen.can_edit)
        self.assertTrue(report.can_edit)

    def test_another_entity_does_not_read_it(self):
        report = self.report_of(self.version)
        for user in (self.stranger, self.sgp_admin):
            with self.assertRaises(AccessError):
                report.with_user(user).read(["structure"])
        self.assertFalse(self.env["pgo.staff"].with_user(self.stranger).search([]))

    def test_a_model_has_no_dossier(self):
        with self.assertRaises(UserError):
            self.model.with_user(self.sgp_admin).action_open_dossier()

    # Frozen --------------------------------------------------------------------------------------------------

    def test_it_is_open_until_it_leaves(self):
        version = self.endorsed()
        self.assertTrue(version.frozen)
        report = self.report_of(version)
        report.structure = f"{REASONED} y algo más"
        self.assertIn("algo más", version._dossier().report["structure"])

    def test_what_was_sent_stays(self):
        version = self.endorsed()
        self.add_dossier(version)
        rows = {model: row for model, row in self.rows(version).items() if row}
        version.with_user(self.approver).action_send()
        self.assertEqual(set(rows), {"pgo.technical.report", "pgo.staff", "pgo.unit.reason"})
        for model, row in rows.items():
            vals = WRITES[model]
            with self.subTest(model=model):
                self.assertRefused(UserError, row, row.write, vals)
                self.assertRefused(UserError, row, row.sudo().write, vals)
                forged = row.with_context(pgo_guard="LOAD", pgo_transition=True)
                self.assertRefused(UserError, row, forged.write, vals)
                self.assertRefused(UserError, row, row.web_save, vals, {})
                self.assertRefused(UserError, row, row.sudo().unlink)
                # An import tells of the same refusal row by row.
                [(name, value)] = vals.items()
                told = row.load([".id", name], [[str(row.id), str(value)]])
                self.assertTrue(told["messages"])
                row.invalidate_recordset()
                self.assertNotEqual(row[name], value)
        self.assertRefused(UserError, version, version.write, {"purpose": "Otra cosa"})
        self.assertFalse(self.report_of(version).can_edit)

    def test_the_database_refuses_too(self):
        version = self.endorsed()
        self.add_dossier(version)
        rows = {model: row for model, row in self.rows(version).items() if row}
        version.with_user(self.approver).action_send()
        self.env.flush_all()
        for model, row in rows.items():
            [(name, value)] = WRITES[model].items()
            table = SQL.identifier(row._table)
            for statement in (
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    table,
                    SQL.identifier(name),
                    value,
                    row.id,
                ),
                SQL("DELETE FROM %s WHERE id = %s", table, row.id),
            ):
                with self.subTest(model=model):
                    self.assertRefused(
                        errors.RestrictViolation, row, self.env.cr.execute, statement
                    )

    def test_two_who_open_it_at_once_get_one(self):
        model = self.env["pgo.technical.report"].sudo()
        self.assertEqual(model._of(self.version), model._of(self.version))

    # Speed ---------------------------------------------------------------------------------------------------

    def test_opening_and_preparing_take_the_same_queries_whatever_the_size(self):
        counts = []
        for units in (5, 40):
            version = self.small_version(units).with_user(self.formulator)
            report = self.report_of(version)
            report.staff_ids.write({"cap": 1})
            for _turn in ("warm", "measured"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.report_of(version)
                report.web_read(
                    {
                        name: {}
                        for name in ("progress", "steps", "asked", "need", "can_edit", "need_guide")
                    }
                )
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
