import json

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import APPEND, opened


class Change(models.Model):
    """One edit of a draft: who, when, which element, before and after.

    Whoever stands in it for a version is an author of that version, which decides who may endorse it.
    """

    _name = "pgo.change"
    _inherit = ["pgo.append.only.mixin"]
    _description = "Edit"
    _order = "id desc"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Author", required=True, readonly=True, index=True, ondelete="restrict"
    )
    operation = fields.Selection(
        [("create", "Added"), ("write", "Changed"), ("unlink", "Removed")],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(string="Element Type", required=True, readonly=True)
    target_uid = fields.Char(string="Element", required=True, readonly=True, index=True)
    label = fields.Char(string="Name", readonly=True)
    field_name = fields.Char(string="Field", readonly=True)
    field_label = fields.Char(compute="_compute_field_label", string="What Changed")
    before = fields.Text(readonly=True)
    after = fields.Text(readonly=True)

    @api.depends_context("lang")
    @api.depends("res_model", "field_name")
    def _compute_field_label(self):
        for change in self:
            field = change.res_model in self.env and self.env[change.res_model]._fields.get(
                change.field_name
            )
            change.field_label = field._description_string(self.env) if field else change.field_name

    @api.model
    def _record(self, rows):
        """Append `rows`, dicts of field values without author and date; both are set here."""
        if not rows:
            return self.browse()
        common = {"date": fields.Datetime.now(), "user_id": self.env.uid}
        # Nobody has create access on the log: `_check_may_edit` of the element or `_check_dossier_open` let the edit.
        return opened(self.sudo(), APPEND).create([{**row, **common} for row in rows])

    @api.model
    def _as_text(self, value):
        """Return a field value as the text that the log keeps: empty for no value, JSON for lists."""
        if value is None or value is False:
            return False
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name")) or False
        if isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False, default=str)
