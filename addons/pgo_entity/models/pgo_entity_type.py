from odoo import fields, models
from odoo.exceptions import UserError

GOVERNMENT_LEVELS = [("national", "National"), ("regional", "Regional"), ("local", "Local")]

INSTRUMENTS = [
    ("supreme_decree", "Supreme Decree"),
    ("ministerial_resolution", "Ministerial Resolution"),
    ("vice_ministerial_resolution", "Vice-ministerial Resolution"),
    ("head_resolution", "Resolution of the Head"),
    ("regional_ordinance", "Regional Ordinance"),
    ("regional_decree", "Regional Decree"),
    ("municipal_ordinance", "Municipal Ordinance"),
    ("mayor_decree", "Mayor's Decree"),
]

APPROVING_BODIES = [
    ("municipal_council", "Municipal Council"),
    ("regional_council", "Regional Council"),
    ("head", "Head of the Entity"),
    ("council_of_ministers", "Council of Ministers"),
    ("board", "Board"),
]


class EntityType(models.Model):
    """What the law says of every entity of a kind, as data that SGP edits and rules read.

    Instruments: LOE art. 45 and 55.2, DCF 4; senior management: LOE art. 10.2; denominations: LOE arts. 12 and
    13; codes: Lineamientos 02-2020-SGP, annexes 4 to 6; opinion of SGP: LOE art. 51.
    """

    _name = "pgo.entity.type"
    _inherit = ["pgo.accounted.mixin"]
    _description = "Entity Type"
    _order = "sequence, id"
    _event_kind = "entity_type.changed"
    _event_key = "code"
    _free_fields = frozenset(("sequence",))
    _part_fields = ("organ_type_ids", "senior_unit_ids", "denomination_ids")

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="Official name of the kind of entity.")
    code = fields.Char(
        required=True, help="Key of the type in rules and in the API; it does not change."
    )
    government_level = fields.Selection(
        GOVERNMENT_LEVELS, required=True, help="Level of government (nivel de gobierno)."
    )
    is_executive = fields.Boolean(
        string="Executive Branch",
        help="Part of the Poder Ejecutivo: its ROF has two sections (LOE art. 44).",
    )
    is_municipal = fields.Boolean(
        string="Municipality", help="Governed by the Ley Orgánica de Municipalidades."
    )
    document_kind = fields.Selection(
        [("rof", "ROF"), ("mop", "MOP")],
        string="Document",
        required=True,
        help="Document of organizational management that this kind of entity has (LOE arts. 43 and 53).",
    )
    template = fields.Selection(
        [
            ("municipal", "Titles and chapters"),
            ("executive", "Two sections"),
            ("mop", "Operations manual"),
        ],
        required=True,
        help="Official structure of the document (Lineamientos 02-2020-SGP, annexes 4 to 6).",
    )
    approval_instrument = fields.Selection(
        INSTRUMENTS,
        required=True,
        help="Norm that approves the document; in the Executive, its Sección Primera.",
    )
    second_instrument = fields.Selection(
        INSTRUMENTS,
        string="Instrument of the Second Section",
        help="Norm that approves the Sección Segunda of a ROF of the Executive (LOE art. 45.1).",
    )
    mop_instrument = fields.Selection(
        INSTRUMENTS,
        string="Instrument for MOPs",
        help="Norm with which an entity of this type approves the MOP of what depends on it (LOE art. 55.2).",
    )
    approving_body = fields.Selection(
        APPROVING_BODIES, required=True, help="Who decides the approval."
    )
    sgp_opinion = fields.Selection(
        [("mandatory", "Mandatory"), ("optional", "Optional"), ("none", "Not required")],
        string="Opinion of SGP",
        required=True,
        help="Whether the prior favourable opinion of SGP is a condition (LOE art. 51).",
    )
    head_title = fields.Char(
        string="Title of the Head", help="Title of the head (titular) of these entities."
    )
    organ_type_ids = fields.One2many(
        "pgo.organ.type", "entity_type_id", string="Organ Types", copy=True
    )
    senior_unit_ids = fields.One2many(
        "pgo.senior.unit", "entity_type_id", string="Senior Management", copy=True
    )
    denomination_ids = fields.One2many(
        "pgo.denomination", "entity_type_id", string="Denominations", copy=True
    )
    citation = fields.Text(
        string="Legal Basis", help="Norms and articles on which these data rest."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "There is already an entity type with that code.")

    def write(self, vals):
        if "code" in vals and any(kind.code != vals["code"] for kind in self):
            raise UserError(
                self.env._(
                    "The code of an entity type does not change: rules and files know it by that code."
                )
            )
        return super().write(vals)

    def _rule_context(self):
        """Return the facts of the type that rules need, as plain values for `pgo_core.rules.Context`."""
        self.ensure_one()
        return {
            "entity_type": self.code,
            "government_level": self.government_level,
            "is_executive": self.is_executive,
            "is_municipal": self.is_municipal,
            "document_kind": self.document_kind,
            "sgp_opinion": self.sgp_opinion,
            **self.senior_unit_ids._facts(),
            "type_codes": {organ.nature: organ.code for organ in self.organ_type_ids},
            "type_order": [organ.nature for organ in self.organ_type_ids],
            "denominations": self.denomination_ids._facts(),
        }
