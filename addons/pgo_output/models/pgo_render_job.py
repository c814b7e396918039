from odoo import api, fields, models
from odoo.addons.pgo_base.models.background_mixin import STATES
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import UserError

from .personal_job import PersonalJob

#: Documents of one batch at most.
MAX_LINES = 20000
#: What a retry leaves as it was.
_KEPT = frozenset(("done", "skipped"))


class RenderJob(models.Model):
    """Many documents made in the background and handed over in one ZIP (“download in bulk”)."""

    _name = "pgo.render.job"
    _inherit = ["pgo.personal.job"]
    _description = "Bulk Download"
    _order = "id desc"
    _job = "pgo_output.ir_cron_render_job"
    _pieces = "pgo.render.job.line"
    _address = "/pgo/lote"
    _guarded = PersonalJob._guarded | {"archive_attempts": 0}

    state = fields.Selection(STATES, required=True, default="draft", readonly=True, index=True)
    total = fields.Integer(string="Documents")
    line_ids = fields.One2many("pgo.render.job.line", "job_id", string="Documents to Make")
    failed_ids = fields.One2many(
        "pgo.render.job.line",
        "job_id",
        domain=[("state", "=", "failed")],
        string="Documents Not Made",
    )
    archive_attempts = fields.Integer(readonly=True, export_string_translation=False)
    done_count = fields.Integer(string="Made", compute="_compute_counts")
    failed_count = fields.Integer(string="Not Made", compute="_compute_counts")
    skipped_count = fields.Integer(string="Not Applicable", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")

    _one_running = models.UniqueIndex(
        "(user_id) WHERE state = 'running'",
        "You already have a bulk download running: wait for it or cancel it.",
    )

    @api.depends("date_started", "create_date")
    def _compute_display_name(self):
        for job in self:
            job.display_name = self.env._("Bulk download of %(moment)s", moment=job._moment())

    @api.depends("line_ids.state", "total")
    def _compute_counts(self):
        # The rules of batches were checked by whoever reads these. Counts alone: an administrator who stops the batch
        # of somebody else reads no line of it.
        groups = (
            self.env["pgo.render.job.line"]
            .sudo()
            ._read_group([("job_id", "in", self.ids)], ["job_id", "state"], ["__count"])
        )
        counts = {(job.id, state): count for job, state, count in groups}
        for job in self:
            for state in ("done", "failed", "skipped"):
                job[f"{state}_count"] = counts.get((job.id, state), 0)
            ended = job.done_count + job.failed_count + job.skipped_count
            job.progress = min(100 * ended / job.total, 100) if job.total else 0

    def _check_may_start(self):
        running = self.search_count([("user_id", "=", self.env.uid), ("state", "=", "running")])
        if running:
            raise UserError(
                self.env._("You already have a bulk download running: wait for it or cancel it.")
            )
        # With every document made there may still be the ZIP to make: it failed, or was cancelled.
        without_zip = self.line_ids and (self.problem or self.state == "cancelled")
        if not without_zip and "pending" not in self.line_ids.mapped("state"):
            raise UserError(self.env._("There is nothing left to make in this bulk download."))

    # Actions ---------------------------------------------------------------------------------------------------

    @api.model
    def _ask(self, versions, keys):
        """Return a batch under way with these outputs of these versions. Raises `UserError` for too many or none."""
        versions.check_access("read")
        known = versions._bulk_outputs()
        keys = [key for key in known if key in keys]
        if not versions or not keys:
            raise UserError(self.env._("Choose at least one version and one format."))
        if len(versions) * len(keys) > MAX_LINES:
            raise UserError(
                self.env._(
                    "They are %(count)s documents and a bulk download takes %(most)s: filter the list or choose"
                    " fewer formats.",
                    count=len(versions) * len(keys),
                    most=MAX_LINES,
                )
            )
        job = self.create({})
        names = {key: versions._output_label(known[key]) for key in keys}
        # `check_access` above: the person reads every version. Lines belong to the platform.
        opened(self.env["pgo.render.job.line"].sudo(), TRANSITION).create(
            [
                {
                    "job_id": job.id,
                    "version_id": version_id,
                    "output": key,
                    "name": names[key],
                }
                for version_id in versions.ids
                for key in keys
            ]
        )
        job._start(total=len(versions) * len(keys))
        return job

    def _start(self, **vals):
        super()._start(archive_attempts=0, **vals)

    def action_retry(self):
        """Make again what failed, and go on with what was cancelled."""
        for job in self:
            job._retry(job.line_ids)
        return True

    def _retry(self, lines):
        self.ensure_one()
        # Reading the state of each line asked its rule, by which lines are of their person alone; `_start` checks the
        # role of the batch. The platform writes them.
        again = lines.filtered(lambda line: line.state not in _KEPT)
        vals = {"state": "pending", "attempts": 0, "message": False}
        opened(again.sudo(), TRANSITION).write(vals)
        self._start()
