from odoo import api, fields, models
from odoo.addons.pgo_evaluation.models.case import COMPLEXITIES


class CaseAssign(models.TransientModel):
    """Assign a case to an evaluator, or change its complexity, as coordinator."""

    _name = "pgo.case.assign"
    _description = "Assign a Case"

    case_ids = fields.Many2many(
        "pgo.case",
        string="Cases",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    evaluator_id = fields.Many2one(
        "res.users",
        string="Evaluator",
        domain=lambda self: self._evaluator_domain(),
        help="Who is going to evaluate the case.",
    )
    complexity = fields.Selection(
        COMPLEXITIES, help="Leave empty to keep it; if it changes, the term changes with it."
    )
    reason = fields.Text(help="Why the case changes hands or its complexity changes.")

    @api.model
    def _evaluator_domain(self):
        group = self.env.ref("pgo_base.pgo_base_group_sgp_evaluator")
        return [("all_group_ids", "in", group.ids)]

    def action_assign(self):
        """Do what was chosen; each act checks who may and asks for its reason."""
        self.ensure_one()
        if self.evaluator_id:
            self.case_ids.filtered(lambda case: case.evaluator_id != self.evaluator_id)._assign(
                self.evaluator_id, self.reason or ""
            )
        if self.complexity:
            self.case_ids.filtered(lambda case: case.complexity != self.complexity)._set_complexity(
                self.complexity, self.reason or ""
            )
        return {"type": "ir.actions.act_window_close"}
