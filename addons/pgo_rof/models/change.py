from odoo import fields, models


class Change(models.Model):
    """Edits of drafts know the version and entity they belong to."""

    _inherit = "pgo.change"

    version_id = fields.Many2one("pgo.version", readonly=True, index=True, ondelete="restrict")
    entity_id = fields.Many2one("pgo.entity", readonly=True, index=True, ondelete="restrict")
