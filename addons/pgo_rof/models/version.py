from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, TRANSITION, is_open
from odoo.addons.pgo_base.models.values import plain
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, clean_context

from pgo_core import numbering

from .document_element import EDITABLE

KINDS = [("rof", "ROF"), ("mop", "MOP"), ("model", "Model")]

STATES = [
    ("draft", "Draft"),
    ("endorsing", "Being Endorsed"),
    ("endorsed", "Endorsed"),
    ("sent", "Sent to SGP"),
    ("elevated", "Elevated"),
    ("in_council", "In Council"),
    ("returned", "Returned"),
    ("approved", "Approved"),
    ("in_force", "In Force"),
    ("superseded", "Superseded"),
    ("derogated", "Derogated"),
    ("replaced", "Replaced in Its Process"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
]

#: States in which everyone may read a version.
PUBLISHED = ("in_force", "superseded", "derogated")

#: What people edit of a draft through the version itself.
TEXT_FIELDS = {
    "title",
    "change_case_ids",
    "unit_ids",
    "article_ids",
    "competence_ids",
    "function_ids",
}
#: What a person may give when creating a version; the rest is the platform's.
CREATE_FIELDS = {
    "kind",
    "entity_id",
    "entity_type_id",
    "name",
    "title",
    "template",
    "template_version",
    "base_version_id",
    "model_version_id",
    "change_case_ids",
    "purpose",
}
#: What is fixed at creation or counted by the platform.
PLATFORM_FIELDS = {
    "name",
    "kind",
    "number",
    "entity_id",
    "entity_type_id",
    "template",
    "template_version",
    "base_version_id",
    "previous_round_id",
    "model_version_id",
    "model_key",
    "provisional",
    "population_from",
    "population_to",
    "unit_count",
    "function_count",
    "blocking_count",
    "warning_count",
    "date_checked",
    "check_key",
    "waiver_asked",
    "dossier_facts",
    "approval_ids",
    "publication_ids",
    "finding_ids",
}
#: What SGP's administrator sets of a model, in force or not: none of it is text.
MODEL_FIELDS = {"name", "entity_type_id", "population_from", "population_to"}


class Version(models.Model):
    """One version of an entity's ROF or MOP, or an organization model when it has no entity.

    It is edited as rows, read as a Document, sealed when endorsed, and never changed from then on.
    """

    _name = "pgo.version"
    _inherit = [
        "pgo.quick.read.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "pgo.transition.mixin",
    ]
    _description = "Version"
    _order = "id desc"
    _guarded = {
        "state": "draft",
        "frozen": False,
        "seal": False,
        "canonical": False,
        "core_version": False,
        "rule_set": False,
        "date_sealed": False,
        "endorsing_seal": False,
        "planning_endorser_id": False,
        "date_planning_endorsed": False,
        "legal_endorser_id": False,
        "date_legal_endorsed": False,
        "date_sent": False,
        "receipt": False,
    }

    name = fields.Char(compute="_compute_name", store=True, precompute=True, readonly=False)
    kind = fields.Selection(KINDS, required=True, default="rof", readonly=True)
    number = fields.Integer(
        readonly=True, copy=False, help="Ordinal of the version inside the entity."
    )
    # Indexed by `_entity_state_idx`.
    entity_id = fields.Many2one("pgo.entity", ondelete="restrict", readonly=True)
    entity_type_id = fields.Many2one(
        "pgo.entity.type",
        compute="_compute_entity_type",
        store=True,
        precompute=True,
        readonly=False,
        ondelete="restrict",
    )
    title = fields.Char(required=True, help="Title of the document, as it is printed on its cover.")
    template = fields.Char(
        required=True, default="municipal", readonly=True, help="Official structure of the text."
    )
    template_version = fields.Char(readonly=True)
    # Indexed by `_read_idx`.
    state = fields.Selection(STATES, required=True, default="draft", copy=False, readonly=True)
    base_version_id = fields.Many2one(
        "pgo.version",
        string="Starts From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Version in force that this one modifies.",
    )
    previous_round_id = fields.Many2one(
        "pgo.version",
        string="Previous Round",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Version sent before in the same case.",
    )
    model_version_id = fields.Many2one(
        "pgo.version",
        string="Adopted Model",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    model_key = fields.Char(readonly=True, help="Key of a model shipped with the platform.")
    provisional = fields.Boolean(
        readonly=True, help="Model reconstructed until SGP loads the official text."
    )
    population_from = fields.Integer(
        string="Population From",
        help="Of a model: smallest population of the municipalities it is meant for.",
    )
    population_to = fields.Integer(
        string="Population To",
        help="Of a model: largest population it is meant for; 0 when there is no limit.",
    )
    change_case_ids = fields.Many2many(
        "pgo.change.case",
        string="Cases (Supuestos)",
        help="Cases of LOE 46.1 that this version falls under.",
    )
    purpose = fields.Text(
        string="Problem and Solution",
        help="Organizational problem that the proposal solves (LOE 47, section 1 of the technical report).",
    )

    unit_ids = fields.One2many("pgo.unit", "version_id", string="Units")
    article_ids = fields.One2many("pgo.article", "version_id", string="General Articles")
    competence_ids = fields.One2many("pgo.competence", "version_id", string="Competences")
    function_ids = fields.One2many("pgo.function", "version_id", string="Functions")
    unit_count = fields.Integer(readonly=True, copy=False, string="Number of Units")
    function_count = fields.Integer(readonly=True, copy=False, string="Number of Functions")

    frozen = fields.Boolean(readonly=True, copy=False)
    seal = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="SHA-256 of the canonical text."
    )
    canonical = fields.Text(readonly=True, copy=False, prefetch=False)
    core_version = fields.Char(readonly=True, copy=False)
    date_sealed = fields.Datetime(readonly=True, copy=False)
    endorsing_seal = fields.Char(readonly=True, copy=False)
    planning_endorser_id = fields.Many2one(
        "res.users",
        string="Endorsed by Planning (OPP)",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    date_planning_endorsed = fields.Datetime(readonly=True, copy=False)
    legal_endorser_id = fields.Many2one(
        "res.users",
        string="Endorsed by Legal (OAJ)",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    date_legal_endorsed = fields.Datetime(readonly=True, copy=False)
    date_sent = fields.Datetime(readonly=True, copy=False)
    receipt = fields.Char(string="Receipt Number", readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(entity_id, kind, number) WHERE entity_id IS NOT NULL",
        "That version number is already taken.",
    )
    _model_key_uniq = models.UniqueIndex(
        "(model_key) WHERE model_key IS NOT NULL", "That model is already loaded."
    )
    _entity_state_idx = models.Index("(entity_id, state)")
    # What rules and lists ask: counting the versions that a person reads does not touch the table.
    _read_idx = models.Index("(state, date_sent, kind, waiver_asked)")

    @api.depends("kind", "number", "entity_id.name")
    def _compute_name(self):
        labels = {"rof": "ROF", "mop": "MOP"}
        for version in self:
            if version.entity_id:
                version.name = f"{labels[version.kind]} {version.number} · {version.entity_id.name}"
            else:
                version.name = version.name or version.title

    @api.depends("entity_id")
    def _compute_entity_type(self):
        for version in self:
            version.entity_type_id = version.entity_id.type_id or version.entity_type_id

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_may_create(vals)
            if vals.get("entity_id"):
                vals["number"] = self._next_number(vals["entity_id"], vals.get("kind", "rof"))
        # A default in a client's context would give what the person may not: a round, a base of another entity.
        clean = self.with_context(clean_context(self.env.context))
        return super(Version, clean).create(vals_list)

    def write(self, vals):
        if not is_open(self.env, TRANSITION):
            self._check_writable(vals)
        if TEXT_FIELDS & vals.keys():
            self._check_open()
            if not all(version._is_editor() for version in self):
                raise AccessError(self.env._("Only the formulator of the entity edits its draft."))
        before = self._check_purpose(vals)
        result = super().write(vals)
        if "purpose" in vals:
            self._log_purpose(before)
        if "title" in vals:
            self._text_changed()
        elif "change_case_ids" in vals:
            self._text_changed(())
        return result

    def _check_writable(self, vals):
        """Refuse what only the platform writes, or what was fixed when the version was created."""
        for name in PLATFORM_FIELDS & vals.keys():
            if name in MODEL_FIELDS and all(
                version.kind == "model" and version._is_editor() for version in self
            ):
                continue
            if any(plain(version, name) != (vals[name] or False) for version in self):
                raise UserError(self._not_by_hand(name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("A version is not erased: withdraw it, and it stays in the history.")
        )

    def _check_may_create(self, vals):
        """A version is created by the formulator of its entity; a model, by SGP's administrator."""
        if is_open(self.env, LOAD):
            return
        for name in vals.keys() - CREATE_FIELDS:
            if vals[name] and name not in self._guarded:
                raise UserError(self._not_by_hand(name))
        entity = self.env["pgo.entity"].browse(vals.get("entity_id"))
        if vals.get("kind") == "model":
            if entity:
                raise UserError(self.env._("A model belongs to no entity."))
            allowed = self.env.user._pgo_has_role(("sgp_admin",))
        elif not entity:
            raise UserError(self.env._("Choose the entity whose document this is."))
        else:
            allowed = self.env.user._pgo_has_role(("formulator",), entity)
            self._check_given(vals, entity)
        base = self.browse(vals.get("base_version_id"))
        if base and base.entity_id != entity:
            raise UserError(self.env._("The version it starts from belongs to another entity."))
        if not allowed:
            raise AccessError(
                self.env._(
                    "You are not designated as formulator of this entity, so you cannot create its versions."
                )
            )

    @api.model
    def _check_given(self, vals, entity):
        """Refuse a name or a type that are not those of the entity, and a model that is none."""
        for name, own in (("name", False), ("entity_type_id", entity.type_id.id)):
            if vals.get(name) and vals[name] != own:
                raise UserError(self._not_by_hand(name))
        model = self.browse(vals.get("model_version_id"))
        if model and (model.kind != "model" or model.state != "in_force"):
            raise UserError(self.env._("Choose a model that is in force."))

    def _not_by_hand(self, name):
        return self.env._(
            "“%(field)s” is written by the platform and cannot be changed here.",
            field=self._fields[name]._description_string(self.env),
        )

    @api.model
    def _next_number(self, entity_id, kind):
        # The row of the entity is written, not only locked: of two people who start a version at once, the second
        # waits and is then started afresh by the server, for what it saw before lacks the number of the first.
        [(number,)] = self.env.execute_query(
            SQL(
                """UPDATE pgo_entity SET write_date = write_date WHERE id = %(entity)s
                   RETURNING (SELECT coalesce(max(number), 0) + 1 FROM pgo_version
                               WHERE entity_id = %(entity)s AND kind = %(kind)s)""",
                entity=entity_id,
                kind=kind,
            )
        )
        return number

    def _check_open(self):
        """Refuse any edit of a version whose text is no longer a draft."""
        for version in self:
            if version.frozen or version.state not in EDITABLE:
                raise UserError(
                    self.env._(
                        "“%(version)s” is in state “%(state)s” and its text cannot change."
                        " A correction is made in a new version.",
                        version=version.display_name,
                        state=self._state_label(version.state),
                    )
                )

    def _is_editor(self):
        """Return whether the person may edit the whole draft."""
        self.ensure_one()
        if is_open(self.env, LOAD):
            return True
        return self._has_role(("sgp_admin",) if self.kind == "model" else ("formulator",))

    def _has_role(self, roles):
        self.ensure_one()
        return self.env.user._pgo_has_role(roles, self.entity_id or None)

    def _refresh_counters(self):
        """Count units and functions again; one statement for all versions."""
        if not self.ids:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """UPDATE pgo_version v SET
                     unit_count = (SELECT count(*) FROM pgo_unit u WHERE u.version_id = v.id),
                     function_count = (SELECT count(*) FROM pgo_function f WHERE f.version_id = v.id)
                   WHERE v.id IN %s RETURNING v.id""",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["unit_count", "function_count"])

    def action_add_unit(self):
        """Open the form of a new unit of this version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pgo.unit",
            "views": [(False, "form")],
            "name": self.env._("New Unit"),
            "context": {"default_version_id": self.id},
        }

    def action_renumber(self):
        """Write the code of every unit by its nature, level and place (Lineamientos 02-2020-SGP, Anexos 4 to 6)."""
        for version in self:
            self.env["pgo.unit"]._write_codes(version, version._proposed_codes())
        return True

    def _proposed_codes(self):
        """Return {uid of unit: code} for the whole structure, by the table of codes of the entity's type."""
        self.ensure_one()
        type_codes = {organ.nature: organ.code for organ in self.entity_type_id.organ_type_ids}
        return numbering.codes(self._read_document(), type_codes)

    def _creation_message(self):
        return self.env._("The draft was created.")
