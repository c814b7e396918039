from odoo import fields, models
from odoo.addons.pgo_rof.models.version import PUBLISHED


class Version(models.Model):
    """A version that citizens read."""

    _inherit = "pgo.version"

    is_public = fields.Boolean(compute="_compute_is_public", export_string_translation=False)

    def _compute_is_public(self):
        """Tell the form whether to show the button; what is public is decided by the consultation itself."""
        for version in self:
            entity = version.entity_id
            version.is_public = (
                version.state in PUBLISHED
                and version.kind == entity.document_kind
                and entity.active
                and not entity.is_training
            )

    def action_open_public_page(self):
        """Open the permanent public page of this version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/consulta/{self.entity_id.code}/{self.number}",
            "target": "new",
        }

    def _after_transition(self, source, target, reason):
        super()._after_transition(source, target, reason)
        if target == "in_force":
            self._publish_lines()
        elif source == "in_force":
            self.env["pgo.published.line"]._remove_lines(self)

    def _publish_lines(self):
        """Make the units and functions of these versions searchable by everyone. Models are not of an entity."""
        for version in self:
            if version.entity_id and version.seal:
                self.env["pgo.published.line"]._write_lines(version)
