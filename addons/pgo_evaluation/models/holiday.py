from odoo import api, models


class Holiday(models.Model):
    """A day added to the calendar or taken from it moves the running terms of the cases."""

    _inherit = "pgo.holiday"

    @api.model_create_multi
    def create(self, vals_list):
        holidays = super().create(vals_list)
        self.env["pgo.case"]._refresh_all_clocks()
        return holidays

    def write(self, vals):
        result = super().write(vals)
        if "date" in vals:
            self.env["pgo.case"]._refresh_all_clocks()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["pgo.case"]._refresh_all_clocks()
        return result
