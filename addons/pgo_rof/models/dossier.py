from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, is_open, opened
from odoo.exceptions import UserError

KINDS = [
    ("draft_instrument", "Draft Instrument"),
    ("technical_report", "Technical Report"),
    ("legal_report", "Legal Report"),
    ("explanatory_statement", "Explanatory Statement"),
    ("sector_conformity", "Conformity of the Ministry"),
    ("technical_sheets", "Technical Sheets"),
    ("process_map", "Process Map"),
    ("request_letter", "Letter that Asks for the Opinion"),
]

#: Who adds the documents; who advises on law adds only its own report.
EDITORS = ("formulator", "planning_chief", "approver")
#: The endorsement of each role on a draft, by the field that keeps who gave it (LOE 50.2).
ENDORSEMENTS = {
    "planning_chief": "planning_endorser_id",
    "legal_reviewer": "legal_endorser_id",
}

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
    planning_endorser_id = fields.Many2one(
        "res.users",
        string="Endorsed by Planning (OPP)",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Visto bueno on the draft instrument (LOE 50.2).",
    )
    legal_endorser_id = fields.Many2one(
        "res.users",
        string="Endorsed by Legal (OAJ)",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Visto bueno on the draft instrument (LOE 50.2).",
    )
    can_endorse = fields.Boolean(compute="_compute_can_endorse")

    _kind_uniq = models.UniqueIndex(
        "(version_id, kind)", "That document is already in the dossier: replace its file."
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Given and not left out: a default in a client's context would fill what is missing.
        nobody = dict.fromkeys(ENDORSEMENTS.values(), False)
        documents = super().create([{**vals, **nobody} for vals in vals_list])
        documents._check_editable()
        documents.version_id._dossier_changed()
        return documents

    def write(self, vals):
        if is_open(self.env, TRANSITION):
            return super().write(vals)
        self._check_editable()
        if not vals.keys().isdisjoint(ENDORSEMENTS.values()):
            raise UserError(
                self.env._("A visto bueno is given by who holds the role, with its own button.")
            )
        if not vals.keys().isdisjoint(("file", "kind")):
            # It was given to another paper.
            vals = {**vals, **dict.fromkeys(ENDORSEMENTS.values(), False)}
        self.version_id._dossier_changed()
        if any(
            name in vals and document[name].id != vals[name]
            for document in self
            for name in ("version_id", "entity_id")
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
        self.version_id._dossier_changed()

    @api.depends_context("uid")
    @api.depends("kind", "planning_endorser_id", "legal_endorser_id", "version_id.state")
    def _compute_can_endorse(self):
        for document in self:
            document.can_endorse = bool(document._role_to_endorse())

    def _role_to_endorse(self):
        """Return the role with which the person may still endorse this draft, empty if there is none."""
        self.ensure_one()
        version = self.version_id
        if self.kind != "draft_instrument" or not version or not version._is_preparing():
            return ""
        for role, name in ENDORSEMENTS.items():
            # The same person on the text: who advises on law edited nothing of it.
            on_text = version[name] in (self.env.user, self.env["res.users"])
            if not self[name] and on_text and version._has_role((role,)):
                return role
        return ""

    def action_endorse(self):
        """Give the visto bueno of the person's office on a draft instrument (LOE 50.2)."""
        for document in self:
            role = document._role_to_endorse()
            if not role:
                raise UserError(
                    self.env._(
                        "The planning chief and the legal reviewer give their visto bueno on the draft instrument, once"
                        " each and while the dossier is open."
                    )
                )
            if role == "legal_reviewer":
                document.version_id._check_legal_independence()
            document._set_endorsed(role)
            document.version_id._log_event(
                "dossier.endorsed", {"role": role, "document": document.number or document.kind}
            )
        return True

    def _set_endorsed(self, role):
        # `_role_to_endorse`, or `_endorse` of the version, told who endorses and as what; nobody writes this directly.
        opened(self.sudo(), TRANSITION).write({ENDORSEMENTS[role]: self.env.uid})
        self.version_id._dossier_changed()

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
            legal = all(
                document.kind == "legal_report"
                for document in self
                if document.version_id == version
            ) and version._has_role(("legal_reviewer",))
            if not legal and not version._has_role(EDITORS):
                raise UserError(
                    self.env._("Your designation does not include preparing the dossier.")
                )


class Version(models.Model):
    _inherit = "pgo.version"

    dossier_ids = fields.One2many("pgo.dossier.document", "version_id", string="Dossier")

    def _endorse_drafts(self, role):
        """Whoever endorses the text endorses the draft instrument that goes with it (LOE 50.2)."""
        drafts = self.dossier_ids.filtered(lambda document: document.kind == "draft_instrument")
        drafts._set_endorsed(role)
        self._dossier_changed()

    def _clear_draft_endorsements(self):
        # The edge from endorsing to draft asked for the role: what was endorsed with the text falls with its
        # endorsements.
        drafts = opened(self.sudo().dossier_ids, TRANSITION)
        drafts.write(dict.fromkeys(ENDORSEMENTS.values(), False))
        self._dossier_changed()

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
