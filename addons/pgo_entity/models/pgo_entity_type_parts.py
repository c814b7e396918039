from odoo import api, fields, models
from odoo.exceptions import ValidationError

NATURES = [
    ("senior_management", "Senior Management"),
    ("adjudicative", "Adjudicative"),
    ("consultative", "Consultative"),
    ("coordination", "Coordination"),
    ("control", "Institutional Control"),
    ("legal_defense", "Legal Defense"),
    ("advisory", "Advisory"),
    ("support", "Support"),
    ("line", "Line"),
    ("deconcentrated", "Deconcentrated"),
    ("academic", "Academic"),
]

NATURE_GROUPS = [("internal_administration", "Internal Administration"), ("line", "Line")]


class OrganType(models.Model):
    """A kind of organ of an entity type with its code, in the order in which the document shows them.

    The codes are a list in order, consecutive over the kinds that exist (Lineamientos 02-2020-SGP, annexes
    4 to 6).
    """

    _name = "pgo.organ.type"
    _inherit = ["pgo.accounted.mixin"]
    _owner_fields = ("entity_type_id",)
    _description = "Organ Type"
    _order = "sequence, id"

    entity_type_id = fields.Many2one(
        "pgo.entity.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    nature = fields.Selection(NATURES, required=True, help="Nature of the organs of this kind.")
    code = fields.Char(
        required=True, help="Code of the kind, first part of the code of its organs: 01, 02…"
    )
    name = fields.Char(required=True, help="Heading of the kind in the document.")

    _nature_uniq = models.UniqueIndex(
        "(entity_type_id, nature)", "That nature is already in this entity type."
    )


class SeniorUnit(models.Model):
    """An organ of the senior management (Alta Dirección), as the law of the type or of one entity names it.

    A ROF neither adds, removes nor renames them (LOE art. 10.2; Opinión Vinculante 001-2025, 3.6); where a
    special law gives an entity another set, that set stands on the entity and prevails.
    """

    _name = "pgo.senior.unit"
    _inherit = ["pgo.accounted.mixin"]
    _owner_fields = ("entity_type_id", "entity_id")
    _description = "Senior Management Organ"
    _order = "sequence, id"

    entity_type_id = fields.Many2one("pgo.entity.type", index="btree_not_null", ondelete="cascade")
    entity_id = fields.Many2one(
        "pgo.entity",
        index="btree_not_null",
        ondelete="cascade",
        help="Entity whose special law gives it its own senior management.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="Name of the organ as the law gives it.")
    is_head = fields.Boolean(string="Head", help="Organ of the head of the entity (titular).")
    is_chief_admin = fields.Boolean(
        string="Top Administrative Authority",
        help="Máxima autoridad administrativa (LOE art. 10.5).",
    )
    is_optional = fields.Boolean(
        string="Optional", help="It exists only where the law of the entity gives it."
    )
    is_multiple = fields.Boolean(
        string="Several", help="There may be several with this name and a complement."
    )
    legal_basis = fields.Char(help="Norm and article; required when it stands on an entity.")

    _owner = models.Constraint(
        "CHECK ((entity_type_id IS NULL) <> (entity_id IS NULL))",
        "An organ of senior management stands either on an entity type or on an entity.",
    )

    @api.constrains("entity_id", "legal_basis")
    def _check_legal_basis(self):
        for unit in self:
            if unit.entity_id and not (unit.legal_basis or "").strip():
                raise ValidationError(
                    self.env._(
                        "Write the special law that gives “%(unit)s” to this entity: without it the set of the"
                        " entity type applies.",
                        unit=unit.name,
                    )
                )

    def _facts(self):
        """Return the senior management as facts for rules."""
        return {
            "senior_management": [unit.name for unit in self],
            "senior_optional": [unit.name for unit in self if unit.is_optional],
            "senior_multiple": [unit.name for unit in self if unit.is_multiple],
            "head_unit": next((unit.name for unit in self if unit.is_head), ""),
            "chief_admin": next((unit.name for unit in self if unit.is_chief_admin), ""),
        }


class Denomination(models.Model):
    """How units of a group of natures are called at a level (LOE arts. 12.4 to 12.6 and 13.2)."""

    _name = "pgo.denomination"
    _inherit = ["pgo.accounted.mixin"]
    _owner_fields = ("entity_type_id",)
    _description = "Denomination"
    _rec_name = "names"
    _order = "nature_group, level, id"

    entity_type_id = fields.Many2one(
        "pgo.entity.type", required=True, index=True, ondelete="cascade"
    )
    nature_group = fields.Selection(
        NATURE_GROUPS, required=True, help="Internal administration or line."
    )
    level = fields.Integer(required=True, help="Organizational level, from 2 to 5.")
    names = fields.Char(
        required=True, help="Accepted names, separated by commas; the first is the usual one."
    )
    citation = fields.Char(string="Legal Basis", help="Norm and article.")

    _group_level_uniq = models.UniqueIndex(
        "(entity_type_id, nature_group, level)", "There is already a line for that group and level."
    )
    _level_range = models.Constraint("CHECK (level BETWEEN 2 AND 5)", "The level goes from 2 to 5.")

    def _name_list(self):
        """Return the accepted names of one line."""
        self.ensure_one()
        return [name.strip() for name in self.names.split(",") if name.strip()]

    def _facts(self):
        """Return the denominations as facts for rules."""
        return [
            {"nature_group": line.nature_group, "level": line.level, "names": line._name_list()}
            for line in self
        ]
