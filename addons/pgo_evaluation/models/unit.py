from odoo import api, fields, models


class Unit(models.Model):
    """A unit as the evaluator reads it: what was observed on it, and the button to observe."""

    _inherit = "pgo.unit"
    _quoted_fields = ("code", "name", "acronym", "level", "nature", "parent_id", "description")

    can_observe = fields.Boolean(compute="_compute_can_observe")
    observation_count = fields.Integer(
        compute="_compute_observation_count",
        string="Observations",
        help="Observations on the unit and its functions.",
    )

    @api.depends_context("uid")
    @api.depends("version_id.case_id.state", "version_id.case_id.evaluator_id")
    def _compute_can_observe(self):
        """Tell the form whether to show the button; the act itself checks."""
        evaluates = self.env.user._pgo_has_role(("sgp_evaluator",))
        for unit in self:
            case = unit.version_id.case_id if evaluates else self.env["pgo.case"]
            unit.can_observe = (
                case.version_id == unit.version_id
                and case.state == "in_evaluation"
                and case.evaluator_id == self.env.user
            )

    def _compute_observation_count(self):
        observation = self.env["pgo.observation"]
        counts = {}
        if observation.has_access("read"):
            groups = observation._read_group(
                [("unit_id", "in", self.ids)], ["unit_id"], ["__count"]
            )
            counts = {unit.id: count for unit, count in groups}
        for unit in self:
            unit.observation_count = counts.get(unit.id, 0)

    def _unit_of_part(self):
        return self

    def _observation_quote(self):
        return "\n".join(part for part in (self.display_name, self.description) if part)
