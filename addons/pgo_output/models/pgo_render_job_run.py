import logging
import tempfile

import psycopg2

from odoo import fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_output import packing

from .pgo_render import CONCURRENT
from .pgo_render_job_line import MAX_ATTEMPTS

#: Documents made between two commits: some seconds at most, after which a cancellation is heeded.
BATCH = 5

_logger = logging.getLogger(__name__)


class RenderJob(models.Model):
    """The run of a bulk download: documents one by one, then all of them in one ZIP."""

    _inherit = "pgo.render.job"

    def _left(self):
        return self.env["pgo.render.job.line"].search_count(self._pending())

    def _pending(self):
        return [("job_id", "=", self.id), ("state", "=", "pending")]

    def _run_batch(self):
        """As everywhere; what another transaction got in the way of is undone and counts as nothing made."""
        try:
            done = self._make_next()
            self.env.flush_all()
        except CONCURRENT:
            self.env.cr.rollback()
            return 0
        return done

    def _make_next(self):
        """Make the next documents; return how many, None when nothing is left to do."""
        if not self._still_running():
            return None
        # What people see is in the official language, whoever runs the job.
        official = self.with_context(**self.env["ir.actions.report"]._official_context())
        # The edge to `running` checked the person of the batch. Lines belong to the platform; each document is made
        # with the rights of that person (`_make`).
        table = opened(official.env["pgo.render.job.line"].sudo(), TRANSITION)
        lines = table.search(official._pending(), limit=BATCH)
        if not lines:
            official._finish()
            return None
        lines._claim()
        for line in lines:
            line._make()
        # Texts and files must not pile up while the job goes on.
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        return len(lines)

    def _finish(self):
        """Put what was made in one ZIP and tell the person."""
        if self.archive_attempts >= MAX_ATTEMPTS:
            vals = {
                "problem": self.env._(
                    "The server stopped each time the ZIP was written. Ask for fewer documents at a time, or tell"
                    " the administrator."
                )
            }
        else:
            self._claim_archive()
            if not self._still_running():
                return
            vals = self._packed_or_why()
        self._platform_transition("done", vals={**vals, "date_ended": fields.Datetime.now()})
        self._tell(
            self.env._("Bulk download ended"),
            self.env._(
                "%(job)s: %(done)s documents made, %(failed)s not made.",
                job=self.display_name,
                done=self.done_count,
                failed=self.failed_count,
            ),
            well=not (self.failed_count or self.problem),
        )

    def _claim_archive(self):
        """Count an attempt for good before it begins: a ZIP that kills the server is not tried for ever."""
        opened(self, TRANSITION).archive_attempts += 1
        self.env["ir.cron"]._commit_progress()

    def _packed_or_why(self):
        """Return the values of the ZIP, or why there is none; then nothing of it is left, and an earlier one stays."""
        try:
            with self.env.cr.savepoint():
                return self._pack()
        except psycopg2.OperationalError:
            # Somebody cancelled it meanwhile, or the database is gone.
            raise
        except OSError:
            _logger.exception("ZIP of bulk download %s", self.id)
            words = self.env._(
                "The ZIP could not be written: the server may lack room. Tell the administrator and retry."
            )
        except Exception:
            _logger.exception("ZIP of bulk download %s", self.id)
            words = self.env._(
                "The ZIP could not be written. Retry; if it happens again, tell the administrator."
            )
        return {"problem": words}

    def _pack(self):
        """Return the values of the ZIP: every document made and the list of contents with their SHA-256."""
        # Each document was made with the rights of the person (`_make`), and `_archive` gives the ZIP to that person
        # alone.
        lines = self.env["pgo.render.job.line"].sudo().search([("job_id", "=", self.id)])
        if "done" not in lines.mapped("state"):
            return {"problem": self.env._("No document could be made: each line tells why.")}
        name = f"{packing.safe_name(self.display_name, '')}.zip"
        with tempfile.TemporaryFile() as file:
            pack = packing.Pack(file)
            rows = [self._packed(pack, line) for line in lines]
            columns = (
                self.env._("File"),
                self.env._("Version"),
                self.env._("Document"),
                self.env._("Result"),
                self.env._("Bytes"),
                "SHA-256",
            )
            pack.close(self.env._("contents"), columns, rows)
            return self._keep(name, "application/zip", file)

    def _packed(self, pack, line):
        """Write the document of a line in the ZIP and return its row of the contents."""
        content = line._raw() if line.state == "done" else b""
        if line.state == "done" and not content:
            line._end(
                "failed", self.env._("The server lost the file after it was made. Make it again.")
            )
        label = dict(line._fields["state"]._description_selection(self.env))[line.state]
        version = line.version_id.display_name
        if line.state != "done":
            result = f"{label}: {line.message}" if line.message else label
            return ("", version, line.name, result, "", "")
        name, digest = pack.add(line.file_name, content)
        line.invalidate_recordset(["content"], flush=False)
        return (name, version, line.name, label, len(content), digest)
