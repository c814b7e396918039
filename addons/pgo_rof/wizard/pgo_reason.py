from odoo import api, fields, models
from odoo.exceptions import UserError

#: What may be asked for with a reason: model and method. A client cannot name any other method.
ACTS = {
    "version_return_to_draft": ("pgo.version", "action_return_to_draft"),
    "version_return": ("pgo.version", "action_return"),
    "version_withdraw": ("pgo.version", "action_withdraw"),
    "amendment_abandon": ("pgo.version", "action_abandon_amendment"),
    "version_derogate": ("pgo.version", "action_derogate"),
    "model_supersede": ("pgo.version", "action_supersede_model"),
    "finding_answer": ("pgo.finding", "action_answer"),
    "finding_accept": ("pgo.finding", "action_accept"),
    "finding_ask_waiver": ("pgo.finding", "action_ask_waiver"),
    "finding_grant_waiver": ("pgo.finding", "action_grant_waiver"),
    "finding_deny_waiver": ("pgo.finding", "action_deny_waiver"),
    "rule_trial_apply": ("pgo.rule.trial", "action_apply"),
}


class Reason(models.TransientModel):
    """Ask for the reason of an act before doing it."""

    _name = "pgo.reason"
    _description = "Reason"

    act = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(readonly=True)
    text = fields.Text(string="Reason", required=True)

    def _acts(self):
        return ACTS

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        values.setdefault("res_ids", self.env.context.get("active_ids") or [])
        return values

    def action_confirm(self):
        """Do the act with its reason; the act itself checks who may."""
        self.ensure_one()
        acts = self._acts()
        if self.act not in acts:
            raise UserError(self.env._("That act does not exist."))
        model, method = acts[self.act]
        records = self.env[model].browse(self.res_ids or []).exists()
        if not records:
            raise UserError(self.env._("Choose at least one element first."))
        result = getattr(records, method)(self.text)
        return result if isinstance(result, dict) else {"type": "ir.actions.act_window_close"}
