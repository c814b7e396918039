from unittest.mock import patch

from odoo.addons.pgo_output.models import pgo_version_output
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from pgo_core.render import pdf as pdf_module
from pgo_core.render.pdf import RenderError

from .common import PrintCase

OFFICIAL = "pgo_output.report_rof"


@tagged("post_install", "-at_install")
class TestOfficialPdf(PrintCase):
    def test_text_of_a_draft(self):
        version = self.adopt()
        words = self.words(self.print_pdf(OFFICIAL, version))
        unit = version.unit_ids.filtered("function_ids")[:1]
        self.assertIn(unit.name, words)
        self.assertIn("a) " + unit.function_ids[0].text[:40], words)
        self.assertIn("Artículo 1.-", words)
        self.assertIn("BORRADOR", words)
        self.assertNotIn("Código de verificación", words)
        self.assertFalse(
            self.env["pgo.render"].search([("version_id", "=", version.id)]),
            "a draft is not stored",
        )

    def test_sealed_is_stored_per_state(self):
        version = self.endorsed()
        first = self.print_pdf(OFFICIAL, version)
        words = self.words(first)
        self.assertIn("PROYECTO", words)
        self.assertIn(version.verification_code, words)
        self.assertIn(version.seal[:32], words.replace(" ", ""))
        row = self.env["pgo.render"].search([("version_id", "=", version.id)])
        self.assertEqual(len(row), 1)
        with patch.object(pdf_module, "pdf", side_effect=AssertionError("rendered again")):
            self.assertEqual(self.print_pdf(OFFICIAL, version), first)
        self.in_force(version)
        second = self.print_pdf(OFFICIAL, version)
        self.assertNotIn("PROYECTO", self.words(second))
        self.assertEqual(
            self.env["pgo.render"].search([("version_id", "=", version.id)]),
            row,
            "one row a version",
        )
        with patch.object(pdf_module, "pdf", side_effect=AssertionError("rendered again")):
            self.assertEqual(self.print_pdf(OFFICIAL, version), second)

    def test_another_library_renders_again(self):
        version = self.endorsed()
        key = version._render_key(version._render_context())
        with patch.object(pgo_version_output.pgo_core, "__version__", "99.0"):
            self.assertNotEqual(version._render_key(version._render_context()), key)
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "https://pgo.example.org")
        version.invalidate_recordset()
        self.assertNotEqual(
            version._render_key(version._render_context()), key, "the address is printed"
        )

    def test_stored_file_is_not_touched(self):
        version = self.endorsed()
        self.print_pdf(OFFICIAL, version)
        row = self.env["pgo.render"].search([("version_id", "=", version.id)])
        for user in (self.formulator, self.approver, self.sgp_admin, self.stranger):
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(
                    row.with_user(user).has_access(operation), f"{user.login} {operation}"
                )

    def test_stranger_is_refused(self):
        version = self.endorsed()
        self.print_pdf(OFFICIAL, version)
        for user in (self.stranger, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.print_pdf(OFFICIAL, version, user)
        with self.assertRaises(AccessError):
            self.print_pdf(OFFICIAL, self.adopt() | version, self.stranger)

    def test_published_is_printed_by_every_user(self):
        version = self.in_force(self.endorsed())
        self.assertEqual(
            self.print_pdf(OFFICIAL, version, self.stranger), self.print_pdf(OFFICIAL, version)
        )

    def test_language_of_the_person_does_not_matter(self):
        version = self.endorsed()
        spanish = self.print_pdf(OFFICIAL, version.with_context(lang="es_PE"))
        english = version.with_user(self.formulator).with_context(lang="en_US")
        self.assertEqual(english._watermark(), "PROYECTO")
        with patch.object(pdf_module, "pdf", side_effect=AssertionError("rendered again")):
            self.assertEqual(english._official_pdf(), spanish)

    def test_watermark_of_every_state(self):
        version = self.adopt()
        for state, _label in version._fields["state"].selection:
            with patch.object(type(version), "state", state):
                self.assertEqual(
                    bool(version._watermark()), state not in ("approved", "in_force"), state
                )
        self.entity.is_training = True
        with patch.object(type(version), "state", "in_force"):
            self.assertEqual(version._watermark(), "PRÁCTICA")
        self.assertEqual(self.model._watermark(), "MODELO")

    def test_failure_is_a_sentence(self):
        version = self.endorsed()
        with (
            patch.object(pdf_module, "pdf", side_effect=RenderError("No se pudo generar el PDF.")),
            self.assertRaisesRegex(UserError, "No se pudo generar el PDF"),
        ):
            self.print_pdf(OFFICIAL, version)
        self.assertFalse(self.env["pgo.render"].search([("version_id", "=", version.id)]))

    def test_file_names(self):
        version = self.adopt()
        self.assertEqual(version._print_name(), f"ROF 1 - {self.entity.name} - BORRADOR")
        self.entity.sudo().with_context(install_mode=True).name = 'A/B\\C:"<x>\n'
        self.assertNotRegex(version._print_name(), r'[/\\:"<>\n]')
        self.assertIn("MODELO", self.model._print_name())
