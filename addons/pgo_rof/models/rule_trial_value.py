from odoo import api, fields, models
from odoo.exceptions import UserError


class RuleTrialValue(models.Model):
    """The value that a draft of a rule proposes for one parameter."""

    _name = "pgo.rule.trial.value"
    _description = "Proposed Value"
    _order = "trial_id, id"
    _rec_name = "label"

    trial_id = fields.Many2one(
        "pgo.rule.trial", required=True, readonly=True, index=True, ondelete="cascade"
    )
    parameter_id = fields.Many2one(
        "pgo.rule.parameter",
        string="Parameter of the Rule",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    label = fields.Char(related="parameter_id.label")
    current_value = fields.Text(related="parameter_id.value", string="In Force")
    default_value = fields.Text(related="parameter_id.default_value")
    allowed = fields.Char(related="parameter_id.allowed")
    value = fields.Text(
        string="Proposed",
        help="Leave it empty for the initial value. Words or phrases: one per line.",
    )

    _parameter_uniq = models.UniqueIndex(
        "(trial_id, parameter_id)", "That parameter is already in the draft."
    )

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        values.trial_id._check_draft()
        return values

    def write(self, vals):
        if vals.keys() - {"value"}:
            raise UserError(self.env._("Of a parameter only its value is set."))
        self.trial_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.trial_id._check_draft()

    @api.constrains("trial_id", "parameter_id")
    def _check_parameter(self):
        if any(row.parameter_id.rule_id != row.trial_id.rule_id for row in self):
            raise UserError(self.env._("That parameter belongs to another rule."))

    @api.constrains("value")
    def _check_value(self):
        for row in self:
            row.parameter_id._value_of(row.value)

    def _values(self):
        """Return {key: value} of those that are not the library's own."""
        found = {row.parameter_id.key: row.parameter_id._value_of(row.value) for row in self}
        return {key: value for key, value in found.items() if value is not None}
