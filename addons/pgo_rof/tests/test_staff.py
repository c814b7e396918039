from psycopg2 import errors

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestStaff(VersionCase):
    """The cuadro de necesidades: a row per unit, in the order of the text, that says only what somebody wrote."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.adopt()
        cls.report = cls.open(cls.version)

    @classmethod
    def open(cls, version):
        action = version.action_open_dossier()
        return version.env["pgo.technical.report"].browse(action["res_id"])

    def table(self):
        return self.version._dossier().staff

    def test_every_unit_has_its_row_in_the_order_of_the_text(self):
        self.assertEqual(self.report.staff_ids.unit_id.ids, self.version.unit_ids.ids)
        self.assertEqual(set(self.report.staff_ids.mapped("entity_id")), {self.entity})
        self.assertEqual(self.report.staff_ids.version_id, self.version)

    def test_a_row_nobody_wrote_says_nothing(self):
        self.assertIsNone(self.table())
        first, second = self.report.staff_ids[:2]
        first.write({"cap": 3, "cas": 2})
        second.without_staff = True
        table = self.table()
        self.assertEqual(
            [row.unit_uid for row in table.rows], [first.unit_id.uid, second.unit_id.uid]
        )
        self.assertEqual((table.total_cap, table.total_cas, table.total), (3, 2, 5))
        self.assertEqual(first.total, 5)

    def test_a_unit_added_later_gets_its_row(self):
        parent = self.version.unit_ids.filtered(lambda unit: unit.level == 2)[0]
        unit = self.version.env["pgo.unit"].create(
            {
                "version_id": self.version.id,
                "name": "Unidad de Archivo",
                "level": 3,
                "nature": parent.nature,
                "parent_id": parent.id,
            }
        )
        self.assertNotIn(unit, self.report.staff_ids.unit_id)
        self.assertEqual(self.open(self.version), self.report, "one report per version")
        self.assertIn(unit, self.report.staff_ids.unit_id)
        unit.unlink()
        self.assertEqual(self.report.staff_ids.unit_id, self.version.unit_ids)

    def test_numbers_are_whole_and_from_zero_on(self):
        row = self.report.staff_ids[0]
        self.assertRefused(errors.CheckViolation, row, row.write, {"cap": -1})
        self.assertRefused(errors.CheckViolation, row, row.write, {"cas": 2_000_000})

    def test_a_unit_with_posts_is_not_without_staff(self):
        row = self.report.staff_ids[0]
        row.cap = 2
        self.assertRefused(ValidationError, row, row.write, {"without_staff": True})

    def test_rows_are_the_platforms_and_units_do_not_change(self):
        row, other = self.report.staff_ids[:2]
        model = row.env["pgo.staff"].sudo()
        self.assertRefused(
            UserError, row, model.create, {"report_id": self.report.id, "unit_id": row.unit_id.id}
        )
        self.assertRefused(UserError, row, row.sudo().unlink)
        self.assertRefused(UserError, row, row.write, {"unit_id": other.unit_id.id})
        self.assertRefused(UserError, row, row.sudo().write, {"version_id": self.model.id})

    def test_edits_are_logged(self):
        row = self.report.staff_ids[0]
        row.cap = 4
        change = self.env["pgo.change"].search([("res_model", "=", "pgo.staff")], limit=1)
        self.assertEqual(
            (change.field_name, change.after, change.user_id, change.target_uid),
            ("cap", "4", self.formulator, row.unit_id.uid),
        )

    def test_a_modification_starts_with_the_staff_of_the_text_in_force(self):
        version = self.in_force(self.endorse(self.complete(self.adopt())))
        before = version._dossier()
        draft = version.with_user(self.formulator)._start_modification()
        after = draft._dossier()
        self.assertEqual(after.staff, before.staff)
        self.assertTrue(before.unit_reasons)
        self.assertFalse(after.unit_reasons, "a modification is justified anew")
        self.assertNotIn("structure", after.report)
        self.assertEqual(draft.technical_report_ids.staff_ids.unit_id, draft.unit_ids)

    def test_a_round_goes_on_with_all_of_it(self):
        version = self.endorsed()
        self.add_dossier(version)
        before = version._dossier()
        copy = version.with_user(self.formulator)._start_correction()
        after = copy._dossier()
        for name in ("staff", "report", "unit_reasons", "budget", "function_reasons"):
            self.assertEqual(getattr(after, name), getattr(before, name), name)

    def test_copying_takes_one_statement(self):
        small, large = self.small_version(3), self.small_version(30)
        for source in (small, large):
            self.open(source.with_user(self.formulator)).staff_ids.write({"cap": 1})
            target = source.with_user(self.formulator)._start_correction()
            self.env.flush_all()
            count = self.env.cr.sql_log_count
            target._copy_dossier_rows(self.model, whole=True)
            self.assertEqual(self.env.cr.sql_log_count - count, 1)
            self.assertEqual(len(target.technical_report_ids.staff_ids), len(source.unit_ids))
