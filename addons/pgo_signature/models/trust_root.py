import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from pgo_core.sign import certificates

#: What a certificate says of itself: nobody writes it.
_FROM_FILE = ("subject", "issuer", "date_from", "date_to", "digest")


class TrustRoot(models.Model):
    """A certification authority that the platform recognizes (Ley N° 27269; DS N° 052-2008-PCM).

    A signature is attributed to a person only when their certificate descends from one of these. The
    certificate does not change: another one is registered beside it.
    """

    _name = "pgo.trust.root"
    _inherit = ["pgo.cached.mixin", "pgo.accounted.mixin"]
    _description = "Recognized Certification Authority"
    _order = "name, id"
    _event_kind = "trust_root.changed"
    _event_key = "name"

    name = fields.Char(required=True, help="Name by which the authority is known.")
    active = fields.Boolean(
        default=True, help="Archived authorities are no longer recognized in new checks."
    )
    certificate = fields.Binary(
        attachment=False,
        required=True,
        help="File of its certificate (.pem, .crt, .cer or .der), from the authority itself.",
    )
    certificate_name = fields.Char(string="File Name")
    subject = fields.Char(string="Holder", readonly=True, copy=False)
    issuer = fields.Char(readonly=True, copy=False)
    date_from = fields.Datetime(string="Valid From", readonly=True, copy=False)
    date_to = fields.Datetime(string="Valid Until", readonly=True, copy=False)
    digest = fields.Char(
        string="SHA-256",
        readonly=True,
        copy=False,
        help="Digest of the certificate, to compare with the one that the authority publishes.",
    )

    _digest_uniq = models.UniqueIndex("(digest)", "That certificate is already registered.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [{**vals, **self._said_by(vals.get("certificate"))} for vals in vals_list]
        )

    def write(self, vals):
        if vals.keys() & {"certificate", *_FROM_FILE}:
            raise UserError(
                self.env._(
                    "The certificate of an authority does not change: register the new one and archive this."
                )
            )
        return super().write(vals)

    @api.model
    def _said_by(self, content):
        """Return the values that the file of a certificate gives. Raises `UserError` for another file."""
        try:
            found = certificates.read(base64.b64decode(content or b"", validate=True))
        except (binascii.Error, ValueError, TypeError):
            found = None
        if not found:
            raise UserError(
                self.env._("That file is not a certificate: use a .pem, .crt, .cer or .der file.")
            )
        if not found.is_authority:
            raise UserError(
                self.env._(
                    "“%(subject)s” is the certificate of a person or a service, not of an authority.",
                    subject=found.subject,
                )
            )
        return {
            "subject": found.subject,
            "issuer": found.issuer,
            "date_from": found.since.replace(tzinfo=None),
            "date_to": found.until.replace(tzinfo=None),
            "digest": found.digest,
        }

    @api.model
    def _told_fields(self, touched=()):
        # The digest tells which certificate it is; the file itself is no reading for an event.
        return [name for name in super()._told_fields(touched) if name != "certificate"]

    @api.model
    @ormcache()
    def _certificates(self):
        """Return the certificates that the platform recognizes, as bytes."""
        # Whom the platform trusts is public; the certificates are read whoever stores a file.
        roots = self.sudo().with_context(bin_size=False).search([("active", "=", True)])
        return tuple(base64.b64decode(root.certificate) for root in roots)
