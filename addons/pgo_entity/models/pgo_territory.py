from odoo import api, fields, models
from odoo.addons.pgo_entity import text

LEVELS = [("department", "Department"), ("province", "Province"), ("district", "District")]


class Territory(models.Model):
    """A department, province or district with its UBIGEO code (INEI)."""

    _name = "pgo.territory"
    _inherit = ["pgo.search.text.mixin"]
    _description = "Territory"
    _order = "ubigeo"

    ubigeo = fields.Char(
        string="UBIGEO", size=6, required=True, help="Code of INEI: 2, 4 or 6 digits by level."
    )
    name = fields.Char(required=True, help="Official name, without “district of” or “province of”.")
    level = fields.Selection(
        LEVELS, required=True, index=True, help="Level of the territorial organization."
    )
    parent_id = fields.Many2one(
        "pgo.territory",
        string="Belongs to",
        index=True,
        ondelete="restrict",
        help="Province of a district, department of a province.",
    )
    child_ids = fields.One2many("pgo.territory", "parent_id", string="Contains")
    population = fields.Integer(help="Inhabitants according to the source noted.")
    capital = fields.Char(help="Legal capital.")
    capital_category = fields.Char(help="Category of the legal capital: ciudad, villa or pueblo.")
    latitude = fields.Float(digits=(11, 8), help="Of the legal capital, in decimal degrees.")
    longitude = fields.Float(digits=(11, 8), help="Of the legal capital, in decimal degrees.")
    altitude = fields.Float(digits=(7, 1), help="Of the legal capital, in metres above sea level.")
    source = fields.Char(help="Where the data come from, with their date.")
    search_text = fields.Text(compute="_compute_search_text", store=True)

    _ubigeo_uniq = models.UniqueIndex("(ubigeo)", "There is already a territory with that UBIGEO.")
    _ubigeo_format = models.Constraint(
        "CHECK (ubigeo ~ '^[0-9]+$' AND length(ubigeo) ="
        " CASE level WHEN 'department' THEN 2 WHEN 'province' THEN 4 ELSE 6 END)",
        "The UBIGEO has 2 digits for a department, 4 for a province and 6 for a district.",
    )
    _parent_required = models.Constraint(
        "CHECK ((level = 'department') = (parent_id IS NULL))",
        "A province belongs to a department and a district to a province; a department belongs to none.",
    )
    _search_idx = models.Index("USING gin (to_tsvector('simple', search_text))")

    @api.depends("name", "ubigeo", "parent_id.name", "parent_id.parent_id.name")
    def _compute_search_text(self):
        for territory in self:
            parent = territory.parent_id
            territory.search_text = text.document(
                territory.name, territory.ubigeo, parent.name, parent.parent_id.name
            )

    @api.depends("name", "parent_id.name", "parent_id.parent_id.name")
    def _compute_display_name(self):
        for territory in self:
            names = [territory.name, territory.parent_id.name, territory.parent_id.parent_id.name]
            territory.display_name = ", ".join(name for name in names if name)
