from hashlib import sha256

import segno

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, human_size


class Version(models.Model):
    """The receipt of a version that was sent (cargo): what SGP received, when and with which documents."""

    _inherit = "pgo.version"

    def _verification_qr(self):
        """Return the QR code of the verification address as an address of data for an image."""
        self.ensure_one()
        if not self.verification_url:
            return ""
        # Error correction M: a photocopy still reads.
        return segno.make(self.verification_url, error="m", micro=False).svg_data_uri(border=0)

    def _receipt_name(self):
        """Return the name of the printed receipt without extension."""
        title = self._official().env._("Receipt %(number)s", number=self.receipt or "")
        return f"{title} - {self._print_name()}"[:150]

    def _receipt_values(self):
        """Return what the receipt says, dates in words. Refuses who does not see the whole dossier."""
        self.ensure_one()
        if not self.date_sent:
            raise UserError(
                self.env._("“%s” has not been sent yet, so there is no receipt.", self.display_name)
            )
        sent = fields.Datetime.context_timestamp(self, self.date_sent)
        return {
            "number": self.receipt,
            "sentence": self.env._(
                "The platform records that %(entity)s sent to the Secretariat of Public Management, on %(date)s at "
                "%(time)s (time of Lima), the following document, endorsed by its offices of planning and of legal "
                "affairs:",
                entity=self.entity_id.name,
                date=format_date(self.env, sent, date_format="d 'de' MMMM 'de' y"),
                time=sent.strftime("%H:%M:%S"),
            ),
            "version": self.env._(
                "%(number)s (%(units)s units, %(functions)s functions)",
                number=self.number,
                units=self.unit_count,
                functions=self.function_count,
            ),
            "documents": self._receipt_documents(),
            "seal": [self.seal[start : start + 8] for start in range(0, 64, 8)],
        }

    def _receipt_documents(self):
        """Return the documents of the dossier with size and SHA-256 of each file."""
        # Searched, not read from the version: what a relation holds in memory is the same for everyone.
        domain = [("version_id", "=", self.id)]
        documents = self.env["pgo.dossier.document"].search(domain)
        # The report checked that the person reads the version. Only counted: a receipt with fewer documents than were
        # sent would be false.
        if len(documents) != self.env["pgo.dossier.document"].sudo().search_count(domain):
            raise AccessError(
                self.env._("The receipt is for those who see the dossier: the entity and SGP.")
            )
        # The person sees each of the documents, checked above; Odoo keeps files of fields from being searched.
        files = self.env["ir.attachment"].sudo()
        found = files.search(
            [
                ("res_model", "=", documents._name),
                ("res_field", "=", "file"),
                ("res_id", "in", documents.ids),
            ]
        )
        file_by_document = {attachment.res_id: attachment for attachment in found}
        labels = dict(documents._fields["kind"]._description_selection(self.env))
        rows = []
        for document in documents:
            content = (
                file_by_document[document.id].raw or b"" if document.id in file_by_document else b""
            )
            rows.append(
                {
                    "kind": labels[document.kind],
                    "number": document.number or "",
                    "date": format_date(self.env, document.date, date_format="dd/MM/y"),
                    "file_name": document.file_name or "",
                    "size": human_size(len(content)),
                    "digest": sha256(content).hexdigest(),
                }
            )
        return rows
