import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from pgo_core import sign
from pgo_core.messages import text as message


class SignatureHandover(models.TransientModel):
    """The official PDF goes to the person, who signs it with a program of their own, and comes back.

    What comes back counts only if it is the same document with signatures added (Ley N° 27269, art. 3;
    DS N° 052-2008-PCM): the platform holds nobody's key.
    """

    _name = "pgo.signature.handover"
    _description = "Sign the Official Document"

    version_id = fields.Many2one("pgo.version", required=True, readonly=True, ondelete="cascade")
    file = fields.Binary(compute="_compute_file", string="File to Sign")
    file_name = fields.Char(compute="_compute_file_name", export_string_translation=False)
    signed_before = fields.Char(compute="_compute_signed_before", string="Already Signed By")
    signed = fields.Binary(string="Signed File")
    signed_name = fields.Char(export_string_translation=False)

    @api.depends("version_id")
    def _compute_file(self):
        for handover in self:
            handover.version_id._check_can_sign()
            handover.file = base64.b64encode(handover.version_id._file_to_sign())

    @api.depends("version_id")
    def _compute_file_name(self):
        for handover in self:
            handover.file_name = (
                f"{handover.version_id._print_name()} - {message('sign.handover.out')}.pdf"
            )

    @api.depends("version_id")
    def _compute_signed_before(self):
        for handover in self:
            handover.signed_before = handover.version_id.signed_copy_ids[:1].signature_names

    def action_accept(self):
        """Keep the signed file beside the version and open what its signatures say."""
        self.ensure_one()
        version = self.version_id
        version._check_can_sign()
        content = base64.b64decode(self.with_context(bin_size=False).signed or b"")
        if not content:
            raise UserError(self.env._("Nothing was kept: choose the file that you signed."))
        self._check_not_overtaken(content)
        signer = sign.NationalSigner(
            lambda _request: content, self.env["pgo.trust.root"]._certificates()
        )
        copy = version._add_signature(signer, message("sign.handover.back"), "version.signed")
        return copy.action_open_signatures()

    def _check_not_overtaken(self, content):
        """Refuse a file handed over before somebody else's signature came in: theirs would be lost.

        Of two that come in at the same moment the chain of events lets one pass; the other starts again
        and is refused here.
        """
        version = self.version_id
        last = version.signed_copy_ids[:1]
        current, official = version._file_to_sign(), version._official_pdf()
        if content.startswith(official) and not content.startswith(current):
            raise UserError(
                self.env._(
                    "While you were signing, %(name)s added a signature. Download the file again, sign it and bring"
                    " it back: this way it carries both.",
                    name=last.signature_names or last.user_id.name,
                )
            )
