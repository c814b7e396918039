import base64
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError

from pgo_core import sign
from pgo_core.sign.facts import NOT_READ, UNSIGNED

STATES = [
    ("unsigned", "No Digital Signature"),
    ("not_read", "Could Not Be Checked"),
    ("unreadable", "Signature That Cannot Be Read"),
    ("tampered", "Altered"),
    ("changed_after", "Changed After Signing"),
    ("revoked", "Revoked Certificate"),
    ("expired", "Expired Certificate"),
    ("not_yet_valid", "Certificate Not Yet Valid"),
    ("unknown_certificate", "Certificate Not Recognized"),
    ("intact", "Intact"),
]

#: Fields that the platform writes when it stores a file, and nobody else.
_OWN = ("signature_facts", "signature_state", "signature_checked")

#: Seconds that the check of one file may hold whoever stores it.
TIME_LIMIT = 20


class SignedFileMixin(models.AbstractModel):
    """A record with a file: who signed it, worked out when the file is stored and kept with it.

    What is kept tells what was true on that day. The file of a record is in `file`.
    """

    _name = "pgo.signed.file.mixin"
    _description = "File with Digital Signatures"

    signature_facts = fields.Json(
        compute="_compute_signatures", store=True, copy=False, export_string_translation=False
    )
    signature_state = fields.Selection(
        STATES, compute="_compute_signatures", store=True, copy=False, string="Digital Signature"
    )
    signature_checked = fields.Datetime(
        compute="_compute_signatures", store=True, copy=False, string="Signatures Checked On"
    )
    signature_names = fields.Char(compute="_compute_signature_texts", string="Signed By")
    signature_html = fields.Html(
        compute="_compute_signature_texts",
        sanitize=False,  # a template of ours, which escapes what files say
        string="Signatures",
        export_string_translation=False,
    )

    @api.depends("file")
    def _compute_signatures(self):
        for record in self:
            # While a form is being filled there is nothing stored to look at.
            content = record._signed_content() if record.id else b""
            found = content and sign.verify(
                content, self.env["pgo.trust.root"]._certificates(), time_limit=TIME_LIMIT
            )
            record.signature_state = found.state if found else False
            record.signature_checked = fields.Datetime.now() if found else False
            record.signature_facts = (
                {**found.to_json(), "sha256": sha256(content).hexdigest()} if found else False
            )

    @api.depends("signature_facts")
    def _compute_signature_texts(self):
        for record in self:
            found = sign.Verification.from_json(record.signature_facts or {})
            record.signature_names = "; ".join(fact.name for fact in found.signatures)
            record.signature_html = bool(record.signature_facts) and self.env["ir.qweb"]._render(
                "pgo_signature.signatures", {"found": found, "plain": (UNSIGNED, NOT_READ)}
            )

    @api.model_create_multi
    def create(self, vals_list):
        # A client names defaults in its context as freely as values.
        given = {key.removeprefix("default_") for key in self.env.context}
        self._refuse_signatures(given.union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_signatures(vals)
        return super().write(vals)

    def action_open_signatures(self):
        """Open what is known of the signatures of this file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Digital Signatures"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref(self._signatures_view()).id, "form")],
            "target": "new",
        }

    def action_check_signatures(self):
        """Look at the file again, with the authorities that are recognized today."""
        self.check_access("read")
        self._check_again()
        return True if len(self) != 1 else self.action_open_signatures()

    def _check_again(self):
        # The caller checked that the person reads the files; what is written is the platform's own finding.
        records = self.sudo()
        for name in _OWN:
            self.env.add_to_compute(self._fields[name], records)
        records._recompute_recordset(_OWN)

    def _signed_content(self):
        """Return the file as bytes, one record at a time: a dossier of scans does not fit in memory."""
        alone = self.with_prefetch().with_context(bin_size=False, bin_size_file=False)
        return base64.b64decode(alone.file or b"")

    @api.model
    def _signatures_view(self):
        return f"pgo_signature.{self._table}_view_signatures"

    @api.model
    def _refuse_signatures(self, names):
        if set(_OWN) & set(names):
            raise UserError(
                self.env._("The signatures of a file are read from the file: nobody writes them.")
            )
