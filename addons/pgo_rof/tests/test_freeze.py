from psycopg2.errors import RestrictViolation

from odoo.addons.pgo_base import verify
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestFreeze(VersionCase):
    """A sealed version does not change: not by form, RPC, import, sudo or SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.endorsed()
        cls.unit = cls.version.unit_ids.filtered(lambda unit: unit.level == 2)[0]
        cls.function = cls.unit.function_ids[0]
        cls.article = cls.version.article_ids[0]
        cls.competence = cls.version.competence_ids[0]

    def edits(self):
        return (
            (self.unit, {"name": "Otra"}),
            (self.unit, {"sort_key": "0"}),
            (self.unit, {"assignee_ids": [(5, 0, 0)]}),
            (self.unit, {"parent_id": False}),
            (self.function, {"text": "Otra función"}),
            (self.function, {"sequence": 999}),
            (self.function, {"citation_ids": [(5, 0, 0)]}),
            (self.article, {"body": "Otro"}),
            (self.competence, {"text": "Otra"}),
            (self.version, {"title": "Otro"}),
        )

    def test_edits_are_refused_to_everyone(self):
        for record, vals in self.edits():
            for env in (
                record,
                record.sudo(),
                record.with_user(self.planning),
                record.sudo().with_context(pgo_guard=True, install_mode=True),
            ):
                self.assertRefused((UserError, AccessError), record, env.write, vals)

    def test_rows_are_neither_added_nor_removed(self):
        for record in (self.function, self.article, self.competence, self.unit):
            self.assertRefused((UserError, AccessError), record, record.sudo().unlink)
        functions = len(self.version.function_ids)
        with self.assertRaises(UserError):
            self.env["pgo.function"].create({"unit_id": self.unit.id, "text": "Ejecutar otra cosa"})
        self.assertEqual(
            self.env["pgo.function"].search_count([("version_id", "=", self.version.id)]), functions
        )

    def test_import_is_refused(self):
        result = self.env["pgo.function"].load(
            [".id", "text"], [[str(self.function.id), "Otra función"]]
        )
        self.assertTrue(result["messages"])
        self.assertNotEqual(self.function.text, "Otra función")

    @mute_logger("odoo.sql_db")
    def test_sql_is_refused(self):
        self.env.flush_all()
        for statement in (
            "UPDATE pgo_unit SET name = 'otra' WHERE id = %(unit)s",
            "UPDATE pgo_function SET text = 'otra' WHERE id = %(function)s",
            "DELETE FROM pgo_function WHERE id = %(function)s",
            "DELETE FROM pgo_function_citation_rel WHERE function_id = %(function)s",
            "UPDATE pgo_article SET body = 'otro' WHERE version_id = %(version)s",
            "DELETE FROM pgo_competence WHERE version_id = %(version)s",
            "UPDATE pgo_version SET seal = 'x' WHERE id = %(version)s",
            "UPDATE pgo_version SET frozen = false WHERE id = %(version)s",
            "DELETE FROM pgo_version WHERE id = %(version)s",
            "INSERT INTO pgo_article (version_id, uid, place, role, heading)"
            " VALUES (%(version)s, 'x', 'general', 'other', 'x')",
        ):
            values = {
                "unit": self.unit.id,
                "function": self.function.id,
                "version": self.version.id,
            }
            with (
                self.subTest(statement=statement),
                self.assertRaises(RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, values)

    def test_derived_columns_stay_free(self):
        """An upgrade that recomputes them must not fail on sealed versions."""
        self.env.cr.execute(
            "UPDATE pgo_unit SET sort_key = sort_key || '' WHERE id = %s", (self.unit.id,)
        )
        self.env.cr.execute(
            "UPDATE pgo_version SET unit_count = unit_count WHERE id = %s", (self.version.id,)
        )
        self.assertEqual(self.version._verify_seal(), [])

    def test_one_changed_byte_is_found(self):
        for table, column, record in (
            ("pgo_function", "text", self.function),
            ("pgo_version", "canonical", self.version),
        ):
            with self.subTest(table=table), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                self.env.cr.execute(
                    f"UPDATE {table} SET {column} = overlay({column} placing 'X' from 20) WHERE id = %s",
                    (record.id,),
                )
                self.env.invalidate_all()
                self.assertTrue(self.version._verify_seal())
                self.assertEqual(verify.run(self.env), 1)
                savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(verify.run(self.env), 0)
