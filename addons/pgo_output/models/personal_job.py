from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import MissingError, UserError

from .ir_actions_report import OFFICIAL_TZ
from .pgo_version_output import File


class PersonalJob(models.AbstractModel):
    """Work in the background that ends in a file of the person who asked for it.

    What is in the file is read with that person's rights when it is made, and nobody else gets it. SGP's
    administrators see that it runs and may stop it. The file is removed after some days.
    """

    _name = "pgo.personal.job"
    _inherit = ["pgo.background.mixin"]
    _description = "File Made in the Background"
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
    }
    #: Model of the pieces, which the platform writes and which go with the work (`job_id`).
    _pieces = ""
    #: Address of the file, followed by the number of the work.
    _address = ""

    problem = fields.Text(string="Why There Is No File", readonly=True, translate=False)
    archive_id = fields.Many2one(
        "ir.attachment", string="Content", readonly=True, copy=False, ondelete="set null"
    )
    archive_name = fields.Char(string="File", readonly=True, copy=False)
    archive_size = fields.Integer(
        related="archive_id.file_size",
        string="Size",
        related_sudo=True,
        export_string_translation=False,
    )
    date_removal = fields.Datetime(
        compute="_compute_date_removal",
        string="Kept Until",
        help="Then the platform removes it; ask for it again if you still need it.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", export_string_translation=False)

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
            raise UserError(self.env._("This work stays with the person who asked for it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(job.state == "running" for job in self):
            raise UserError(self.env._("Cancel it before deleting it."))

    def unlink(self):
        files = self._files()
        result = super().unlink()
        files.unlink()
        return result

    def _files(self):
        """Return the attachments of these works and of their pieces, for who may delete the works."""
        # `check_access` comes first: the files go with what they are of.
        self.check_access("unlink")
        archives = self.sudo().archive_id
        files = self.env["ir.attachment"].sudo()
        pieces = self.env[self._pieces].sudo().search([("job_id", "in", self.ids)])
        return archives | files.search(
            [
                ("res_model", "=", self._pieces),
                ("res_id", "in", pieces.ids),
                ("res_field", "!=", False),
            ]
        )

    def _moment(self):
        """Return when it was asked for, as people read it."""
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=OFFICIAL_TZ),
            self.date_started or self.create_date or fields.Datetime.now(),
        )
        return moment.strftime("%d/%m/%Y %H:%M")

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
        """Raise `UserError` when it cannot begin."""
        raise NotImplementedError

    def _start(self, **vals):
        self._transition(
            "running",
            vals={
                "date_started": self.date_started or fields.Datetime.now(),
                "date_ended": False,
                "problem": False,
                **vals,
            },
        )
        self._wake()

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        url = f"{self._address}/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _archive(self):
        """Return the File, whose content is open. Raises `MissingError` for anybody but its person."""
        self.check_access("read")
        # `check_access` above, and here that it is the person's own work: the file is theirs alone, while others may
        # read that the work was done.
        archive = self.user_id == self.env.user and self.sudo().archive_id
        if not archive:
            raise MissingError(self.env._("That file does not exist any more."))
        return File(self.archive_name, archive.mimetype, archive._open_file())

    def _keep(self, name, mimetype, file):
        """Return the values of a file that was just made, an open one: of the person alone, on no record."""
        # The edge to `running` checked that it is the person's own work: the file made before gives way to this one.
        self.sudo().archive_id.unlink()
        # A file on no record is read by who made it alone, who is that person; they need no right to create files.
        attachments = self.env["ir.attachment"].with_user(self.user_id).sudo()
        archive = attachments._create_from_file(name, mimetype, file)
        return {"archive_id": archive.id, "archive_name": name}

    def _open_form(self):
        return open_form(self)

    def _tell(self, subject, message, well):
        """Tell the person that it ended, on screen and in the inbox."""
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success" if well else "warning",
                "title": subject,
                "message": message,
                "sticky": True,
            },
        )
        self.env["mail.thread"].message_notify(
            model=self._name,
            res_id=self.id,
            partner_ids=self.user_id.partner_id.ids,
            subject=subject,
            body=message,
        )

    @api.autovacuum
    def _gc_old(self):
        """Remove what ended longer ago than the setting says, with its files."""
        if self._abstract:
            return
        days = self.env["pgo.setting"]._get("render_job_days")
        limit = fields.Datetime.now() - timedelta(days=days)
        self.search(
            [("state", "!=", "running"), ("write_date", "<", limit)],
            limit=100,
        ).unlink()
