from odoo import api, fields, models


class ObservationKind(models.Model):
    """What an observation is about, so that they can be counted and compared."""

    _name = "pgo.observation.kind"
    _description = "Kind of Observation"
    _order = "number"

    number = fields.Integer(required=True, help="Number of the kind in the catalogue.")
    name = fields.Char(required=True, translate=False, help="What the observation finds.")
    citation = fields.Char(string="Legal Basis", help="Norm and article on which it usually rests.")
    active = fields.Boolean(default=True)

    _number_uniq = models.UniqueIndex("(number)", "There is already a kind with that number.")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = f"{kind.number}. {kind.name}"

    @api.model
    def _search_display_name(self, operator, value):
        """People look for a kind by its number or by its words."""
        if (
            operator in ("ilike", "like", "=")
            and isinstance(value, str)
            and value.strip(". ").isdigit()
        ):
            return [("number", "=", int(value.strip(". ")))]
        return [("name", operator, value)]
