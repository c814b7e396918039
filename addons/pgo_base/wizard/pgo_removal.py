from odoo import api, fields, models
from odoo.exceptions import UserError


class Removal(models.TransientModel):
    """Ask for the reason before removing rows whose changes are accounted for."""

    _name = "pgo.removal"
    _description = "Removal with a Reason"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(readonly=True)
    reason = fields.Char(required=True, help="Why it is removed; it stays in the event log.")

    @api.model
    def default_get(self, fields_list):
        context = self.env.context
        chosen = {"res_model": context.get("active_model"), "res_ids": context.get("active_ids")}
        return {**chosen, **super().default_get(fields_list)}

    def action_confirm(self):
        """Remove the chosen rows; their model asks who may, as in any deletion."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if not getattr(model, "_event_kind", "") or "unlink" not in model._accounted_acts:
            raise UserError(self.env._("That is not removed from here."))
        records = model.browse(self.res_ids or []).exists()
        if not records:
            raise UserError(self.env._("Choose at least one row first."))
        records.action_remove(self.reason)
        return {"type": "ir.actions.act_window_close"}
