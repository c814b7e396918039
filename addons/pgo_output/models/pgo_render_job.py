from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.background_mixin import STATES
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import MissingError, UserError

from .ir_actions_report import OFFICIAL_TZ

#: Documents of one batch at most.
MAX_LINES = 20000
#: What a retry leaves as it was.
_KEPT = frozenset(("done", "skipped"))


class RenderJob(models.Model):
    """Many documents made in the background and handed over in one ZIP (“download in bulk”).

    It belongs to the person who asked for it: each document is made with that person's rights at that moment,
    and nobody else gets the ZIP. SGP's administrators see that it runs and may stop it.
    """

    _name = "pgo.render.job"
    _inherit = ["pgo.background.mixin"]
    _description = "Bulk Download"
    _order = "id desc"
    _job = "pgo_output.ir_cron_render_job"
    _transitions = {
        ("draft", "running"): Edge(roles=("owner",), check="_check_may_start"),
        ("running", "cancelled"): Edge(roles=("owner", "sgp_admin")),
        ("cancelled", "running"): Edge(roles=("owner",), check="_check_may_start"),
        ("done", "running"): Edge(roles=("owner",), check="_check_may_start"),
        ("running", "done"): Edge(),
    }
    _guarded = {
        "state": "draft",
        "total": 0,
        "date_started": False,
        "date_ended": False,
        "problem": False,
        "archive_id": False,
        "archive_name": False,
        "archive_attempts": 0,
    }

    state = fields.Selection(STATES, required=True, default="draft", readonly=True, index=True)
    total = fields.Integer(string="Documents")
    line_ids = fields.One2many("pgo.render.job.line", "job_id", string="Documents to Make")
    failed_ids = fields.One2many(
        "pgo.render.job.line",
        "job_id",
        domain=[("state", "=", "failed")],
        string="Documents Not Made",
    )
    problem = fields.Text(
        string="Why There Is No ZIP",
        readonly=True,
        translate=False,
    )
    archive_id = fields.Many2one(
        "ir.attachment", string="ZIP", readonly=True, copy=False, ondelete="set null"
    )
    archive_name = fields.Char(string="File", readonly=True, copy=False)
    archive_attempts = fields.Integer(readonly=True, export_string_translation=False)
    date_removal = fields.Datetime(
        compute="_compute_date_removal",
        string="Kept Until",
        help="Then the platform removes it; ask for it again if you still need it.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", export_string_translation=False)
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
            moment = fields.Datetime.context_timestamp(
                job.with_context(tz=OFFICIAL_TZ),
                job.date_started or job.create_date or fields.Datetime.now(),
            )
            job.display_name = self.env._(
                "Bulk download of %(moment)s", moment=moment.strftime("%d/%m/%Y %H:%M")
            )

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

    @api.depends("date_ended")
    def _compute_date_removal(self):
        days = self.env["pgo.setting"]._get("render_job_days")
        for job in self:
            job.date_removal = job.date_ended and job.date_ended + timedelta(days=days)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for job in self:
            job.is_mine = job.user_id == self.env.user

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "user_id": self.env.uid} for vals in vals_list])

    def write(self, vals):
        if "user_id" in vals:
            raise UserError(self.env._("A bulk download stays with the person who asked for it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(job.state == "running" for job in self):
            raise UserError(self.env._("Cancel the bulk download before deleting it."))

    def unlink(self):
        archives = self._archives()
        result = super().unlink()
        archives.unlink()
        return result

    def _archives(self):
        # `check_access` comes first: the ZIP goes with what it is of.
        self.check_access("unlink")
        return self.sudo().archive_id

    def _has_role(self, roles):
        """As everywhere, and `owner`: the person who asked for it."""
        return ("owner" in roles and self.user_id == self.env.user) or super()._has_role(
            [role for role in roles if role != "owner"]
        )

    def _role_label(self, role):
        if role == "owner":
            return self.env._("the person who asked for it")
        return super()._role_label(role)

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
        self._transition(
            "running",
            vals={
                "date_started": self.date_started or fields.Datetime.now(),
                "date_ended": False,
                "problem": False,
                "archive_attempts": 0,
                **vals,
            },
        )
        self._wake()

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

    def action_download(self):
        """Download the ZIP."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/pgo/lote/{self.id}", "target": "download"}

    def _archive(self):
        """Return the name of the ZIP and the file itself, open. Raises `MissingError` for anybody but its person."""
        self.check_access("read")
        # `check_access` above, and the person of the batch here, since others may read it: the file is theirs alone.
        archive = self.user_id == self.env.user and self.sudo().archive_id
        if not archive:
            raise MissingError(self.env._("That file does not exist any more."))
        return self.archive_name, archive._open_file()

    def _open_form(self):
        return open_form(self)

    @api.autovacuum
    def _gc_old(self):
        """Remove batches that ended longer ago than the setting says, with their files."""
        days = self.env["pgo.setting"]._get("render_job_days")
        limit = fields.Datetime.now() - timedelta(days=days)
        self.search(
            [("state", "!=", "running"), ("write_date", "<", limit)],
            limit=100,
        ).unlink()
