from odoo import fields, models


class FindingFix(models.TransientModel):
    """What one click would change, before it is done."""

    _name = "pgo.finding.fix"
    _description = "Correction of a Finding"

    finding_id = fields.Many2one("pgo.finding", required=True, readonly=True, ondelete="cascade")
    # Not by sudo, as Odoo would: a client names any finding here, and reads what the person may read of it.
    message = fields.Text(related="finding_id.message", related_sudo=False)
    tells = fields.Text(string="What Will Be Done", readonly=True)

    def action_confirm(self):
        """Mend the finding; the edit itself checks who may."""
        self.ensure_one()
        self.finding_id.action_fix()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
