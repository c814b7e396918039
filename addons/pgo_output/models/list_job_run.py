import base64
import logging
import tempfile
from array import array
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import psycopg2

from odoo import fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_output import packing
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain

from . import list_export
from .list_job_part import as_json, packed

#: Rows read between two commits: a second or two, after which a cancellation is heeded.
BATCH = 10000
#: Times that a piece may stop the server before the list is given up.
MAX_ATTEMPTS = 3
#: Bytes of its compressed pieces from which a CSV is handed over compressed: some ten times that as text.
ZIP_FROM = 1 << 20
#: Place of the piece that says which rows there are.
_WHICH = -1
_NUMBER = 4
#: What a defect of ours or a lack of room raises; a conflict between two transactions is not among them.
_DEFECTS = (
    psycopg2.DataError,
    psycopg2.ProgrammingError,
    ValueError,
    KeyError,
    TypeError,
    ArithmeticError,
    OSError,
)

_logger = logging.getLogger(__name__)


class ListJob(models.Model):
    """The run of a list: which rows there are, then the rows in pieces, then the file."""

    _inherit = "pgo.list.job"

    def _left(self):
        return max(self.total - self.done_count, 0) + 1

    def _run_batch(self):
        """Make the next piece; return how many rows it took, None when nothing is left to do."""
        if not self._still_running():
            return None
        # What people see is in the official language, whoever runs the job.
        official = self.with_context(**self.env["ir.actions.report"]._official_context())
        part = official._claim()
        if part.attempts > MAX_ATTEMPTS:
            return official._give_up(
                official.env._(
                    "The server stopped each time the list was exported. Tell the administrator."
                )
            )
        try:
            with self.env.cr.savepoint():
                return official._make(part)
        except (AccessError, MissingError):
            words = official.env._(
                "The list could not be read any more when it was exported: your designation changed."
            )
        except UserError as error:
            words = str(error)
        except _DEFECTS:
            _logger.exception("Exported list %s", self.id)
            words = official.env._(
                "The list could not be exported; the server may lack room. Begin anew; if it happens again, tell the"
                " administrator."
            )
        return official._give_up(words)

    def _parts(self):
        # The edge to `running` checked the person of the work. Pieces are the platform's; the rows in them are read
        # with the rights of that person (`_reader`).
        return opened(self.env["pgo.list.job.part"].sudo(), TRANSITION)

    def _claim(self):
        """Return the next piece to be made, its attempt counted for good before it begins."""
        parts = self._parts().search([("job_id", "=", self.id)])
        part = parts.filtered(lambda one: not one.is_done)[:1]
        if not part:
            place = parts[-1].place + parts[-1].size if parts else _WHICH
            if parts[-1:].place == _WHICH:
                place = 0
            part = parts.create({"job_id": self.id, "place": place})
        part.attempts += 1
        self.env["ir.cron"]._commit_progress()
        return part

    def _make(self, part):
        """Make a piece, or the file when it is behind the last row."""
        which = self._parts().search([("job_id", "=", self.id), ("place", "=", _WHICH)])
        if self.asked.get("whole"):
            self._stream()
            return None
        if part == which:
            found = self._find()
            part.write({"is_done": True, "size": len(found), "content": _coded(found.tobytes())})
            return 0
        if part.place >= which.size:
            self._finish()
            return None
        with which._open() as file:
            file.seek(part.place * _NUMBER)
            ids = array("i", file.read(BATCH * _NUMBER)).tolist()
        table, export = self._reader()
        count, content = self._written(table, export, ids)
        part.write(
            {"is_done": True, "size": len(ids), "row_count": count, "content": _coded(content)}
        )
        # Rows must not pile up while the job goes on.
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        return len(ids)

    def _reader(self):
        """Return the model of the list and the export, both as the person of the work may use them now."""
        person = self.user_id
        if not person.active:
            raise AccessError(self.env._("That person no longer works here."))
        export = self.env["pgo.list.export"].with_user(person)
        return export._exported_model(self.asked), export

    def _find(self):
        """Return the numbers of the rows in their order: four bytes for each, whatever their number."""
        table, export = self._reader()
        export._shown(table, self.asked)
        found = export._numbers(table, self.asked)
        most = list_export.MAX_ROWS.get(self.kind)
        if most is not None and len(found) > most:
            raise UserError(export.weigh(self.kind, self.asked)["words"])
        _logger.info("User %d exports %d rows of %s", self.user_id.id, len(found), table._name)
        return found

    def _written(self, table, export, ids):
        """Return how many of these rows there still are, and their bytes as a piece."""
        chosen = export._shown(table, self.asked)
        kept = export._kept(table, ids)
        if self.kind == "csv":
            lines = export._csv_lines(table, kept, chosen)
        else:
            lines = map(as_json, export._lines(table, kept, chosen))
        return len(kept), packed(lines)

    # The file --------------------------------------------------------------------------------------------------

    def _finish(self):
        """Make one file of the pieces and tell the person."""
        parts = self._parts().search([("job_id", "=", self.id), ("row_count", ">", 0)])
        vals = {"row_count": sum(parts.mapped("row_count"))}
        table, export = self._reader()
        chosen = export._shown(table, self.asked)
        day = fields.Datetime.context_timestamp(self, self.date_started).date()
        if self.kind == "csv":
            made = self._csv(parts, export, chosen, day)
        else:
            made = export._workbook(self.kind, self.title, chosen, parts._lines(), day)
        with made.content:
            vals |= self._keep(*made)
        self._end_well(vals)

    def _end_well(self, vals):
        """End with a file and tell the person."""
        vals = {"date_ended": fields.Datetime.now(), **vals}
        self._platform_transition("done", vals=vals)
        self._tell(
            self.env._("The exported list is ready"),
            self.env._(
                "%(list)s: %(count)s rows. The file is kept until %(day)s.",
                list=self.display_name,
                count=list_export.told(self.row_count),
                day=self.date_removal.strftime("%d/%m/%Y"),
            ),
            well=True,
        )

    def _stream(self):
        """Make the file in one go, as the database sends it: for what has its own way to be written."""
        table, export = self._reader()
        export._check_whole(table)
        domain = Domain(self.asked.get("domain") or [])
        day = fields.Datetime.context_timestamp(self, self.date_started).date()
        name = export._file_name(self.title, day, self.kind)
        with tempfile.TemporaryFile() as file:
            with (
                list_export.understood(self.env),
                ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive,
                archive.open(_entry(name), "w", force_zip64=True) as entry,
            ):
                count = table._write_csv(domain, entry)
            vals = self._keep(f"{name}.zip", "application/zip", file)
        _logger.info("User %d exports %d rows of %s", self.user_id.id, count, table._name)
        self._end_well({**vals, "row_count": count})

    def _csv(self, parts, export, chosen, day):
        """Return the File of the pieces of a CSV, compressed if it is large."""
        name = export._file_name(self.title, day, self.kind)
        head = export._csv_head(self.title, chosen)
        file = tempfile.TemporaryFile()  # noqa: SIM115 closed by who keeps it
        if parts._packed_size() < ZIP_FROM:
            parts._copy_to(file, head)
            return list_export.File(name, list_export.KINDS["csv"], file)
        # Fast rather than small: the whole country takes seconds.
        with (
            ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open(_entry(name), "w", force_zip64=True) as entry,
        ):
            parts._copy_to(entry, head)
        return list_export.File(f"{name}.zip", "application/zip", file)

    def _give_up(self, words):
        """End without a file, with the reason."""
        vals = {"problem": words, "row_count": 0, "date_ended": fields.Datetime.now()}
        self._platform_transition("done", vals=vals)
        self._tell(
            self.env._("The list could not be exported"),
            f"{self.display_name}: {words}",
            well=False,
        )


def _entry(name):
    """Return the entry of an archive for a file, packed fast rather than small, with no date of its own."""
    info = ZipInfo(name, packing.NO_DATE)
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = 1
    return info


def _coded(content):
    return base64.b64encode(content)
