import contextlib
import hashlib
import io
import os
import shutil
import tempfile
import time

from odoo import api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL

#: Folder of the file store where a file is written before it gets its name.
UNFINISHED = "unfinished"
#: Seconds after which what stands there was left by a server that died.
_STALE = 24 * 3600
#: Files of one model that one run of the vacuum removes.
_SWEPT = 10000


class IrAttachment(models.Model):
    """Files get their name when they are whole, and those too large for memory are copied in pieces.

    The name of a file in the store is the digest of its content. Odoo writes under that name at once, so half a
    file that a killed server or a full disk left would be taken for another content and refused as a collision,
    each time: and the same document is always the same bytes here.
    """

    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        self._remove_half(self._full_path(f"{sha[:2]}/{sha}"), len(bin_data))
        return super()._get_path(bin_data, sha)

    @api.model
    def _file_write(self, bin_value, checksum):
        self._put_file(io.BytesIO(bin_value), checksum, len(bin_value))
        return super()._file_write(bin_value, checksum)

    @api.model
    def _remove_half(self, path, size):
        """Remove a file that is not `size` long nor what its name says: half of what should stand there."""
        if not os.path.isfile(path) or os.path.getsize(path) == size:
            return
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha1").hexdigest()
        if digest != os.path.basename(path):
            os.unlink(path)

    @api.model
    def _put_file(self, file, digest, size):
        """Put the content of an open file in the store and return its name there. Raises `OSError`."""
        fname = f"{digest[:2]}/{digest}"
        path = self._full_path(fname)
        self._remove_half(path, size)
        if os.path.isfile(path):
            return fname
        # In case the transaction aborts: what no row names is swept away.
        self._mark_for_gc(fname)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        unfinished = self._full_path(UNFINISHED)
        os.makedirs(unfinished, exist_ok=True)
        file.seek(0)
        with tempfile.NamedTemporaryFile(dir=unfinished, delete=False) as copy:
            try:
                shutil.copyfileobj(file, copy, 1 << 20)
                copy.flush()
                os.replace(copy.name, path)
            except BaseException:
                os.unlink(copy.name)
                raise
        return fname

    @api.autovacuum
    def _gc_unfinished(self):
        """Remove what servers that died were writing."""
        limit = time.time() - _STALE
        with contextlib.suppress(FileNotFoundError):
            for entry in os.scandir(self._full_path(UNFINISHED)):
                if entry.stat().st_mtime < limit:
                    os.unlink(entry.path)

    @api.autovacuum
    def _gc_of_rows_gone(self):
        """Remove the files of our fields whose row went with another one (`ondelete="cascade"`).

        The database takes such rows away by itself and knows nothing of their files, which Odoo would keep for ever.
        """
        for model in self.env.registry.values():
            if model._name.startswith("pgo.") and model._auto and _keeps_files(model):
                self._remove_of_rows_gone(model._name, model._table)

    @api.model
    def _remove_of_rows_gone(self, model, table):
        rows = self.env.execute_query(
            SQL(
                """SELECT a.id FROM ir_attachment a
                    WHERE a.res_model = %s AND a.res_field IS NOT NULL
                      AND NOT EXISTS (SELECT FROM %s row WHERE row.id = a.res_id)
                    LIMIT %s""",
                model,
                SQL.identifier(table),
                _SWEPT,
            )
        )
        # No check is needed: the vacuum alone comes here, and nobody's row has these files.
        self.sudo().browse([key for (key,) in rows]).unlink()

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
        fname = self._put_file(file, digest, size)
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
        """Return the content of one attachment as an open file. The caller checked who may read it.

        Raises `MissingError` when the store has lost it.
        """
        self.ensure_one()
        if not self.store_fname:
            return io.BytesIO(self.raw or b"")
        try:
            return open(self._full_path(self.store_fname), "rb")
        except OSError as error:
            raise MissingError(self.env._("That file does not exist any more.")) from error


def _keeps_files(model):
    return any(
        field.type == "binary" and field.store and field.attachment
        for field in model._fields.values()
    )
