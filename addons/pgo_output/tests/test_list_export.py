import csv
import io
import json
import zipfile
from unittest.mock import patch

import openpyxl

from odoo import http
from odoo.addons.pgo_output.models import list_copy, list_export
from odoo.addons.web.controllers.export import ExportXlsxWriter, GroupExportXlsxWriter
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PrintCase

UNITS = (
    {"name": "code", "label": "Código"},
    {"name": "name"},
    {"name": "level"},
    {"name": "nature"},
)


class ListCase(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.version = cls.small_version(units=6, functions=2)
        cls.version.with_user(cls.formulator)._recheck()
        cls.mine = [("version_id", "=", cls.version.id)]
        cls.env.flush_all()

    def export(self, kind, model="pgo.unit", domain=None, columns=UNITS, user=None, **asked):
        table = self.env["pgo.list.export"].with_user(user or self.formulator)
        table = table.with_context(lang="es_PE")
        rows = self.mine if domain is None else domain
        given = {"model": model, "domain": rows, "columns": columns, **asked}
        file = table._export(kind, given)
        with file.content as stream:
            stream.seek(0)
            return file.name, stream.read()

    def rename(self, unit, words):
        # Older than any check of names.
        self.env.cr.execute("UPDATE pgo_unit SET name = %s WHERE id = %s", (words, unit.id))
        unit.invalidate_recordset(["name"])

    def rows(self, content):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    def sheet(self, content):
        return openpyxl.load_workbook(io.BytesIO(content)).active


@tagged("post_install", "-at_install")
class TestListExport(ListCase):
    def test_all_that_the_filter_finds(self):
        name, content = self.export("csv", title="Unidades: 1/2")
        rows = self.rows(content)
        units = self.version.unit_ids
        self.assertEqual(rows[0][:3], ["Identificador (no cambiar)", "Código", "Nombre"])
        self.assertEqual([row[0] for row in rows[1:]], units.mapped("uid"))
        self.assertEqual([row[2] for row in rows[1:]], units.mapped("name"))
        self.assertEqual({row[4] for row in rows[1:]}, {"Alta Dirección", "Línea"})
        self.assertRegex(name, r"^Unidades- 1-2 - \d{4}-\d\d-\d\d\.csv$")
        one = self.rows(self.export("csv", domain=[*self.mine, ("level", "=", 1)])[1])
        self.assertEqual(len(one), 2)
        back = [{"name": "name", "asc": False}]
        rows = self.rows(self.export("csv", order=back)[1])
        self.assertEqual([row[2] for row in rows[1:]], sorted(units.mapped("name"), reverse=True))

    def test_the_database_writes_the_same_bytes(self):
        """What COPY writes and what is read record by record is one text, byte by byte."""
        evil = (
            "=1+1",
            " @x",
            "'a",
            "\t=2",
            'a,"b"\n=c',
            "\u200b=3",
            "－4 ＝",
            "¿=4?, -5",
            "a\xa0b",
            "",
        )
        self.env.flush_all()
        functions = self.version.unit_ids.function_ids
        for function, words in zip(functions, evil, strict=False):
            self.env.cr.execute(
                "UPDATE pgo_function SET text = %s, counterpart = NULLIF(%s, 'a'), sequence = %s WHERE id = %s",
                (words, words[::-1], -function.id % 7 - 3, function.id),
            )
        for unit in self.version.unit_ids[:3]:
            self.rename(unit, f'=«{unit.name}» ,\n"x"')
        self.env.invalidate_all()
        lists = {
            "pgo.function": [("version_id", "=", self.version.id)],
            "pgo.unit": self.mine,
            "pgo.version": [],
            "pgo.finding": [],
            "pgo.entity": [],
            "pgo.norm": [],
            "pgo.event": [],
            "pgo.change": [],
        }
        for user in (self._person("list_copier", "auditor"), self.formulator, self.stranger):
            copied = 0
            for model, domain in lists.items():
                table = self.env["pgo.list.export"].with_user(user).with_context(lang="es_PE")
                if not table.env[model].has_access("read"):
                    continue
                fields = table.env[model]._fields
                taken = [
                    {"name": name}
                    for name, field in fields.items()
                    if table._is_copied(table.env[model], field)
                ]
                asked = {"model": model, "domain": domain, "columns": taken, "archived": True}
                copied += len(taken)
                with patch.object(list_copy, "BATCH", 3):
                    written = table._export("csv", asked).content
                with patch.object(type(table), "_copied", lambda *_asked: None):
                    read = table._export("csv", asked).content
                with written, read:
                    written.seek(0), read.seek(0)
                    self.assertEqual(written.read(), read.read(), (model, user.login))
            self.assertGreater(copied, 60, "columns that the database writes")

    def test_in_the_order_of_the_list_of_two_equal_ones_the_older_first(self):
        for order in ([], [{"name": "level"}], [{"name": "nature", "asc": False}]):
            rows = self.rows(self.export("csv", order=order)[1])
            by = ", ".join(
                f"{one['name']} {'ASC' if one.get('asc', True) else 'DESC'}" for one in order
            )
            units = self.env["pgo.unit"].search(self.mine, order=f"{by}, id" if by else None)
            self.assertEqual([row[0] for row in rows[1:]], units.mapped("uid"))

    def test_the_workbook(self):
        sheet = self.sheet(self.export("xlsx")[1])
        self.assertTrue(sheet.protection.sheet)
        self.assertTrue(sheet.column_dimensions["A"].hidden)
        self.assertTrue(sheet["A2"].protection.locked)
        self.assertFalse(sheet["C2"].protection.locked)
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertTrue(sheet["B1"].font.bold)
        self.assertEqual(sheet["D2"].value, 1, "a number is a number")
        self.assertEqual(sheet.max_row, len(self.version.unit_ids) + 1)

    def test_days_are_days(self):
        norm = self.env["pgo.norm"].search([("publication_date", "!=", False)], limit=1)
        asked = {
            "model": "pgo.norm",
            "domain": [("id", "=", norm.id)],
            "columns": [{"name": "publication_date"}, {"name": "write_date"}],
        }
        cell = self.sheet(self.export("xlsx", **asked)[1])["B2"]
        self.assertEqual(cell.value.date(), norm.publication_date)
        self.assertEqual(cell.number_format, "dd/mm/yyyy")
        row = self.rows(self.export("csv", **asked)[1])[1]
        self.assertEqual(row[1], norm.publication_date.strftime("%d/%m/%Y"))
        self.assertRegex(row[2], r"^\d\d/\d\d/\d{4} \d\d:\d\d$")
        self.assertIn(
            norm.publication_date.isoformat().encode(),
            self.content_of(self.export("ods", **asked)[1]),
        )

    def content_of(self, ods):
        return zipfile.ZipFile(io.BytesIO(ods)).read("content.xml")

    def test_a_formula_stays_a_text(self):
        evil = ("=cmd|'/c calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1")
        units = self.version.unit_ids[: len(evil)]
        for unit, words in zip(units, evil, strict=True):
            self.rename(unit, words)
        # What cannot be seen is written as a blank.
        kept = [words.replace("\t", " ") for words in evil]
        rows = self.rows(self.export("csv")[1])
        self.assertEqual([row[2] for row in rows[1:]], [f"'{words}" for words in kept])
        sheet = self.sheet(self.export("xlsx")[1])
        for line, words in enumerate(kept, start=2):
            self.assertEqual(
                (sheet.cell(line, 3).value, sheet.cell(line, 3).data_type), (words, "s")
            )
        self.assertNotIn(b"formula", self.content_of(self.export("ods")[1]))
        headed = self.rows(self.export("csv", columns=[{"name": "name", "label": "=1+1"}])[1])
        self.assertEqual(headed[0][1], "'=1+1")

    def test_every_list_of_the_platform(self):
        for model in (
            "pgo.version",
            "pgo.unit",
            "pgo.function",
            "pgo.finding",
            "pgo.entity",
            "pgo.norm",
        ):
            table = self.env[model]
            columns = [
                {"name": name} for name, field in table._fields.items() if not field.inherited
            ]
            name, content = self.export("csv", model, [], columns)
            rows = self.rows(content)
            found = table.with_user(self.formulator).search_count([])
            self.assertEqual(len(rows), found + 1, model)
            self.assertGreater(found, 0, model)
            self.assertTrue(name)

    def test_rules_hold(self):
        everything = self.rows(self.export("csv", domain=[], user=self.stranger)[1])
        self.assertFalse({row[0] for row in everything} & set(self.version.unit_ids.mapped("uid")))
        contributor = self._person("list_contributor", "contributor", entity=self.entity)
        with self.assertRaises(AccessError):
            self.export("csv", user=contributor)
        with self.assertRaises(AccessError):
            self.export("csv", "pgo.render", [], [{"name": "key"}])
        for model in (
            "res.users",
            "ir.attachment",
            "pgo.render.batch",
            "pgo.list.export",
            "pgo.no",
        ):
            with self.assertRaises(UserError):
                self.export("csv", model, [], [{"name": "display_name"}])
        for columns in ([], [{"name": "nothing"}], [{"name": "__class__"}], [{}]):
            with self.assertRaises(UserError):
                self.export("csv", columns=columns)
        # What a page writes when it is opened: a document for each row.
        with self.assertRaises(UserError):
            self.export("csv", "pgo.version", [], [{"name": "document_html"}])
        for kind, domain in (("exe", None), ("csv", [("no", "=", 1)]), ("csv", ["x"])):
            with self.assertRaises(UserError):
                self.export(kind, domain=domain)
        self.assertTrue(self.export("csv", order=[{"name": "name; DROP TABLE x"}, {"asc": 1}]))

    def test_fields_the_person_does_not_read_are_left_out(self):
        columns = [{"name": "name"}, {"name": "population_from"}]
        asked = {
            "model": "pgo.version",
            "domain": [("id", "=", self.version.id)],
            "columns": columns,
        }
        field = self.env["pgo.version"]._fields["population_from"]
        self.patch(field, "groups", "base.group_system")
        self.assertEqual(len(self.rows(self.export("csv", **asked)[1])[0]), 2)

    def test_too_many_rows_are_refused_whole(self):
        self.patch(list_export, "NOW_ROWS", 3)
        with self.assertRaisesRegex(UserError, "3"):
            self.export("csv")

    def test_queries_depend_on_thousands_of_rows(self):
        columns = [{"name": name} for name in ("code", "name", "parent_id", "function_count")]

        def queries(domain):
            self.export("csv", domain=domain, columns=columns)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.export("csv", domain=domain, columns=columns)
            return self.env.cr.sql_log_count - before

        one = queries([*self.mine, ("level", "=", 2), ("code", "=", "07.1")])
        self.assertEqual(queries([*self.mine, ("level", "=", 2)]), one)


@tagged("post_install", "-at_install")
class TestListAddress(HttpCase, ListCase):
    def post(self, path, asked, user="rof_formulator"):
        self.authenticate(user, user)
        data = {"data": json.dumps(asked), "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(path, data=data)

    def test_the_file_by_its_address(self):
        asked = {"model": "pgo.unit", "domain": self.mine, "columns": UNITS, "title": "Unidades"}
        for kind, mime in list_export.KINDS.items():
            answer = self.post(f"/pgo/exportar/{kind}", asked)
            self.assertEqual(answer.status_code, 200, kind)
            self.assertEqual(answer.headers["Content-Type"], mime)
            self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment;"))
            self.assertEqual(int(answer.headers["Content-Length"]), len(answer.content))
        rows = self.rows(self.post("/pgo/exportar/csv", asked, "rof_stranger").content)
        self.assertEqual(len(rows), 1, "the draft of another entity has no rows")

    def test_wrong_requests_are_told(self):
        for asked in (
            {},
            [],
            {"model": "res.users", "columns": UNITS},
            {"model": 3, "columns": "x"},
            {"model": ["pgo.unit"], "columns": UNITS},
            {"model": "pgo.unit", "columns": [{"name": []}, {"name": {}}, 1]},
            {"model": "pgo.unit", "domain": {"x": 1}, "columns": UNITS},
            {"model": "pgo.unit", "domain": [["name", "no", []]], "columns": UNITS},
        ):
            answer = self.post("/pgo/exportar/csv", asked)
            self.assertEqual(answer.status_code, 422, asked)
            self.assertNotIn("Traceback", answer.text)
        nested = {"data": "[" * 200000, "csrf_token": http.Request.csrf_token(self)}
        self.assertEqual(self.url_open("/pgo/exportar/csv", data=nested).status_code, 422)
        ordered = {
            "model": "pgo.unit",
            "columns": UNITS,
            "order": [{"name": []}, {"name": "name; --"}],
        }
        self.assertEqual(self.post("/pgo/exportar/csv", ordered).status_code, 200)
        self.assertEqual(self.url_open("/pgo/exportar/csv").status_code, 405)
        with mute_logger("odoo.http"):
            answer = self.url_open("/pgo/exportar/csv", data={"data": "{}"})
        self.assertEqual(answer.status_code, 400)

    def test_who_has_not_logged_in_exports_nothing(self):
        self.authenticate(None, None)
        asked = {"model": "pgo.unit", "domain": [], "columns": UNITS}
        answer = self.url_open(
            "/pgo/exportar/csv", data={"data": json.dumps(asked)}, allow_redirects=False
        )
        self.assertIn(answer.status_code, (303, 400))
        self.assertNotIn(self.version.unit_ids[0].name, answer.text)

    def test_the_pivot_table_of_odoo_guards_formulas(self):
        names = ("=1+1", "{=1+1}", "http://example.org", "Alcaldía")
        group = {"width": 1, "height": 1}
        asked = {
            "title": "Revisiones",
            "model": "pgo.unit",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[{**group, "title": name} for name in names]],
            "measure_headers": [{"title": names[0], "is_bold": False}],
            "rows": [{"title": names[0], "indent": 0, "values": [{"value": 1}, {"value": "=2"}]}],
        }
        sheet = self.sheet(self.post("/web/pivot/export_xlsx", asked).content)
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        self.assertLessEqual(set(names), {str(cell.value).strip() for cell in cells})
        self.assertIn(1, [cell.value for cell in cells])

    def test_the_classes_of_odoo_are_as_they_were(self):
        for known in (ExportXlsxWriter, GroupExportXlsxWriter):
            self.assertTrue(known.write.__module__.startswith("odoo.addons.web."), known)

    def test_the_export_of_odoo_guards_formulas(self):
        for unit, words in zip(self.version.unit_ids, ("=1+1", "@SUM(A1)", "-2"), strict=False):
            self.rename(unit, words)
        names = self.version.unit_ids.mapped("name")[:3]
        field = {"name": "name", "label": "=1+1", "type": "char", "store": True}
        asked = {
            "model": "pgo.unit",
            "fields": [field],
            "ids": self.version.unit_ids[:3].ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        rows = self.rows(self.post("/web/export/csv", asked).content)
        self.assertEqual([row[0] for row in rows], ["'=1+1", *(f"'{name}" for name in names)])
        for groupby in ([], ["nature"]):
            sheet = self.sheet(self.post("/web/export/xlsx", {**asked, "groupby": groupby}).content)
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
            self.assertLessEqual(set(names), {cell.value for cell in cells})
            self.assertNotIn("f", {cell.data_type for cell in cells})
