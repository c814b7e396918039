from odoo import fields, models


class Unit(models.Model):
    """A unit as the evaluator reads it, with what was observed on it."""

    _inherit = "pgo.unit"
    _quoted_fields = ("code", "name", "acronym", "level", "nature", "parent_id", "description")

    observation_count = fields.Integer(
        compute="_compute_observation_count",
        string="Observations",
        help="Observations on the unit and its functions.",
    )

    def _compute_observation_count(self):
        observation = self.env["pgo.observation"]
        counts = {}
        # Nothing is observed before there is a case.
        units = self.filtered("version_id.case_id")
        if units and observation.has_access("read"):
            groups = observation._read_group(
                [("unit_id", "in", units.ids)], ["unit_id"], ["__count"]
            )
            counts = {unit.id: count for unit, count in groups}
        for unit in self:
            unit.observation_count = counts.get(unit.id, 0)

    def _unit_of_part(self):
        return self

    def _observation_quote(self):
        return "\n".join(part for part in (self.display_name, self.description) if part)
