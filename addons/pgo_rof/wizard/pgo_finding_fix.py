from odoo import api, fields, models


class FindingFix(models.TransientModel):
    """What one click would change, before it is done."""

    _name = "pgo.finding.fix"
    _description = "Correction of a Finding"

    finding_id = fields.Many2one("pgo.finding", required=True, readonly=True, ondelete="cascade")
    message = fields.Text(related="finding_id.message", related_sudo=False)
    tells = fields.Text(string="What Will Be Done", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        fixes = super().create(vals_list)
        fixes._check_finding()
        return fixes

    def write(self, vals):
        result = super().write(vals)
        self._check_finding()
        return result

    def _check_finding(self):
        # Whoever names a finding is shown its sentence, and a client may name any. Not a constraint: those run as
        # superuser.
        self.finding_id.check_access("read")

    def action_confirm(self):
        """Mend the finding; the edit itself checks who may."""
        self.ensure_one()
        self.finding_id.action_fix()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
