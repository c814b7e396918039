from odoo import fields, models
from odoo.addons.pgo_evaluation.models.case import COMPLEXITIES


class CaseAdmit(models.TransientModel):
    """Admit a case, with the complexity that decides its term."""

    _name = "pgo.case.admit"
    _description = "Admit a Case"

    case_id = fields.Many2one(
        "pgo.case", required=True, default=lambda self: self.env.context.get("active_id")
    )
    complexity = fields.Selection(
        COMPLEXITIES,
        required=True,
        default="medium",
        help="Complexity of the evaluation: it decides its term of 10, 15 or 25 business days.",
    )

    def action_admit(self):
        """Admit the case."""
        self.ensure_one()
        self.case_id.action_admit(self.complexity)
        return {"type": "ir.actions.act_window_close"}
