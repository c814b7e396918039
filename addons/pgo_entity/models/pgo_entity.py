import re

from odoo import api, fields, models
from odoo.addons.pgo_entity import text
from odoo.exceptions import AccessError, UserError, ValidationError

from .pgo_entity_type import APPROVING_BODIES, GOVERNMENT_LEVELS, INSTRUMENTS

#: What the administrator of an entity keeps up to date; the rest of the register is SGP's.
OWN_FIELDS = frozenset(("acronym", "ruc", "creation_norm", "head_title", "url"))

RUC = re.compile(r"\d{11}")
RUC_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def is_valid_ruc(ruc):
    """Return whether `ruc` has eleven digits and its check digit (SUNAT, modulo 11)."""
    if not RUC.fullmatch(ruc):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(ruc, RUC_WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(ruc[-1])


class Entity(models.Model):
    """A public entity that has a ROF or a MOP (LOE art. 3).

    Programmes, projects and deconcentrated bodies with a MOP are entities with a parent. The register is
    loaded from `data/`; SGP edits it, and a later load of the files never overwrites what SGP wrote.
    """

    _name = "pgo.entity"
    _inherit = ["pgo.quick.read.mixin", "pgo.search.text.mixin", "pgo.accounted.mixin"]
    _description = "Entity"
    # UBIGEO is the official order of places; the national bodies, without one, come last.
    _order = "ubigeo, name, code"
    _event_kind = "entity.changed"
    _event_key = "code"
    # A special law that changes the senior management of one entity weighs as much as its type does.
    _accounted_only = frozenset(("senior_unit_ids",))
    _part_fields = ("senior_unit_ids",)

    name = fields.Char(required=True, help="Official name of the entity.")
    acronym = fields.Char(help="Siglas used in documents.")
    code = fields.Char(
        required=True, help="Key of the entity in files and in the API; it does not change."
    )
    type_id = fields.Many2one(
        "pgo.entity.type",
        string="Type",
        required=True,
        index=True,
        ondelete="restrict",
        help="Kind of entity: it decides the document, who approves it and the rules that apply.",
    )
    type_code = fields.Char(related="type_id.code", string="Type Code", store=True, index=True)
    document_kind = fields.Selection(related="type_id.document_kind", string="Document")
    government_level = fields.Selection(
        GOVERNMENT_LEVELS,
        compute="_compute_government_level",
        store=True,
        recursive=True,
        index=True,
        help="Level of government; what has a MOP takes that of the entity it depends on.",
    )
    territory_id = fields.Many2one(
        "pgo.territory",
        string="Territory",
        index="btree_not_null",
        ondelete="restrict",
        help="District that a municipality governs or has as its seat; department of a regional government.",
    )
    ubigeo = fields.Char(string="UBIGEO", compute="_compute_place", store=True, index=True)
    district_name = fields.Char(string="District", compute="_compute_place", store=True)
    province_name = fields.Char(string="Province", compute="_compute_place", store=True)
    department_name = fields.Char(string="Department Name", compute="_compute_place", store=True)
    department_id = fields.Many2one(
        "pgo.territory",
        string="Department",
        compute="_compute_place",
        store=True,
        index="btree_not_null",
    )
    parent_id = fields.Many2one(
        "pgo.entity",
        string="Attached to",
        index="btree_not_null",
        ondelete="restrict",
        help="Ministry or entity to which it is attached (adscripción) or on which it depends.",
    )
    child_ids = fields.One2many("pgo.entity", "parent_id", string="Attached Entities")
    ruc = fields.Char(string="RUC", size=11, help="Taxpayer number, eleven digits.")
    population = fields.Integer(
        help="Inhabitants of its territory; it helps to choose an organization model."
    )
    head_title = fields.Char(
        string="Title of the Head",
        compute="_compute_head_title",
        store=True,
        readonly=False,
        help="Title of the head (titular) as documents name it.",
    )
    creation_norm = fields.Char(help="Norm that creates the entity, as documents cite it.")
    is_rural = fields.Boolean(
        string="Rural Municipality",
        help="Its urban population is at most half of the total (LOM art. 139): LOM arts. 140 to 147 apply.",
    )
    special_regime = fields.Char(
        help="Special regime of law, for example that of Lima Metropolitana (LOM art. 151)."
    )
    url = fields.Char(string="Website", help="Institutional portal.")
    is_training = fields.Boolean(
        string="For Training", help="Not a real entity: it is left out of public pages."
    )
    active = fields.Boolean(default=True)
    source = fields.Char(help="Where the data come from.")
    source_date = fields.Date(help="Date of the source.")
    senior_unit_ids = fields.One2many(
        "pgo.senior.unit",
        "entity_id",
        string="Senior Management by Special Law",
        help="Only where a special law gives another set than that of the type.",
    )
    membership_ids = fields.One2many("pgo.membership", "entity_id", string="Members")
    approval_instrument = fields.Selection(
        INSTRUMENTS,
        compute="_compute_approval",
        help="Norm that approves its document (LOE arts. 45 and 55.2).",
    )
    approving_body = fields.Selection(APPROVING_BODIES, compute="_compute_approval")
    can_edit_register = fields.Boolean(
        compute="_compute_can_edit_register", export_string_translation=False
    )
    search_text = fields.Text(compute="_compute_search_text", store=True)

    _code_uniq = models.UniqueIndex("(code)", "There is already an entity with that code.")
    _ruc_uniq = models.UniqueIndex(
        "(ruc) WHERE ruc IS NOT NULL", "There is already an entity with that RUC."
    )
    _population_positive = models.Constraint(
        "CHECK (population >= 0)", "The population cannot be negative."
    )
    _search_idx = models.Index("USING gin (to_tsvector('simple', search_text))")

    @api.depends("type_id.government_level", "type_id.document_kind", "parent_id.government_level")
    def _compute_government_level(self):
        for entity in self:
            depends = entity.type_id.document_kind == "mop" and entity.parent_id
            source = entity.parent_id if depends else entity.type_id
            entity.government_level = source.government_level

    @api.depends(
        "territory_id.name", "territory_id.parent_id.name", "territory_id.parent_id.parent_id.name"
    )
    def _compute_place(self):
        for entity in self:
            by_level = {}
            territory = entity.territory_id
            while territory:
                by_level[territory.level] = territory
                territory = territory.parent_id
            none = self.env["pgo.territory"]
            entity.ubigeo = entity.territory_id.ubigeo
            entity.district_name = by_level.get("district", none).name
            entity.province_name = by_level.get("province", none).name
            entity.department_name = by_level.get("department", none).name
            entity.department_id = by_level.get("department", none)

    @api.depends("type_id")
    def _compute_head_title(self):
        for entity in self:
            entity.head_title = entity.type_id.head_title

    @api.depends("type_id", "parent_id.type_id")
    def _compute_approval(self):
        """A MOP is approved by the entity on which its owner depends, with that entity's instrument."""
        for entity in self:
            owner = (
                entity.parent_id.type_id
                if entity.type_id.document_kind == "mop"
                else entity.type_id
            )
            entity.approval_instrument = (
                owner.mop_instrument if entity.type_id.document_kind == "mop" and owner else False
            ) or entity.type_id.approval_instrument
            entity.approving_body = entity.type_id.approving_body

    @api.depends(
        "name",
        "acronym",
        "code",
        "ubigeo",
        "district_name",
        "province_name",
        "department_name",
        "ruc",
    )
    def _compute_search_text(self):
        for entity in self:
            entity.search_text = text.document(
                entity.name,
                entity.acronym,
                entity.code,
                entity.ubigeo,
                entity.district_name,
                entity.province_name,
                entity.department_name,
                entity.ruc,
            )

    @api.depends("name", "type_code", "province_name", "department_name", "parent_id.acronym")
    def _compute_display_name(self):
        """District municipalities carry their province and department: 400 of them share their name."""
        for entity in self:
            if entity.type_code == "district_municipality" and entity.province_name:
                place = f"{entity.province_name}, {entity.department_name}"
                entity.display_name = f"{entity.name} — {place}"
            elif entity.document_kind == "mop" and entity.parent_id.acronym:
                entity.display_name = f"{entity.name} — {entity.parent_id.acronym}"
            else:
                entity.display_name = entity.name

    @api.depends_context("uid")
    def _compute_can_edit_register(self):
        self.can_edit_register = self.env.user._pgo_has_role(("sgp_admin",))

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("An entity cannot be attached to itself, directly or through others.")
            )

    @api.constrains("type_id", "parent_id")
    def _check_mop_parent(self):
        for entity in self:
            if entity.type_id.document_kind == "mop" and not entity.parent_id:
                raise ValidationError(
                    self.env._(
                        "“%(entity)s” has a MOP: name the entity on which it depends, which approves it.",
                        entity=entity.name,
                    )
                )

    @api.constrains("ruc")
    def _check_ruc(self):
        for entity in self:
            if entity.ruc and not is_valid_ruc(entity.ruc):
                raise ValidationError(
                    self.env._("The RUC %(ruc)s is not a valid taxpayer number.", ruc=entity.ruc)
                )

    @api.constrains("type_id", "territory_id")
    def _check_territory(self):
        for entity in self:
            if entity.type_id.is_municipal and entity.territory_id.level != "district":
                raise ValidationError(
                    self.env._(
                        "A municipality has the district that it governs or where it has its seat: choose the"
                        " district of “%(entity)s”.",
                        entity=entity.name,
                    )
                )

    def write(self, vals):
        if not self.env.su and not self._may_write(vals):
            raise AccessError(
                self.env._(
                    "The administrator of an entity keeps its acronym, RUC, creation norm, title of the head and"
                    " website; SGP keeps the rest of the register."
                )
            )
        if "code" in vals and any(entity.code != vals["code"] for entity in self):
            raise UserError(
                self.env._(
                    "The code of an entity does not change: files and the API know it by that code."
                )
            )
        return super().write(vals)

    def _may_write(self, vals):
        """Return whether the person may write `vals`: SGP all of it, each administrator some of its entity."""
        person = self.env.user
        return person._pgo_has_role(("sgp_admin",)) or (
            set(vals) <= OWN_FIELDS
            and all(person._pgo_has_role(("entity_admin",), entity) for entity in self)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        raise UserError(
            self.env._(
                "An entity is not erased from the register: archive it when it is extinguished."
            )
        )

    def _document_facts(self):
        """Return the facts with which placeholders of models are resolved; unknown ones are left out."""
        self.ensure_one()
        facts = {
            "entity_name": self.name,
            "entity_acronym": self.acronym,
            "district": self.district_name,
            "province": self.province_name,
            "department": self.department_name,
            "ubigeo": self.ubigeo,
            "creation_norm": self.creation_norm,
            "head_title": self.head_title,
        }
        return {key: value for key, value in facts.items() if value}

    def _rule_context(self):
        """Return the facts that rules need: those of the type, and of the entity where a special law prevails."""
        self.ensure_one()
        context = self.type_id._rule_context()
        if self.senior_unit_ids:
            context.update(self.senior_unit_ids._facts())
        return {
            **context,
            "is_rural": self.is_rural,
            "population": self.population,
            "ubigeo": self.ubigeo or "",
        }
