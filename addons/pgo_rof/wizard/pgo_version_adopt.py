from odoo import api, fields, models


class VersionAdopt(models.TransientModel):
    """Choose the entity and the model from which its ROF starts."""

    _name = "pgo.version.adopt"
    _description = "Adopt a Model"

    entity_id = fields.Many2one(
        "pgo.entity",
        required=True,
        domain=lambda self: [("id", "in", self.env.user.pgo_entity_ids.ids)],
        default=lambda self: (
            self.env.user.pgo_entity_ids[:1] if len(self.env.user.pgo_entity_ids) == 1 else False
        ),
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
    is_outside = fields.Boolean(compute="_compute_is_outside")

    @api.depends("entity_id")
    def _compute_model_version(self):
        for wizard in self:
            found = self.env["pgo.version"].search(
                [
                    ("kind", "=", "model"),
                    ("state", "=", "in_force"),
                    ("entity_type_id", "=", wizard.entity_id.type_id.id),
                ],
                order="population_from, id",
            )
            fitting = found.filtered(lambda model, wizard=wizard: wizard._fits(model))
            wizard.model_version_id = fitting[:1] or found[-1:]

    @api.depends("entity_id", "model_version_id")
    def _compute_is_outside(self):
        for wizard in self:
            model = wizard.model_version_id
            wizard.is_outside = bool(model and wizard.population) and not wizard._fits(model)

    def _fits(self, model):
        """Return whether the population of the entity is in the band of `model`; unknown counts as none."""
        return model.population_from <= self.population and (
            not model.population_to or self.population <= model.population_to
        )

    def action_adopt(self):
        """Create the draft and open it."""
        self.ensure_one()
        return self.model_version_id._adopt(self.entity_id)._open_form()
