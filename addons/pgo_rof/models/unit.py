import re

from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models import sentinel
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from .document_element import EDITABLE

NATURES = [
    ("senior_management", "Senior Management"),
    ("adjudicative", "Adjudicative Body"),
    ("consultative", "Consultative Body"),
    ("coordination", "Coordination Body"),
    ("control", "Institutional Control"),
    ("legal_defense", "Legal Defence"),
    ("advisory", "Advisory"),
    ("support", "Support"),
    ("line", "Line"),
    ("deconcentrated", "Deconcentrated"),
    ("academic", "Academic"),
]

DIGITS = re.compile(r"\d+")


def code_sort_key(code):
    """Return a text that sorts codes as people read them: `05.2` before `05.10`, no code last."""
    if not code:
        return "~"
    return DIGITS.sub(lambda found: found.group().zfill(4), code)


#: What a contributor does not write, even of the units assigned to them.
EDITOR_FIELDS = {"assignee_ids", "sort_key", "locked"}


class Unit(models.Model):
    """A unidad de organización of a version (LOE 9 and Anexo 1).

    The tree of a version is read whole, so there is no materialised path: moving a unit writes one row.
    """

    _name = "pgo.unit"
    _inherit = ["pgo.document.element"]
    _description = "Organizational Unit"
    _order = "sort_key, id"
    _logged_fields = (
        "code",
        "name",
        "acronym",
        "level",
        "nature",
        "parent_id",
        "linked_to_id",
        "description",
        "sequence",
        "locked",
    )

    name = fields.Char(
        required=True, help="Name of the unit as it stands in the text (denominación)."
    )
    code = fields.Char(help="Code of the unit in the coded structure, for example 05.1.2.")
    # No index: units are always those of a version, and fifty rows sort faster than an index is kept.
    sort_key = fields.Char(compute="_compute_sort_key", store=True)
    acronym = fields.Char(help="Acronym of the unit (siglas).")
    level = fields.Integer(
        required=True,
        default=2,
        help="Organizational level: 1 and 2 órgano, 3 unidad orgánica, 4 subunidad orgánica, 5 área (LOE 9).",
    )
    nature = fields.Selection(
        NATURES, required=True, default="line", help="What kind of unit it is (naturaleza)."
    )
    parent_id = fields.Many2one(
        "pgo.unit",
        string="Depends On",
        index=True,
        ondelete="restrict",
        domain="[('version_id', '=', version_id), ('id', '!=', id)]",
        help="Unit it depends on hierarchically. Level 1 units may have none.",
    )
    child_ids = fields.One2many("pgo.unit", "parent_id", string="Units Below")
    linked_to_id = fields.Many2one(
        "pgo.unit",
        string="Drawn Beside",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('version_id', '=', version_id), ('id', '!=', id)]",
        help="Only for the organigram: a unit it is linked to without depending on it.",
    )
    description = fields.Text(
        help="What the unit is and answers for. The platform adds the sentence on its dependence."
    )
    function_ids = fields.One2many("pgo.function", "unit_id", string="Functions")
    function_count = fields.Integer(compute="_compute_function_count", string="Number of Functions")
    assignee_ids = fields.Many2many(
        "res.users",
        "pgo_unit_assignee_rel",
        "unit_id",
        "user_id",
        string="Contributors",
        help="People who may edit this unit and its functions in the draft.",
    )
    locked = fields.Boolean(readonly=True, help="The model fixes this unit.")
    version_state = fields.Selection(related="version_id.state", string="Version State")
    finding_count = fields.Integer(compute="_compute_finding_count", string="Findings")
    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_edit_all = fields.Boolean(compute="_compute_can_edit")

    _uid_uniq = models.UniqueIndex(
        "(version_id, uid)", "An element cannot stand twice in the same version."
    )
    _code_uniq = models.UniqueIndex(
        "(version_id, code) WHERE code IS NOT NULL",
        "Two units of the same version cannot have the same code.",
    )
    _level_range = models.Constraint(
        "CHECK(level BETWEEN 1 AND 5)", "The level of a unit goes from 1 to 5."
    )

    @api.depends("code")
    def _compute_sort_key(self):
        for unit in self:
            unit.sort_key = code_sort_key(unit.code)

    @api.depends("function_ids")
    def _compute_function_count(self):
        counts = dict(
            # Who reads a unit reads its version: a count needs no rules of its own.
            self.env["pgo.function"]
            .sudo()
            ._read_group([("unit_id", "in", self.ids)], ["unit_id"], ["__count"])
        )
        for unit in self:
            unit.function_count = counts.get(unit, 0)

    def _compute_finding_count(self):
        # A version in which nothing blocks or warns has nothing pending.
        units = self.filtered(
            lambda unit: unit.version_id.blocking_count or unit.version_id.warning_count
        )
        domain = [("unit_id", "in", units.ids), ("pending", "=", True)]
        finding = self.env["pgo.finding"]
        counts = dict(finding._read_group(domain, ["unit_id"], ["__count"]) if units else ())
        for unit in self:
            unit.finding_count = counts.get(unit, 0)

    @api.depends_context("uid")
    @api.depends("version_id.state", "assignee_ids")
    def _compute_can_edit(self):
        """Tell the form what the person may change; what decides is the check on saving."""
        for unit in self:
            version = unit.version_id
            is_open = version.state in EDITABLE and not version.frozen
            unit.can_edit_all = is_open and version._is_editor()
            unit.can_edit = unit.can_edit_all or (
                is_open and unit._may_contribute(version, "write")
            )

    def web_read(self, specification):
        if self.env.cr.precommit.data.get("pgo.recheck"):
            self.env["pgo.version"]._recheck_changed()
        functions = specification.get("function_ids") or {}
        if functions.get("order", "").replace(" ASC", "") == self.env["pgo.function"]._order:
            # The client asks for the order that the rows come in: read afresh, they need no second search.
            self._read_functions(functions.get("fields", {}))
            functions = {name: value for name, value in functions.items() if name != "order"}
            specification = {**specification, "function_ids": functions}
        return super().web_read(specification)

    def _read_functions(self, names):
        """Read the functions of these units with the named fields: which they are and what they say, at once."""
        self.invalidate_recordset(["function_ids"])
        rows = self.env["pgo.function"].search_fetch(
            [("unit_id", "in", self.ids)], ["unit_id", "entity_id", *names]
        )
        by_unit = rows.grouped("unit_id")
        ids = [tuple(by_unit.get(unit, rows.browse()).ids) for unit in self]
        self._fields["function_ids"]._insert_cache(self, ids)

    @api.depends("name", "code")
    def _compute_display_name(self):
        for unit in self:
            unit.display_name = f"{unit.code} {unit.name}" if unit.code else unit.name or ""

    @api.model
    def _search_display_name(self, operator, value):
        return ["|", ("name", operator, value), ("code", operator, value)]

    @api.constrains("name")
    def _check_name(self):
        self._require_text("name")

    @api.constrains("parent_id", "level", "version_id")
    def _check_tree(self):
        """Level and dependence (LOE 9; Opinión Vinculante 001-2025, 3.33: a gap of levels is allowed)."""
        for unit in self:
            parent = unit.parent_id
            if not parent:
                if unit.level >= 2:
                    raise ValidationError(
                        self.env._(
                            "“%(unit)s” is of level %(level)s: choose the unit it depends on (LOE, art. 9).",
                            unit=unit.name,
                            level=unit.level,
                        )
                    )
                continue
            if parent.version_id != unit.version_id:
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” can only depend on a unit of its own version.", unit=unit.name
                    )
                )
            if parent.level >= unit.level and not (parent.level == unit.level == 1):
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” (level %(level)s) cannot depend on “%(parent)s” (level %(parent_level)s): "
                        "the unit above must be of a higher level (LOE, art. 9).",
                        unit=unit.name,
                        level=unit.level,
                        parent=parent.name,
                        parent_level=parent.level,
                    )
                )

    @api.constrains("parent_id")
    def _check_cycle(self):
        # Levels already forbid most cycles; among units of level 1 they do not.
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "A unit cannot depend on itself, directly or through the units below it."
                )
            )

    @api.constrains("linked_to_id")
    def _check_linked_to(self):
        for unit in self:
            if unit.linked_to_id and unit.linked_to_id.version_id != unit.version_id:
                raise ValidationError(
                    self.env._(
                        "“%(unit)s” can only be drawn beside a unit of its own version.",
                        unit=unit.name,
                    )
                )

    @api.onchange("parent_id")
    def _onchange_parent_id(self):
        """Propose level and nature from the unit above; the person may change them."""
        parent = self.parent_id
        if not parent or self._origin.parent_id == parent:
            return
        if self.level <= parent.level:
            self.level = min(parent.level + 1, 5)
        if parent.level >= 2 and self.nature not in ("deconcentrated", "academic"):
            self.nature = parent.nature

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units.version_id._refresh_counters()
        if not sentinel.is_open(self.env, sentinel.LOAD):
            units._write_missing_codes()
        return units

    def _write_missing_codes(self):
        """Write the code of the units that were added without one, when the one that follows is free."""
        for version in self.version_id:
            new = self.filtered(
                lambda unit, version=version: unit.version_id == version and not unit.code
            )
            if new:
                proposed = version._proposed_codes()
                taken = set(version.unit_ids.mapped("code"))
                self._write_codes(
                    version,
                    {
                        unit.uid: proposed[unit.uid]
                        for unit in new
                        if proposed.get(unit.uid) not in taken | {None, ""}
                    },
                )

    def write(self, vals):
        self._check_locked(vals)
        if EDITOR_FIELDS & vals.keys() and not all(
            version._is_editor() for version in self.version_id
        ):
            raise AccessError(
                self.env._("Only the formulator of the entity assigns units and orders them.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_units_below(self):
        self._check_locked({})
        for unit in self:
            outside = unit.child_ids - self
            if outside:
                raise UserError(
                    self.env._(
                        "“%(unit)s” has units below it (%(children)s): move or remove them first.",
                        unit=unit.name,
                        children=", ".join(outside.mapped("name")),
                    )
                )

    def unlink(self):
        versions = self.version_id
        self.function_ids.unlink()
        # The deepest first: the foreign key on the unit above refuses otherwise.
        for level in sorted(set(self.mapped("level")), reverse=True):
            super(Unit, self.filtered(lambda unit, level=level: unit.level == level)).unlink()
        versions._refresh_counters()
        return True

    def _check_locked(self, vals):
        """A unit that the model fixes keeps its name, level, nature and dependence (LOE DCF 9)."""
        fixed = {"name", "level", "nature", "parent_id"}
        for unit in self:
            if unit.locked and unit.entity_id and (not vals or (fixed | {"locked"}) & vals.keys()):
                raise UserError(
                    self.env._(
                        "“%(unit)s” is fixed by the adopted model and cannot be changed here.",
                        unit=unit.name,
                    )
                )

    def _may_contribute(self, version, operation):
        return (
            operation == "write"
            and version._has_role(("contributor",))
            and all(
                self.env.user in unit.assignee_ids for unit in self if unit.version_id == version
            )
        )

    def _touched_uids(self, moved):
        above = set(self.parent_id.mapped("uid")) if moved else set()
        return super()._touched_uids(moved) | above

    def _complete_vals(self, vals):
        vals = super()._complete_vals(vals)
        if "code" in vals:
            vals["code"] = (vals["code"] or "").strip() or False
        return vals

    def action_open(self):
        """Open the unit in its own form."""
        return open_form(self, name=self.name, context={"default_version_id": self.version_id.id})

    @api.model
    def _write_codes(self, version, codes):
        """Set the codes of a version's units, `codes` being code by uid, in one statement.

        One UPDATE would meet the unique index half-way (A takes B's code before B has left it), so the codes
        are cleared first inside the same transaction.
        """
        units = self.search_fetch([("version_id", "=", version.id)], ["uid", "code", "name"])
        changed = units.filtered(lambda unit: unit.uid in codes and codes[unit.uid] != unit.code)
        if not changed:
            return changed
        version._check_open()
        changed._check_may_edit("write")
        before = {unit.id: unit._values_as_text(["code"]) for unit in changed}
        self.env.execute_query(
            SQL("UPDATE pgo_unit SET code = NULL WHERE id IN %s RETURNING id", tuple(changed.ids))
        )
        rows = [(unit.id, codes[unit.uid], code_sort_key(codes[unit.uid])) for unit in changed]
        self.env.execute_query(
            SQL(
                "UPDATE pgo_unit SET code = new.code, sort_key = new.sort_key "
                "FROM (VALUES %s) AS new(id, code, sort_key) WHERE pgo_unit.id = new.id RETURNING pgo_unit.id",
                SQL(", ").join(SQL("(%s::int, %s, %s)", *row) for row in rows),
            )
        )
        changed.invalidate_recordset(["code", "sort_key", "display_name"])
        changed._log_changes("write", before, ["code"])
        version._text_changed(changed._touched_uids(moved=True))
        return changed
