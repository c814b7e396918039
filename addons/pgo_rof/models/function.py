from odoo import api, fields, models
from odoo.exceptions import ValidationError

from pgo_core import numbering

FUNCTION_CLASSES = [
    ("substantive", "Substantive"),
    ("internal_administration", "Internal Administration"),
    ("direction", "Direction"),
    ("control", "Control"),
    ("legal_defense", "Legal Defence"),
]

ADMIN_SYSTEMS = [
    ("human_resources", "Human Resources Management"),
    ("supply", "Supply"),
    ("budget", "Public Budget"),
    ("treasury", "Treasury"),
    ("public_debt", "Public Debt"),
    ("accounting", "Accounting"),
    ("public_investment", "Public Investment"),
    ("strategic_planning", "Strategic Planning"),
    ("legal_defense", "Legal Defence of the State"),
    ("control", "Control"),
    ("modernization", "Modernization of Public Management"),
]

#: Class that follows from the nature of the unit (LOE 12 and 13), offered when a function is added.
CLASS_BY_NATURE = {
    "advisory": "internal_administration",
    "support": "internal_administration",
    "control": "control",
    "legal_defense": "legal_defense",
    "line": "substantive",
    "deconcentrated": "substantive",
    "academic": "substantive",
}


class Function(models.Model):
    """One function of a unit (LOE Anexo 1; Lineamientos 02-2020-SGP, pp. 40-41 on drafting)."""

    _name = "pgo.function"
    _inherit = ["pgo.document.element"]
    _description = "Function"
    _order = "sequence, id"
    _rec_name = "text"
    _logged_fields = (
        "unit_id",
        "sequence",
        "text",
        "function_class",
        "admin_system",
        "counterpart",
        "citation_ids",
    )

    # The unit alone: its dozen functions sort faster than three columns of millions are kept.
    unit_id = fields.Many2one("pgo.unit", required=True, index=True, ondelete="cascade")
    text = fields.Text(required=True, help="The function: a verb in infinitive and its object.")
    letter = fields.Char(compute="_compute_letter")
    function_class = fields.Selection(
        FUNCTION_CLASSES,
        string="Class",
        required=True,
        default="substantive",
        help="Substantive functions carry the mission; the others serve the entity inside.",
    )
    admin_system = fields.Selection(
        ADMIN_SYSTEMS,
        string="Administrative System",
        help="System of LOPE 46 that the function serves.",
    )
    counterpart = fields.Char(
        string="Coordinates With",
        help="Unit or entity with which a coordination function is carried out (LOE 8.g).",
    )
    standard = fields.Char(string="Standard Function", readonly=True)
    citation_ids = fields.Many2many(
        "pgo.citation",
        "pgo_function_citation_rel",
        "function_id",
        "citation_id",
        string="Legal Basis",
    )
    version_state = fields.Selection(related="version_id.state", string="Version State")

    _uid_uniq = models.UniqueIndex(
        "(version_id, uid)", "An element cannot stand twice in the same version."
    )

    @api.depends("unit_id", "sequence")
    def _compute_letter(self):
        letter_by_id, places = {}, {}
        for function in self._siblings():
            place = places[function.unit_id.id] = places.get(function.unit_id.id, 0) + 1
            letter_by_id[function.id] = numbering.letter(place)
        for function in self:
            function.letter = letter_by_id.get(function._origin.id, "")

    def _siblings(self):
        """Return all the functions of the units of these, in the order of the text."""
        units = self.unit_id._origin
        if any(units._fields["function_ids"]._cache_missing_ids(units)):
            # One query for all the units: the list of a version shows the functions of fifty.
            return self.search_fetch([("unit_id", "in", units.ids)], ["unit_id"])
        # The form of a unit has just read them; sorted here, because they may have moved since.
        return units.function_ids.sorted(lambda function: (function.sequence, function.id))

    @api.depends("text")
    def _compute_display_name(self):
        for function in self:
            text = function.text or ""
            function.display_name = text if len(text) <= 80 else f"{text[:79]}…"

    @api.constrains("text")
    def _check_text(self):
        self._require_text("text")

    @api.model_create_multi
    def create(self, vals_list):
        functions = super().create(vals_list)
        functions.version_id._refresh_counters()
        return functions

    def unlink(self):
        versions = self.version_id
        result = super().unlink()
        versions._refresh_counters()
        return result

    def _complete_vals(self, vals):
        vals = super()._complete_vals(vals)
        unit = self.env["pgo.unit"].browse(vals.get("unit_id"))
        if unit:
            # A function belongs to the version of its unit, whatever a client sends.
            vals["version_id"] = unit.version_id.id
            if not vals.get("function_class"):
                vals["function_class"] = CLASS_BY_NATURE.get(unit.nature, "direction")
            if "sequence" not in vals:
                vals["sequence"] = max(unit.function_ids.mapped("sequence"), default=0) + 10
        return vals

    def _touched_uids(self, moved):
        above = set(self.unit_id.mapped("uid")) if moved else set()
        return super()._touched_uids(moved) | above

    def write(self, vals):
        if "unit_id" in vals:
            unit = self.env["pgo.unit"].browse(vals["unit_id"])
            if self.version_id - unit.version_id or not unit.exists():
                raise ValidationError(
                    self.env._("A function can only move to a unit of its own version.")
                )
        result = super().write(vals)
        if "unit_id" in vals:
            # Who may edit where it was may not be who edits where it goes.
            self._check_may_edit("write")
        return result

    def _may_contribute(self, version, operation):
        mine = all(self.env.user in function.unit_id.assignee_ids for function in self)
        return mine and version._has_role(("contributor",))
