import io

from odoo import api, fields, models
from odoo.addons.pgo_output import printing
from odoo.exceptions import AccessError, UserError

#: Language and time zone of everything printed for the State, whatever the person has chosen for the screen.
OFFICIAL_LANG = "es_PE"
OFFICIAL_TZ = "America/Lima"

#: Context key under which the stock engine asks whether wkhtmltopdf is really there.
_STOCK = "pgo_stock_engine"


class IrActionsReport(models.Model):
    """Two engines besides Odoo's own, hung where it makes one stream per record.

    Merging of several records, saving as attachment, `/report/pdf` and mails work on those streams and need
    no change.
    """

    _inherit = "ir.actions.report"

    pdf_engine = fields.Selection(
        [
            ("odoo", "Odoo (wkhtmltopdf)"),
            ("typst", "Official document (Typst)"),
            ("weasyprint", "Form (WeasyPrint)"),
        ],
        string="PDF Engine",
        default="odoo",
        help="Official document: the text of a version, set by the library. "
        "Form: the template of the report, one page set per record, printed with headers and page numbers.",
    )

    report_type = fields.Selection(
        selection_add=[("pgo-output", "Output of a Version")],
        ondelete={"pgo-output": "cascade"},
    )

    def get_wkhtmltopdf_state(self):
        """Answer `ok`: the client asks before printing and would show the page instead of printing it.

        The stock engine, which alone needs the program, still gets the true answer and says so.
        """
        if self.env.context.get(_STOCK):
            return super().get_wkhtmltopdf_state()
        return "ok"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        # Empty too: the column is not required, or other addons could not load reports while ours is not loaded.
        if report.pdf_engine not in ("typst", "weasyprint"):
            stock = self.with_context(**{_STOCK: True})
            return super(IrActionsReport, stock)._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        if not res_ids:
            raise UserError(self.env._("Choose what to print first."))
        self._check_may_print(report)
        # Here and not in `self`: the records keep the person, so rules apply; `report` is sudo.
        records = self.env[report.model].browse(dict.fromkeys(res_ids))
        records.check_access("read")
        streams = {}
        for record in records:
            attachment = self._reusable_attachment(report, record)
            reuse = attachment and report.attachment_use
            content = attachment.raw if reuse else self._print_record(report, record, data)
            streams[record.id] = {"stream": io.BytesIO(content), "attachment": attachment or None}
        return streams

    @api.model
    def _render_pgo_output(self, report_ref, res_ids, data=None):
        """Return an output of versions and its suffix, for mails and whoever renders a report by code.

        The key of the output is what follows the last point of the name of the report.
        """
        report = self._get_report(report_ref)
        self._check_may_print(report)
        records = self.env[report.model].browse(dict.fromkeys(res_ids or []))
        file = records._outputs_file(report.report_name.rpartition(".")[2])
        return file.content, file.name.rpartition(".")[2]

    def _check_may_print(self, report):
        """Refuse a report reserved to groups that the person is not in; Odoo only hides it from the menu."""
        if report.group_ids and not report.group_ids & self.env.user.all_group_ids:
            raise AccessError(
                self.env._("Your roles do not include printing “%(report)s”.", report=report.name)
            )

    def _reusable_attachment(self, report, record):
        if not report.attachment or self.env.context.get("report_pdf_no_attachment"):
            return None
        return report.retrieve_attachment(record)

    def _print_record(self, report, record, data):
        """Return the PDF of one record as bytes. Raises `UserError` in words when it cannot be made."""
        if report.pdf_engine == "typst":
            if not hasattr(record, "_official_pdf"):
                raise UserError(
                    self.env._(
                        "“%(report)s” has no official document to print.", report=report.name
                    )
                )
            return record._official_pdf()
        official = self.with_context(**self._official_context())
        html = official._render_qweb_html(report, [record.id], data=data)[0]
        return self._html_to_pdf(html)

    def _official_context(self):
        """Return the context of what is printed: Spanish of Peru, its time, whatever the person has on screen."""
        context = {"tz": OFFICIAL_TZ}
        if self.env["res.lang"]._get_data(code=OFFICIAL_LANG):
            context["lang"] = OFFICIAL_LANG
        return context

    def _html_to_pdf(self, html):
        """Return HTML printed by WeasyPrint as bytes. It may use static files of our addons and nothing else."""
        text = html.decode() if isinstance(html, bytes) else str(html)
        addons = [
            name for name in self.env["ir.module.module"]._installed() if name.startswith("pgo")
        ]
        try:
            return printing.html_to_pdf(text, printing.static_folders(addons))
        except printing.PrintError as error:
            raise UserError(self._print_error(error)) from error

    def _print_error(self, error):
        if error.reason == "time":
            return self.env._(
                "The PDF was not made: it took more than %(seconds)s seconds. Try again; if it happens again, "
                "tell the administrator.",
                seconds=error.detail,
            )
        if error.reason == "killed":
            return self.env._(
                "The PDF was not made: the printing process stopped half-way (perhaps for lack of memory). "
                "Try again; if it happens again, tell the administrator."
            )
        return self.env._("The PDF was not made. Technical detail: %(detail)s", detail=error.detail)
