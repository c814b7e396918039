import hashlib
import io
import os
import shutil
import tempfile

from odoo import api, models
from odoo.tools import SQL


class IrAttachment(models.Model):
    """Files too large to be held in memory."""

    _inherit = "ir.attachment"

    @api.model
    @api.private
    def _create_from_file(self, name, mimetype, file):
        """Return a new attachment with the content of an open file, copied in pieces into the file store."""
        attachment = self.create({"name": name, "mimetype": mimetype, "raw": b""})
        file.seek(0)
        if self._storage() != "file":
            attachment.raw = file.read()
            return attachment
        digest = hashlib.file_digest(file, "sha1").hexdigest()
        size = file.seek(0, os.SEEK_END)
        fname = f"{digest[:2]}/{digest}"
        path = self._full_path(fname)
        # In case the transaction aborts: what no row names is swept away.
        self._mark_for_gc(fname)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file.seek(0)
        with tempfile.NamedTemporaryFile(dir=os.path.dirname(path), delete=False) as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
        os.replace(copy.name, path)
        # `create` and `write` take the whole content in memory; the row they made is completed here.
        self.env.cr.execute(
            SQL(
                "UPDATE ir_attachment SET store_fname = %s, file_size = %s, checksum = %s WHERE id = %s",
                fname,
                size,
                digest,
                attachment.id,
            )
        )
        attachment.invalidate_recordset(["store_fname", "file_size", "checksum", "raw", "datas"])
        return attachment

    def _open_file(self):
        """Return the content of one attachment as an open file. The caller checked who may read it."""
        self.ensure_one()
        if self.store_fname:
            return open(self._full_path(self.store_fname), "rb")
        return io.BytesIO(self.raw or b"")
