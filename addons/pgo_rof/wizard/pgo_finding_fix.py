from odoo import fields, models


class FindingFix(models.TransientModel):
    """What one click would change, before it is done."""

    _name = "pgo.finding.fix"
    _description = "Correction of a Finding"

    finding_id = fields.Many2one("pgo.finding", required=True, readonly=True, ondelete="cascade")
    message = fields.Text(related="finding_id.message")
    tells = fields.Text(string="What Will Be Done", readonly=True)

    def action_confirm(self):
        """Mend the finding; the edit itself checks who may."""
        self.ensure_one()
        self.finding_id.action_fix()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
