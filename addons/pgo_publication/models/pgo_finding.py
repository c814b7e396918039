from odoo import models


class Finding(models.Model):
    _inherit = "pgo.finding"

    def action_open_rule(self):
        """Open the rule in the public rulebook, at its place."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/reglas#{self.rule_code}",
            "target": "new",
        }
