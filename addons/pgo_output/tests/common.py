import io

from pypdf import PdfReader

from odoo.addons.pgo_rof.tests.common import VersionCase


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
