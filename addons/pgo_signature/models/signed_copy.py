import base64
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from pgo_core import sign
from pgo_core.messages import text as message
from pgo_core.sign import authority

#: Folder of the test authority with which this installation signs; without it nobody signs here.
AUTHORITY_PARAMETER = "pgo_signature.test_authority"

#: Who signs the text: both endorsements and the approval (LOE 50.2; LOM 9.3).
SIGNERS = ("planning_chief", "legal_reviewer", "approver")


class SignedCopy(models.Model):
    """The official PDF of a version with one signature more, as it was given out.

    It stands apart from the document that the platform makes, which is the same whenever it is made.
    """

    _name = "pgo.signed.copy"
    _inherit = ["pgo.registered.act", "pgo.signed.file.mixin"]
    _description = "Signed Copy"
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users", string="Signed In By", readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(readonly=True)
    file = fields.Binary(attachment=True, required=True, readonly=True, string="Signed PDF")
    file_name = fields.Char(readonly=True)


class Version(models.Model):
    """A version that is signed with the test authority, where there is one."""

    _inherit = "pgo.version"

    signed_copy_ids = fields.One2many("pgo.signed.copy", "version_id", string="Signed Copies")
    shows_signed_copies = fields.Boolean(compute="_compute_can_sign_test")
    can_sign_test = fields.Boolean(compute="_compute_can_sign_test")

    @api.depends("seal", "entity_id")
    @api.depends_context("uid")
    def _compute_can_sign_test(self):
        folder = self._test_authority()
        for version in self:
            version.shows_signed_copies = bool(folder and version.seal and version.entity_id)
            version.can_sign_test = version.shows_signed_copies and version._has_role(SIGNERS)

    def action_sign_test(self):
        """Sign the official PDF with the test authority and open what the copy says."""
        self.ensure_one()
        self.check_access("read")
        if not self.can_sign_test:
            raise UserError(
                self.env._(
                    "Nothing was signed. Here a sealed text is signed for tests, by who endorses or approves it,"
                    " and only where a test authority was configured."
                )
            )
        # Two people who sign at once would each add a signature to the same copy, and one would be lost.
        self._lock_row()
        official = self._official_pdf()
        base = self._last_signed(official) or official
        reason = authority.reason(self.env.user.name)
        try:
            signer = sign.LocalSigner.of_authority(self._test_authority())
            signed = sign.sign(base, signer, reason)
        except sign.SignError as error:
            raise UserError(str(error)) from error
        copy = self.env["pgo.signed.copy"]._record_act(
            self,
            {
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "file": base64.b64encode(signed),
                "file_name": f"{self._print_name()} - {message('sign.test.file')}.pdf",
            },
        )
        self._log_event("version.signed_test", {"sha256": copy.signature_facts["sha256"]})
        return copy.action_open_signatures()

    def _last_signed(self, official):
        """Return the last signed copy of this very PDF, to which the next signature is added."""
        copies = self.env["pgo.signed.copy"].search([("version_id", "=", self.id)], limit=1)
        content = copies._signed_content() if copies else b""
        return content if content.startswith(official) else b""

    @api.model
    def _test_authority(self):
        """Return the folder of the test authority; empty where there is none."""
        # Read for what it allows: the folder itself is shown to nobody.
        folder = self.env["ir.config_parameter"].sudo().get_param(AUTHORITY_PARAMETER)
        return folder if folder and authority.is_authority(Path(folder)) else ""
