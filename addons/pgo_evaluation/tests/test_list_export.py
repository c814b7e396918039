import csv
import io

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EvaluationCase


@tagged("post_install", "-at_install")
class TestListExport(EvaluationCase):
    """Lists of cases and observations as spreadsheets: the same rules as on screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._in_evaluation()
        cls.observation = cls._observe(cls.case)

    def rows(self, model, user):
        table = self.env[model].with_user(user)
        arch = etree.fromstring(table.get_view(view_type="list")["arch"])
        columns = [{"name": field.get("name")} for field in arch.iterfind(".//field")]
        export = self.env["pgo.list.export"].with_user(user)
        file = export._export("csv", {"model": model, "domain": [], "columns": columns})
        with file.content as stream:
            stream.seek(0)
            return list(csv.reader(io.StringIO(stream.read().decode("utf-8-sig"))))[1:]

    def test_each_role_exports_what_it_reads(self):
        for model in ("pgo.case", "pgo.observation"):
            for user in (self.evaluator, self.formulator, self.outsider, self.auditor):
                found = self.env[model].with_user(user).search_count([])
                self.assertEqual(len(self.rows(model, user)), found, f"{model} {user.login}")
        self.assertTrue(self.rows("pgo.observation", self.evaluator))
        self.assertFalse(self.rows("pgo.observation", self.formulator), "not issued yet")
        self.assertFalse(self.rows("pgo.case", self.outsider))

    def test_without_the_right_to_export_nothing_goes_out(self):
        with self.assertRaises(AccessError):
            self.rows("pgo.case", self.admissibility)
