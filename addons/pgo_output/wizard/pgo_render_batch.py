from odoo import api, fields, models
from odoo.addons.pgo_output.models import outputs
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class RenderBatch(models.TransientModel):
    """Which versions and which formats to download in bulk."""

    _name = "pgo.render.batch"
    _description = "Ask for a Bulk Download"

    version_ids = fields.Json(
        default=lambda self: self._default_versions(), export_string_translation=False
    )
    version_count = fields.Integer(compute="_compute_version_count", string="Versions")
    line_ids = fields.One2many(
        "pgo.render.batch.line",
        "batch_id",
        default=lambda self: self._default_lines(),
        string="Formats",
    )

    @api.model
    def _default_versions(self):
        """Return the ids of what was chosen in the list, else of all that its filter finds."""
        context = self.env.context
        table = self.env["pgo.version"]
        if context.get("active_model") != table._name:
            return []
        if context.get("active_ids"):
            return table.search([("id", "in", context["active_ids"])]).ids
        return table.search(Domain(context.get("active_domain") or Domain.TRUE)).ids

    @api.model
    def _default_lines(self):
        return [
            Command.create(
                {
                    "output": key,
                    "name": outputs.told(self.env, output.name),
                    "suffix": output.suffix[1:].upper(),
                    "use": outputs.told(self.env, output.help),
                    "is_chosen": key == "pdf",
                }
            )
            for key, output in self.env["pgo.version"]._bulk_outputs().items()
        ]

    @api.depends("version_ids")
    def _compute_version_count(self):
        for batch in self:
            batch.version_count = len(batch.version_ids or [])

    def action_confirm(self):
        """Start the bulk download and show how far it is."""
        self.ensure_one()
        keys = self.line_ids.filtered("is_chosen").mapped("output")
        ids = [number for number in self.version_ids or [] if isinstance(number, int)]
        versions = self.env["pgo.version"].search([("id", "in", ids)])
        if not versions:
            raise UserError(self.env._("Choose versions in the list first, or clear its filter."))
        return self.env["pgo.render.job"]._ask(versions, keys)._open_form()


class RenderBatchLine(models.TransientModel):
    _name = "pgo.render.batch.line"
    _description = "Format of a Bulk Download"
    _order = "id"

    batch_id = fields.Many2one("pgo.render.batch", required=True, ondelete="cascade")
    output = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Format", readonly=True, translate=False)
    suffix = fields.Char(string="File", readonly=True)
    use = fields.Char(string="What It Is For", readonly=True, translate=False)
    is_chosen = fields.Boolean(string="Include")
