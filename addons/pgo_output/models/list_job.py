from odoo import api, fields, models
from odoo.addons.pgo_base.models.background_mixin import STATES
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import UserError

from .personal_job import PersonalJob

#: Formats of a list; those of `list_export.KINDS`.
FORMATS = [
    ("xlsx", "Excel (XLSX)"),
    ("ods", "OpenDocument (ODS)"),
    ("csv", "CSV"),
]
#: What may be asked of a list; the rest that a client sends is dropped.
_ASKED = ("model", "domain", "columns", "order", "archived", "title", "whole")


class ListJob(models.Model):
    """A list too long to be waited for, exported in the background.

    Which rows are in it is looked for when it runs, with the rights that the person has at that moment, and
    asked again of each piece.
    """

    _name = "pgo.list.job"
    _inherit = ["pgo.personal.job"]
    _description = "Exported List"
    _order = "id desc"
    _rec_name = "title"
    _job = "pgo_output.ir_cron_list_job"
    _pieces = "pgo.list.job.part"
    _address = "/pgo/lista"
    # What was asked for is what the person confirmed, never written by hand.
    _guarded = PersonalJob._guarded | {
        "kind": False,
        "title": False,
        "filter": False,
        "asked": False,
        "row_count": 0,
    }

    state = fields.Selection(STATES, required=True, default="draft", readonly=True, index=True)
    total = fields.Integer(string="Rows")
    kind = fields.Selection(FORMATS, string="Format", readonly=True)
    title = fields.Char(string="List", readonly=True, translate=False)
    filter = fields.Char(
        readonly=True, translate=False, help="As it was on screen when the list was asked for."
    )
    asked = fields.Json(readonly=True, export_string_translation=False)
    row_count = fields.Integer(
        readonly=True, string="Rows of the File", help="Rows that the finished file has."
    )
    part_ids = fields.One2many(
        "pgo.list.job.part", "job_id", export_string_translation=False, readonly=True
    )
    done_count = fields.Integer(string="Rows Written", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")

    _one_running = models.UniqueIndex(
        "(user_id) WHERE state = 'running'",
        "You already have a list being exported: wait for it or cancel it.",
    )

    @api.depends("title", "date_started", "create_date")
    def _compute_display_name(self):
        for job in self:
            job.display_name = self.env._(
                "%(list)s, %(moment)s", list=job.title or "", moment=job._moment()
            )

    @api.depends("part_ids.size", "part_ids.row_count", "total", "state", "row_count")
    def _compute_counts(self):
        # The rules of jobs were checked by whoever reads these. Counts alone: an administrator who stops the work of
        # somebody else reads nothing of it.
        groups = (
            self.env["pgo.list.job.part"]
            .sudo()
            ._read_group(
                [("job_id", "in", self.ids), ("place", ">=", 0)],
                ["job_id"],
                ["size:sum", "row_count:sum"],
            )
        )
        sums = {job.id: (size, rows) for job, size, rows in groups}
        for job in self:
            size, rows = sums.get(job.id, (0, 0))
            ended = job.state == "done" and job.archive_id
            job.done_count = job.row_count if ended else rows
            job.progress = 100 if ended else min(100 * size / job.total, 99) if job.total else 0

    def _check_may_start(self):
        running = self.search_count([("user_id", "=", self.env.uid), ("state", "=", "running")])
        if running:
            raise UserError(
                self.env._("You already have a list being exported: wait for it or cancel it.")
            )
        # The edge asked that it is the person's own work: whether it has its file is all that is asked.
        if self.sudo().archive_id:
            raise UserError(
                self.env._("That list is exported already: ask for it again in the list.")
            )

    # Actions ---------------------------------------------------------------------------------------------------

    @api.model
    def ask(self, kind, asked, shown=""):
        """Begin to export a list and return the action that shows how far it is.

        `asked` as in `pgo.list.export`; with `whole` the database writes all that there is of each row in one go.
        `shown` is the filter in words. Raises as the export does: `AccessError`
        for who may not, `UserError` for what is no list or too long for a workbook.
        """
        export = self.env["pgo.list.export"]
        kind = "csv" if asked.get("whole") else kind
        weighed = export.weigh(kind, asked)
        if weighed["way"] == "csv":
            raise UserError(weighed["words"])
        table = export._exported_model(asked)
        if not asked.get("whole"):
            export._shown(table, asked)
        job = self.create({})
        job._start(
            kind=kind,
            title=export._title(asked),
            filter=str(shown or "")[:1000],
            asked={name: asked[name] for name in _ASKED if name in asked},
            total=weighed["count"],
        )
        return job._open_form()

    def action_retry(self):
        """Begin anew: rows that were read some time ago are not put together with those of now."""
        for job in self:
            if not job.asked:
                raise UserError(self.env._("Ask for the list in the list itself."))
            job._start()
            job._drop_parts()
        return True

    def _after_transition(self, source, target, reason):
        super()._after_transition(source, target, reason)
        if target in ("cancelled", "done"):
            self._drop_parts()

    def _drop_parts(self):
        # The transition asked who begins, stops or ends the work; `action_retry` began it. Pieces are the platform's.
        opened(self.env["pgo.list.job.part"].sudo(), TRANSITION).search(
            [("job_id", "in", self.ids)]
        ).unlink()
