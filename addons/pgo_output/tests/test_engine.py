import base64
import io
from types import SimpleNamespace
from unittest.mock import patch

from pypdf import PdfReader

from odoo.addons.base.models import ir_actions_report as stock
from odoo.addons.pgo_output import printing, weasyprint_worker
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from .common import PrintCase

OFFICIAL, RECEIPT = "pgo_output.report_rof", "pgo_output.report_receipt"


@tagged("post_install", "-at_install")
class TestEngine(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env.ref("pgo_output.pgo_version_report_rof")

    def test_several_records_are_merged(self):
        versions = self.adopt() | self.adopt()
        with patch.object(type(versions), "_official_pdf", lambda version: self._page(version.id)):
            merged = PdfReader(io.BytesIO(self.print_pdf(OFFICIAL, versions)))
        self.assertEqual(len(merged.pages), 2)

    def _page(self, number):
        """Return a PDF of one page."""
        if number not in self.__dict__.setdefault("_pages", {}):
            self._pages[number] = printing.html_to_pdf(
                f"<html lang='es'><title>t</title><p>{number}</p></html>", {}
            )
        return self._pages[number]

    def test_attachment_is_reused(self):
        version = self.adopt()
        self.report.write({"attachment": "'saved.pdf'", "attachment_use": True})
        page = self._page(1)
        with patch.object(type(version), "_official_pdf", lambda version: page):
            first = self.print_pdf(OFFICIAL, version)
        saved = self.env["ir.attachment"].search(
            [("res_model", "=", "pgo.version"), ("name", "=", "saved.pdf")]
        )
        self.assertEqual(saved.raw, page)
        with patch.object(
            type(version), "_official_pdf", lambda version: self.fail("rendered again")
        ):
            self.assertEqual(self.print_pdf(OFFICIAL, version), first)

    def test_nothing_to_print(self):
        with self.assertRaises(UserError):
            self.print_pdf(OFFICIAL, self.env["pgo.version"])

    def test_reserved_to_groups(self):
        self.report.group_ids = self.env.ref("pgo_base.pgo_base_group_auditor")
        with self.assertRaises(AccessError):
            self.print_pdf(OFFICIAL, self.adopt())

    def test_model_without_official_document(self):
        report = self.report.copy(
            {"model": "pgo.entity", "report_name": "pgo_output.report_entity"}
        )
        with self.assertRaises(UserError):
            self.print_pdf(report, self.entity)

    def test_client_prints(self):
        """The client must print whether or not wkhtmltopdf is there; the stock engine still says it is not."""
        reports = self.env["ir.actions.report"]
        with patch.object(stock, "_wkhtml", lambda: SimpleNamespace(state="install")):
            self.assertEqual(reports.get_wkhtmltopdf_state(), "ok")
            self.report.pdf_engine = "odoo"
            with self.assertRaisesRegex(UserError, "[Ww]khtmltopdf"):
                self.print_pdf(OFFICIAL, self.adopt())

    def test_failure_is_a_sentence(self):
        """Whatever breaks in the printing process, the person gets words and no file."""
        reports = self.env["ir.actions.report"].with_context(lang="es_PE")
        for reason, words in (
            ("time", "tardó más de 7"),
            ("killed", "se interrumpió"),
            ("failed", "Detalle técnico"),
        ):
            with (
                patch.object(printing, "html_to_pdf", side_effect=printing.PrintError(reason, "7")),
                self.assertRaisesRegex(UserError, words),
            ):
                reports._html_to_pdf("<p>x</p>")

    def test_time_limit(self):
        with self.assertRaises(printing.PrintError) as caught:
            printing.html_to_pdf("<p>x</p>" * 1000, {}, time_limit=0.05)
        self.assertEqual(caught.exception.reason, "time")

    def test_half_a_file_is_no_file(self):
        done = SimpleNamespace(returncode=0, stdout=b"%PDF-1.7 half", stderr=b"")
        with (
            patch.object(printing.subprocess, "run", lambda *args, **kwargs: done),
            self.assertRaises(printing.PrintError) as caught,
        ):
            printing.html_to_pdf("<p>x</p>", {})
        self.assertEqual(caught.exception.reason, "killed")

    def test_only_our_static_files(self):
        static = printing.static_folders(["pgo_output", "pgo_nowhere"])
        self.assertEqual(set(static), {"pgo_output"})
        base = weasyprint_worker.BASE_URL
        style = weasyprint_worker.allowed_file(
            f"{base}pgo_output/static/src/print/form.css", static
        )
        self.assertEqual(str(style), file_path("pgo_output/static/src/print/form.css"))
        for refused in (
            "https://example.org/x.css",
            "http://127.0.0.1:8069/web/static/x.css",
            "file:///etc/passwd",
            f"{base}web/static/img/logo.png",
            f"{base}pgo_output/static/../../../etc/passwd",
            f"{base}pgo_output/static/../__manifest__.py",
            f"{base}pgo_output/static/%2e%2e/__manifest__.py",
            f"{base}pgo_output/static//etc/passwd",
            f"{base}pgo_output/models/pgo_version.py",
        ):
            with self.assertRaises(ValueError, msg=refused):
                weasyprint_worker.allowed_file(refused, static)

    def test_page_cannot_read_the_server(self):
        """A page that asks for other files prints without them."""
        secret = base64.b64encode(b"secret").decode()
        html = (
            "<html lang='es'><title>t</title><p>Visible</p><img src='file:///etc/passwd' alt=''/>"
            f"<object data='file:///etc/hostname'></object><img src='data:text/plain;base64,{secret}' alt=''/></html>"
        )
        content = printing.html_to_pdf(html, {})
        self.assertEqual(self.words(content), "Visible")
        self.assertFalse(PdfReader(io.BytesIO(content)).attachments)


@tagged("post_install", "-at_install")
class TestEngineHttp(PrintCase, HttpCase):
    def test_print_menu(self):
        """What the client does: it asks whether it can print, then downloads the file under its name."""
        version = self.endorsed()
        self.authenticate(self.formulator.login, self.formulator.login)
        self.assertEqual(self.make_jsonrpc_request("/report/check_wkhtmltopdf", {}), "ok")
        response = self.url_open(
            f'/report/download?data=["/report/pdf/{OFFICIAL}/{version.id}","qweb-pdf"]'
            '&context={"force_report_rendering":true}'
        )
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(response.content.startswith(b"%PDF-"))
        self.assertIn("ROF%201%20-%20Municipalidad", response.headers["Content-Disposition"])
        self.assertIn("PROYECTO.pdf", response.headers["Content-Disposition"])
        stored = self.env["pgo.render"].search([("version_id", "=", version.id)])
        self.assertEqual(base64.b64decode(stored.content), response.content)

    def test_as_a_page(self):
        version = self.adopt()
        self.authenticate(self.formulator.login, self.formulator.login)
        response = self.url_open(f"/report/html/{OFFICIAL}/{version.id}")
        self.assertTrue(response.text.lstrip().startswith("<!DOCTYPE html>"))
        self.assertIn("pgo-article", response.text)

    def test_read_only_route_stores_nothing(self):
        version = self.endorsed()
        self.authenticate(self.formulator.login, self.formulator.login)
        response = self.url_open(
            f'/report/pdf/{OFFICIAL}/{version.id}?context={{"force_report_rendering":true}}'
        )
        self.assertTrue(response.content.startswith(b"%PDF-"))
        self.assertFalse(self.env["pgo.render"].search([("version_id", "=", version.id)]))
