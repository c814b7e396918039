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


#: A text that lives on its way from the endorsements to being in force.
SIGNABLE = ("endorsed", "sent", "elevated", "in_council", "approved", "in_force")


class Version(models.Model):
    """A version whose official PDF is signed: on the person's own machine, with what the State gives
    them (DNI electrónico), or here for tests.
    """

    _inherit = "pgo.version"

    signed_copy_ids = fields.One2many("pgo.signed.copy", "version_id", string="Signed Copies")
    shows_signed_copies = fields.Boolean(compute="_compute_can_sign")
    can_sign = fields.Boolean(compute="_compute_can_sign")
    can_sign_test = fields.Boolean(compute="_compute_can_sign")

    @api.depends("seal", "entity_id", "state")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        folder = self._test_authority()
        for version in self:
            version.shows_signed_copies = bool(version.seal and version.entity_id)
            version.can_sign = (
                version.shows_signed_copies
                and version.state in SIGNABLE
                and version._has_role(SIGNERS)
            )
            version.can_sign_test = bool(folder) and version.can_sign

    def action_sign(self):
        """Hand the official PDF over to the person, who signs it on their own machine."""
        self.ensure_one()
        self._check_can_sign()
        handover = self.env["pgo.signature.handover"].create({"version_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign the Official Document"),
            "res_model": handover._name,
            "res_id": handover.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_sign_test(self):
        """Sign the official PDF with the test authority and open what the copy says."""
        self.ensure_one()
        self._check_can_sign()
        if not self.can_sign_test:
            raise UserError(
                self.env._(
                    "Nothing was signed: this installation has no test authority configured."
                )
            )
        try:
            signer = sign.LocalSigner.of_authority(self._test_authority())
        except sign.SignError as error:
            raise UserError(str(error)) from error
        copy = self._add_signature(
            signer,
            message("sign.test.file"),
            "version.signed_test",
            authority.reason(self.env.user.name),
        )
        return copy.action_open_signatures()

    def _check_can_sign(self):
        """Refuse whoever does not endorse or approve this text, and a text that is not sealed."""
        self.check_access("read")
        if not self.can_sign:
            raise UserError(
                self.env._(
                    "Nothing was signed. Who endorses or approves a text may sign it once it is sealed and while it is"
                    " on its way to be in force, or in force."
                )
            )

    def _add_signature(self, signer, name, kind, reason=""):
        """Return the registered copy that holds one signature more than the last. The caller checked
        that the person may sign. Raises `UserError` when `signer` gives no signature that stands.

        :param signer: a `pgo_core.sign.Signer`
        :param name: what the file is called after the name of the version
        :param kind: of the event
        """
        # Of two who sign at once the event, whose chain is one for all, lets one pass; the other starts again.
        try:
            signed = sign.sign(self._file_to_sign(), signer, reason)
        except sign.SignError as error:
            raise UserError(str(error)) from error
        copy = self.env["pgo.signed.copy"]._record_act(
            self,
            {
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "file": base64.b64encode(signed),
                "file_name": f"{self._print_name()} - {name}.pdf",
            },
        )
        self._log_event(kind, {"sha256": copy.signature_facts["sha256"]})
        return copy

    def _file_to_sign(self):
        """Return the last signed copy of the official PDF of today, to which the next signature is
        added, or that PDF itself.
        """
        official = self._official_pdf()
        last = self.env["pgo.signed.copy"].search([("version_id", "=", self.id)], limit=1)
        content = last._signed_content() if last else b""
        return content if content.startswith(official) else official

    @api.model
    def _test_authority(self):
        """Return the folder of the test authority; empty where there is none."""
        # Read for what it allows: the folder itself is shown to nobody.
        folder = self.env["ir.config_parameter"].sudo().get_param(AUTHORITY_PARAMETER)
        return folder if folder and authority.is_authority(Path(folder)) else ""
