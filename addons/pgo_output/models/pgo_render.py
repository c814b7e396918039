import base64

from psycopg2.errors import (
    DeadlockDetected,
    LockNotAvailable,
    SerializationFailure,
    UniqueViolation,
)

from odoo import api, fields, models
from odoo.tools import mute_logger

#: Another transaction changed the same rows first: what was begun is undone.
CONCURRENT = (SerializationFailure, DeadlockDetected, LockNotAvailable)


class Render(models.Model):
    """A file of a sealed version, kept as it was made: one row for each output (PDF, DOCX…).

    A sealed text does not change, so each output is made once for each thing it says besides the text: state,
    verification address, version of the library. Those are the `key`; another key replaces the row. Nobody
    has write access: the file that the platform gives out is the one it made.
    """

    _name = "pgo.render"
    _description = "Stored Document"
    _order = "id"

    version_id = fields.Many2one("pgo.version", required=True, readonly=True, ondelete="cascade")
    output = fields.Char(
        required=True,
        readonly=True,
        default="pdf",
        help="Which of the outputs of the version it is.",
    )
    key = fields.Char(
        required=True,
        readonly=True,
        help="What the document says besides the sealed text, as a digest.",
    )
    content = fields.Binary(attachment=True, required=True, readonly=True)

    _output_uniq = models.UniqueIndex(
        "(version_id, output)", "That document of that version is already stored."
    )

    @api.model
    def _row(self, version, output):
        # `_output_file` checked that the person may read the version; the row of that one version alone is read.
        domain = [("version_id", "=", version.id), ("output", "=", output)]
        return self.sudo().search(domain, limit=1)

    @api.model
    def _stored(self, version, output, key):
        """Return the stored file of a version under this key as bytes, None if there is none."""
        row = self._row(version, output)
        if row.key != key:
            return None
        content = row.with_context(bin_size=False).content
        return base64.b64decode(content) if content else None

    @api.model
    def _store(self, version, output, key, content):
        """Keep a file of a version, in place of an earlier one. In a read-only transaction it is not kept."""
        if self.env.cr.readonly:
            return
        vals = {"key": key, "content": base64.b64encode(content)}
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                row = self._row(version, output)
                if row:
                    row.write(vals)
                else:
                    # Written by the platform alone, with what it just made of the version: `_output_file` checked
                    # that the person may read it.
                    self.sudo().create({**vals, "version_id": version.id, "output": output})
        except (UniqueViolation, *CONCURRENT):
            # Someone else made the same document at the same time and was first: theirs stays. The person gets
            # the file that was made here, and the other documents of a bulk download go on.
            return
