import base64
import logging

import psycopg2

from odoo import fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import AccessError, MissingError, UserError

STATES = [
    ("pending", "Pending"),
    ("done", "Done"),
    ("failed", "Not Made"),
    ("skipped", "Not Applicable"),
]
#: Times that a document may stop the server before it is given up.
MAX_ATTEMPTS = 3

_logger = logging.getLogger(__name__)


class RenderJobLine(models.Model):
    """One document of a bulk download. The platform writes it; the person of the batch reads it."""

    _name = "pgo.render.job.line"
    _inherit = ["pgo.platform.row"]
    _description = "Document of a Bulk Download"
    _order = "job_id, id"

    job_id = fields.Many2one(
        "pgo.render.job", required=True, readonly=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
    output = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Document", required=True, readonly=True, translate=False)
    state = fields.Selection(STATES, required=True, default="pending", readonly=True)
    message = fields.Text(string="Why It Was Not Made", readonly=True, translate=False)
    attempts = fields.Integer(readonly=True)
    content = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(string="File", readonly=True, translate=False)

    _output_uniq = models.UniqueIndex(
        "(job_id, version_id, output)", "That document is already in the bulk download."
    )
    _pending_idx = models.Index("(job_id, id) WHERE state = 'pending'")

    def action_retry(self):
        """Make this document again."""
        for line in self:
            line.job_id._retry(line)
        return True

    def _claim(self):
        """Count an attempt for good before it begins: a document that kills the server is not tried for ever."""
        for line in self:
            line.attempts += 1
        self.env["ir.cron"]._commit_progress()

    def _make(self):
        """Make the document with the rights of the person of the batch and keep it, or the reason in words."""
        self.ensure_one()
        if self.attempts > MAX_ATTEMPTS:
            return self._end(
                "failed",
                self.env._(
                    "The server stopped each time this document was made. Tell the administrator."
                ),
            )
        try:
            with self.env.cr.savepoint():
                return self._render()
        except (AccessError, MissingError):
            words = self.env._(
                "It could not be read any more when it was made: the version or your designation changed."
            )
        except UserError as error:
            words = str(error)
        except psycopg2.OperationalError:
            # Not of the document: the batch is undone and made again.
            raise
        except Exception:
            # What one document has wrong does not stop the others; the log tells the administrator.
            _logger.exception("Document %s of version %s", self.output, self.version_id.id)
            words = self.env._(
                "The document could not be made. Retry it; if it happens again, tell the administrator."
            )
        return self._end("failed", words)

    def _render(self):
        person = self.job_id.user_id
        version = self.version_id.with_user(person)
        if not person.active:
            raise AccessError(self.env._("That person no longer works here."))
        version.check_access("read")
        if self.output not in version._outputs():
            return self._end(
                "skipped", self.env._("This version has no other text to be compared with.")
            )
        file = version._output_file(self.output)
        return self._end("done", content=base64.b64encode(file.content), file_name=file.name)

    def _raw(self):
        """Return the content of this document as bytes, empty if the store has lost it."""
        content = self.with_prefetch().with_context(bin_size=False).content
        return base64.b64decode(content or b"")

    def _end(self, state, message=False, **vals):
        # The batch holds the rows open; each is written once it ended.
        opened(self, TRANSITION).write({"state": state, "message": message, **vals})
