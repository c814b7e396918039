from unittest.mock import patch

from odoo.addons.pgo_publication.models import pgo_consultation
from odoo.tests import tagged

from .common import PublicCase


@tagged("post_install", "-at_install")
class TestVerificationPage(PublicCase):
    def test_authentic(self):
        code = self.version.verification_code
        words = self.words(self.page(f"/verificar/{code}"))
        self.assertIn("Documento auténtico y vigente", words)
        self.assertIn(self.entity.name, words)
        self.assertIn("Ordenanza Municipal N° 001-2026", words)
        self.assertIn(self.version.seal, words.replace(" ", ""))
        for typed in (
            code.lower(),
            code.replace("-", ""),
            code.replace("-", "%20"),
            code.replace("0", "O"),
        ):
            self.assertIn(
                "Documento auténtico", self.words(self.page(f"/verificar/{typed}")), typed
            )

    def test_form(self):
        self.assertTrue(self.page("/verificar").xpath("//form//input[@name='codigo']"))
        response = self.get("/verificar", 303, codigo=f" {self.version.verification_code.lower()} ")
        self.assertTrue(
            response.headers["Location"].endswith(f"/verificar/{self.version.verification_code}")
        )
        location = self.get("/verificar", 303, codigo="//example.org/x").headers["Location"]
        self.assertIn("/verificar/", location)
        self.assertNotIn("//example.org", location)

    def test_altered_code(self):
        code = self.version.verification_code
        altered = code[:-1] + ("0" if code[-1] != "0" else "1")
        words = self.words(self.page(f"/verificar/{altered}", 404))
        self.assertIn("No existe un documento con ese código", words)
        self.assertNotIn(self.entity.name, words)

    def test_malformed(self):
        for typed in (
            "x",
            "abc-def",
            "%00",
            "%27%20OR%201%3D1",
            "a" * 500,
            "a/b/c",
            "<script>",
            "ñ" * 12,
        ):
            response = self.get(f"/verificar/{typed}", 404)
            self.assertIn("no es un código de verificación", response.text, typed)
            self.assertNotIn("<script", response.text)

    def test_sealed_but_not_published(self):
        draft = self.endorse(self.complete(self.adopt()))
        self.env.flush_all()
        page = self.page(f"/verificar/{draft.verification_code}")
        words = self.words(page)
        self.assertIn("Documento sellado, aún no publicado", words)
        self.assertIn(self.entity.name, words)
        self.assertNotIn(draft.title, words, "nothing of its content")
        self.assertFalse(page.xpath("//a[contains(@href, '/consulta/')]"))

    def test_no_longer_in_force(self):
        self.next_version()
        words = self.words(self.page(f"/verificar/{self.version.verification_code}"))
        self.assertIn("Documento auténtico, ya no vigente", words)
        self.assertIn("Una versión posterior lo sustituyó", words)

    def test_model(self):
        self.assertIn(
            "Modelo de organización",
            self.words(self.page(f"/verificar/{self.model.verification_code}")),
        )

    def test_altered_content_is_not_authentic(self):
        with patch.object(pgo_consultation.core_seal, "verify", return_value=False):
            result = self.env["pgo.consultation"]._verify(self.version.verification_code)
        self.assertEqual(result["status"], "broken")
        self.assertNotIn("approval", result)

    def test_training_entity(self):
        self.env.cr.execute(
            "UPDATE pgo_entity SET is_training = true WHERE id = %s", [self.entity.id]
        )
        self.env.invalidate_all()
        self.get(f"/verificar/{self.version.verification_code}", 404)
        self.get(self.path, 404)
        self.assertNotIn(self.entity.name, self.get("/consulta").text)
