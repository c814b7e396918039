from odoo import models
from odoo.exceptions import UserError


class Function(models.Model):
    """A function as the evaluator reads it."""

    _inherit = "pgo.function"
    _quoted_fields = ("text",)

    def write(self, vals):
        if vals.get("unit_id"):
            # The unit that receives a function changes as much as the one that gives it.
            self.filtered(
                lambda function: function.unit_id.id != vals["unit_id"]
            )._check_may_receive(self.env["pgo.unit"].browse(vals["unit_id"]))
        return super().write(vals)

    def _check_may_receive(self, unit):
        version = unit.version_id
        if not self or not version.previous_round_id or not version._case_of_correction():
            return
        if (
            unit._closed_parts(version)
            and not version._case_of_correction()._open_parts(version).whole
        ):
            raise UserError(
                self.env._(
                    "“%(unit)s” was not observed in this round: open it with its reason before moving functions to it.",
                    unit=unit.display_name,
                )
            )

    def _unit_of_part(self):
        return self.unit_id

    def _observation_label(self):
        return self.env._(
            "%(unit)s, item %(letter)s", unit=self.unit_id.display_name, letter=self.letter or ""
        )
