from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import VersionCase


@tagged("post_install", "-at_install")
class TestQuickRead(VersionCase):
    """Rows that `pgo.quick.read.mixin` reads at once are what the ORM reads one by one."""

    def one_by_one(self, records, names):
        """Return what the ORM answers of each record alone, which the mixin leaves to it."""
        return [row for record in records for row in record.read(names, load=None)]

    def assert_equal_reading(self, records, names):
        records.invalidate_recordset()
        quick = records.read(names, load=None)
        records.invalidate_recordset()
        self.assertEqual(quick, self.one_by_one(records, names))
        self.assertEqual(quick, records.read(names, load=None), "with a warm cache")

    def test_every_field_of_units_functions_and_versions(self):
        version = self.adopt()
        for records in (version.unit_ids[:5], version.unit_ids.function_ids[:5]):
            names = [name for name, field in records._fields.items() if not field.groups]
            self.assert_equal_reading(records, names)
        versions = (self.model + version).with_user(self.formulator)
        self.assert_equal_reading(versions, ["name", "state", "date_sent", "unit_count", "seal"])

    def test_empty_values_and_large_numbers(self):
        norms = self.env["pgo.norm"].search([], limit=3)
        self.assert_equal_reading(norms, ["label", "title", "status", "url"])
        [first, *_rest] = units = self.adopt().unit_ids[:2]
        cache = units._fields["sequence"]._get_cache(units.env)
        units.mapped("sequence")
        cache[first.id] = 2**40
        self.assertIsInstance(units.read(["sequence"], load=None)[0]["sequence"], float)
        cache[first.id] = None
        self.assertEqual(units.read(["sequence"], load=None)[0]["sequence"], 0)
        units.invalidate_recordset(flush=False)

    def test_pending_computations_are_done_first(self):
        units = self.adopt().unit_ids[:2]
        units.read(["sort_key"], load=None)
        units[0].code = "99.9"
        self.assertEqual(units.read(["sort_key"], load=None), self.one_by_one(units, ["sort_key"]))
        self.assertIn("99", units.read(["sort_key"], load=None)[0]["sort_key"])

    def test_gone_rows_are_left_out(self):
        functions = self.adopt().unit_ids.function_ids[:3]
        functions.flush_recordset()
        gone = functions[1]
        self.env.cr.execute("DELETE FROM pgo_function WHERE id = %s", [gone.id])
        functions.invalidate_recordset()
        rows = functions._read_format(["text", "sequence"], load=None)
        self.assertEqual([row["id"] for row in rows], (functions - gone).ids)

    def test_a_field_that_the_person_may_not_read_is_refused(self):
        versions = (self.model + self.adopt()).with_user(self.formulator)
        field = versions._fields["title"]
        self.patch(field, "groups", "base.group_system")
        with self.assertRaises(AccessError):
            versions.read(["title"])

    def test_rows_of_another_entity_are_refused(self):
        units = self.adopt().unit_ids[:3].with_user(self.stranger)
        units.invalidate_recordset()
        with self.assertRaises(AccessError):
            units.read(["name"])
