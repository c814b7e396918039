import csv
import io

from odoo.addons.pgo_rof.tests.common import VersionCase
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFunctionsCsv(VersionCase):
    def rows(self, domain, user=None):
        """The rows of the file as a person of Spanish gets them, by column."""
        functions = self.env["pgo.function"].with_user(user or self.formulator)
        file = io.BytesIO()
        functions.with_context(lang="es_PE")._write_csv(domain, file)
        content = file.getvalue()
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        return list(
            csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        )

    def test_every_function_with_its_place(self):
        version = self.adopt()
        functions = version.unit_ids.function_ids
        found = self.rows([("version_id", "=", version.id)])
        self.assertEqual(
            sorted((row["Unidad"], row["Texto"]) for row in found),
            sorted((function.unit_id.name, function.text) for function in functions),
        )
        self.assertEqual({row["Entidad"] for row in found}, {self.entity.name})
        self.assertEqual(len(found[0]), 10)

    def test_no_formula(self):
        version = self.adopt()
        texts = ["=1+1", " +1", "-1", "@x", "'a", "\t=2", "Ñ =3", "¿=4?", 'a,b\n"c" ; 100 %']
        functions = version.unit_ids.function_ids[: len(texts)]
        for function, text in zip(functions, texts, strict=True):
            self.env.cr.execute(
                "UPDATE pgo_function SET text = %s WHERE id = %s", [text, function.id]
            )
        functions.invalidate_recordset()
        found = {row["Texto"] for row in self.rows([("id", "in", functions.ids)])}
        guarded = {f"'{text}" for text in texts[:6]} | set(texts[6:])
        self.assertEqual(found, guarded)

    def test_only_what_the_person_may_read(self):
        version = self.adopt()
        domain = [("version_id", "=", version.id)]
        self.assertTrue(self.rows(domain))
        self.assertFalse(self.rows(domain, self.stranger))
        outsider = new_test_user(self.env, "csv_outsider", groups="base.group_portal")
        file = io.BytesIO()
        with self.assertRaises(AccessError):
            self.env["pgo.function"].with_user(outsider)._write_csv(domain, file)
        self.assertEqual(file.getvalue(), b"")
