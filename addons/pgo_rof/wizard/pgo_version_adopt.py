from odoo import api, fields, models


class VersionAdopt(models.TransientModel):
    """Choose the entity and the model from which its ROF starts."""

    _name = "pgo.version.adopt"
    _description = "Adopt a Model"

    entity_id = fields.Many2one(
        "pgo.entity",
        required=True,
        domain=lambda self: [("id", "in", self.env.user.pgo_entity_ids.ids)],
        default=lambda self: self.env.user.pgo_entity_ids[:1] if len(self.env.user.pgo_entity_ids) == 1 else False,
    )
    entity_type_id = fields.Many2one(related="entity_id.type_id", string="Type")
    population = fields.Integer(related="entity_id.population")
    model_version_id = fields.Many2one(
        "pgo.version",
        string="Model",
        required=True,
        compute="_compute_model_version",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('kind', '=', 'model'), ('state', '=', 'in_force'), ('entity_type_id', '=', entity_type_id)]",
        help="Complete text from which the ROF starts. The one that fits the population is proposed.",
    )
    unit_count = fields.Integer(related="model_version_id.unit_count")
    function_count = fields.Integer(related="model_version_id.function_count")
    provisional = fields.Boolean(related="model_version_id.provisional")

    @api.depends("entity_id")
    def _compute_model_version(self):
        for wizard in self:
            models_in_force = self.env["pgo.version"].search(
                [
                    ("kind", "=", "model"),
                    ("state", "=", "in_force"),
                    ("entity_type_id", "=", wizard.entity_id.type_id.id),
                ],
                order="unit_count",
            )
            # The municipal family grows with the population (RULEBOOK 7.2): under 10 000 the smallest.
            small = wizard.population < 10_000
            wizard.model_version_id = models_in_force[:1] if small else models_in_force[-1:]

    def action_adopt(self):
        """Create the draft and open it."""
        self.ensure_one()
        return self.model_version_id._adopt(self.entity_id)._open_form()
