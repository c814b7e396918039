import gzip
import json
import shutil
from datetime import date, datetime

from odoo import fields, models

#: Name of a day and of a moment in a piece.
_DAY, _MOMENT = "day", "moment"


class ListJobPart(models.Model):
    """A piece of a list being exported: some thousand rows, or (place −1) which rows there are.

    The platform alone writes it and nobody reads it. Pieces go when the file is made.
    """

    _name = "pgo.list.job.part"
    _inherit = ["pgo.platform.row"]
    _description = "Piece of an Exported List"
    _order = "job_id, place"

    job_id = fields.Many2one(
        "pgo.list.job", required=True, readonly=True, index=True, ondelete="cascade"
    )
    place = fields.Integer(
        required=True, readonly=True, help="Number of the first row, counted from 0."
    )
    size = fields.Integer(readonly=True, help="Rows that were to be read.")
    row_count = fields.Integer(
        string="Rows", readonly=True, help="Those of them that the person could still read."
    )
    attempts = fields.Integer(readonly=True)
    is_done = fields.Boolean(readonly=True)
    content = fields.Binary(attachment=True, readonly=True)

    _place_uniq = models.UniqueIndex("(job_id, place)", "That piece is already there.")

    def _files(self):
        """Return the attachment of each piece by its id."""
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_field", "=", "content"),
                ("res_id", "in", self.ids),
            ]
        )
        return {attachment.res_id: attachment for attachment in attachments}

    def _open(self):
        """Return the content of this piece as an open file."""
        return self._files()[self.id]._open_file()

    def _packed_size(self):
        """Return the bytes of these pieces as they are stored."""
        return sum(attachment.file_size for attachment in self._files().values())

    def _copy_to(self, file, head):
        """Write `head` and then the text of pieces that were made with `packed` to an open file."""
        file.write(head)
        files = self._files()
        for part in self:
            with files[part.id]._open_file() as content, gzip.open(content) as text:
                shutil.copyfileobj(text, file, 1 << 20)

    def _lines(self):
        """Yield the rows of pieces that were made with `packed` of `as_json`."""
        files = self._files()
        for part in self:
            with files[part.id]._open_file() as content, gzip.open(content) as rows:
                for row in rows:
                    yield json.loads(row, object_hook=_moment)


def packed(lines):
    """Return pieces of bytes as one compressed piece; the same bytes give the same piece."""
    return gzip.compress(b"".join(lines), compresslevel=1, mtime=0)


def as_json(row):
    """Return a row as a line that `_lines` reads."""
    return json.dumps(row, default=_named, ensure_ascii=False).encode() + b"\n"


def _named(cell):
    if isinstance(cell, datetime):
        return {_MOMENT: cell.isoformat()}
    if isinstance(cell, date):
        return {_DAY: cell.isoformat()}
    raise TypeError(type(cell))


def _moment(cell):
    if _MOMENT in cell:
        return datetime.fromisoformat(cell[_MOMENT])
    return date.fromisoformat(cell[_DAY])
