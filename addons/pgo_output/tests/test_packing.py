import io
import zipfile

from odoo.addons.pgo_output import packing
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPacking(TransactionCase):
    def test_names_are_safe(self):
        for name in (
            "../../etc/passwd",
            "C:\\x",
            "con",
            "a" * 300,
            "x\u202e\n.pdf",
            " . ",
            "ROF 1/2",
        ):
            safe = packing.safe_name(name, ".pdf")
            self.assertLessEqual(len(safe), packing.LENGTH)
            self.assertNotRegex(safe, r'[\\/:*?"<>|\x00-\x1f\u202e]')
            self.assertFalse(safe.startswith((".", " ")), safe)
            self.assertTrue(safe.endswith(".pdf"))
        self.assertEqual(packing.safe_name("con", ".pdf"), "_con.pdf")

    def test_names_are_unique(self):
        stream = io.BytesIO()
        pack = packing.Pack(stream)
        names = [pack.add(name, b"x")[0] for name in ("a.pdf", "A.pdf", "a.pdf", "contenido.csv")]
        pack.close("contenido", ("=Archivo",), [("=1+1",)])
        self.assertEqual(names[:3], ["a.pdf", "A (2).pdf", "a (3).pdf"])
        zipped = zipfile.ZipFile(stream)
        self.assertEqual(len({name.casefold() for name in zipped.namelist()}), 5)
        self.assertIn(b"'=1+1", zipped.read("contenido (2).csv"))
