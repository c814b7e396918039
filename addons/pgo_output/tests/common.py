import csv
import io
import zipfile
from unittest.mock import patch

from pypdf import PdfReader

from odoo.addons.pgo_output.models import pgo_version_output
from odoo.addons.pgo_rof.tests.common import VersionCase

#: How the content of each format begins.
BEGINS = {
    "html": b"<!DOCTYPE html>",
    "pdf": b"%PDF-",
    "docx": b"PK",
    "odt": b"PK",
    "svg": b"<svg",
    "wall": b"%PDF-",
    "wall-a4": b"%PDF-",
    "xlsx": b"PK",
    "ods": b"PK",
    "csv": b"PK",
    "akn": b"<?xml",
    "ttl": b"@prefix",
    "jsonld": b"{",
    "json": b"{",
}


class PrintCase(VersionCase):
    """A municipality whose versions are printed for real: Odoo gives HTML in tests unless told otherwise."""

    @classmethod
    def print_pdf(cls, report, versions, user=None):
        """Return the bytes of a report of these versions, printed by `user` (their formulator)."""
        reports = cls.env["ir.actions.report"].with_user(user or cls.formulator)
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, versions.ids
        )
        assert kind == "pdf", kind
        return content

    @classmethod
    def words(cls, pdf):
        """Return the text of a PDF on one line, without the soft hyphens of its hyphenation."""
        pages = PdfReader(io.BytesIO(pdf)).pages
        return " ".join(
            " ".join(page.extract_text() for page in pages).replace("\u00ad", "").split()
        )


class OutputCase(PrintCase):
    """A sealed version and helpers to count what is rendered."""

    def stored(self, version):
        return self.env["pgo.render"].sudo().search([("version_id", "=", version.id)])

    def forbidden(self):
        """Fail if a format is rendered."""
        return patch.object(
            pgo_version_output.Version,
            "_make_format",
            side_effect=AssertionError("rendered again"),
        )


class JobCase(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.adopt()
        cls.sealed = cls.endorsed()
        cls.versions = cls.draft | cls.sealed
        cls.auditor = cls._person("job_auditor", "auditor")
        cls.env.flush_all()

    def ask(self, keys=("docx", "json"), versions=None, user=None):
        """Return a batch asked for as the wizard does."""
        chosen = (versions or self.versions).with_user(user or self.formulator)
        return self.env["pgo.render.job"].with_user(user or self.formulator)._ask(chosen, keys)

    def run_all(self, job):
        """Run the job as the server does."""
        with self.enter_registry_test_mode():
            self.env.ref("pgo_output.ir_cron_render_job").method_direct_trigger()
        self.env.invalidate_all()
        return job

    def step(self, job):
        """One batch of the job, without its commits."""
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", return_value=1):
            return job.sudo()._run_batch()

    def files(self, job):
        """Return {name: content} of the ZIP, as its person gets it."""
        name, _mime, file = job._archive()
        with file, zipfile.ZipFile(io.BytesIO(file.read())) as zipped:
            self.assertIsNone(zipped.testzip())
            self.assertTrue(name.endswith(".zip"))
            return {one: zipped.read(one) for one in zipped.namelist()}

    def contents(self, files):
        return list(csv.reader(io.StringIO(files["contenido.csv"].decode("utf-8-sig"))))
