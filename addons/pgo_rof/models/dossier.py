from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("draft_instrument", "Draft Instrument"),
    ("technical_report", "Technical Report"),
    ("legal_report", "Legal Report"),
    ("explanatory_statement", "Explanatory Statement"),
    ("sector_conformity", "Conformity of the Ministry"),
]

#: What each case asks for besides the ROF itself (LOE 50.1; Lineamientos 02-2020-SGP, D and E).
REQUIRED = ("draft_instrument", "technical_report", "legal_report")

#: Larger files are refused: they are scans that nobody reads; 25 MB holds a report with its annexes.
MAX_FILE_BYTES = 25 * 1024 * 1024


class DossierDocument(models.Model):
    """A document of the dossier (expediente) that goes with a version to SGP or the council."""

    _name = "pgo.dossier.document"
    _description = "Document of the Dossier"
    _order = "kind, id"

    version_id = fields.Many2one("pgo.version", required=True, index=True, ondelete="cascade")
    entity_id = fields.Many2one(
        "pgo.entity", related="version_id.entity_id", store=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(KINDS, required=True)
    number = fields.Char(help="Number of the document, for example Informe N° 012-2026-OPP.")
    date = fields.Date(required=True, default=fields.Date.context_today)
    file = fields.Binary(attachment=True, required=True)
    file_name = fields.Char()

    _kind_uniq = models.UniqueIndex(
        "(version_id, kind)", "That document is already in the dossier: replace its file."
    )

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_editable()
        return documents

    def write(self, vals):
        self._check_editable()
        if "version_id" in vals and any(
            document.version_id.id != vals["version_id"] for document in self
        ):
            raise UserError(
                self.env._(
                    "A document stays in the dossier it was added to: add it to the other one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_editable()

    @api.constrains("file")
    def _check_file_size(self):
        for document in self:
            # Base64 takes four characters for three bytes.
            if document.file and len(document.file) * 3 // 4 > MAX_FILE_BYTES:
                raise UserError(
                    self.env._(
                        "“%(file)s” is larger than %(limit)s MB: save it as PDF or split its annexes.",
                        file=document.file_name or "",
                        limit=MAX_FILE_BYTES // 1024 // 1024,
                    )
                )

    def _check_editable(self):
        """The dossier is prepared until the version is sent; then it is what was sent."""
        for version in self.version_id:
            if version.state not in ("draft", "endorsing", "endorsed"):
                raise UserError(
                    self.env._("The dossier was already sent: it stays as SGP received it.")
                )
            if not version._has_role(
                ("formulator", "planning_chief", "legal_reviewer", "approver")
            ):
                raise UserError(
                    self.env._("Your designation does not include preparing the dossier.")
                )


class Version(models.Model):
    _inherit = "pgo.version"

    dossier_ids = fields.One2many("pgo.dossier.document", "version_id", string="Dossier")

    def _required_dossier(self):
        """Return {kind: name} of the documents that the dossier of this version must hold."""
        self.ensure_one()
        labels = dict(
            self.env["pgo.dossier.document"]._fields["kind"]._description_selection(self.env)
        )
        required = list(REQUIRED)
        if self.entity_type_id.approval_instrument == "supreme_decree":
            required.append("explanatory_statement")
        return {kind: labels[kind] for kind in required}

    def _missing_dossier(self):
        """Return the names of the documents that the dossier still lacks."""
        present = set(self.dossier_ids.mapped("kind"))
        return [name for kind, name in self._required_dossier().items() if kind not in present]
