from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.sentinel import TRANSITION, is_open
from odoo.addons.pgo_rof.models.text_change import MODELS, TARGET_KINDS
from odoo.exceptions import AccessError, UserError, ValidationError

SEVERITIES = [("must_correct", "Must Be Corrected"), ("recommendation", "Recommendation")]
STATES = [
    ("draft", "Draft"),
    ("open", "Open"),
    ("answered", "Answered"),
    ("cleared", "Cleared"),
    ("not_cleared", "Not Cleared"),
    ("withdrawn", "Retired"),
]
ANCHORS = [
    ("exact", "Exact"),
    ("text_changed", "Text Changed Beneath"),
    ("target_removed", "Target Removed"),
]
#: States in which an observation is not settled.
PENDING = ("open", "answered", "not_cleared")
#: What the evaluator writes while it is a draft; from its issue on nothing of it changes.
DRAFT_FIELDS = frozenset(
    {"kind_id", "severity", "citation_ids", "text", "suggested_text", "target_kind", "target_uid"}
)


class Observation(models.Model):
    """An observation of SGP on one exact part of a sealed version.

    It is tied to the part's stable id and keeps the exact text that was observed. When the text changes
    or disappears it says so, and it is never moved to another part that looks alike.
    """

    _name = "pgo.observation"
    _inherit = ["pgo.quick.read.mixin", "pgo.transition.mixin"]
    _description = "Observation"
    _order = "case_id, number, id"
    _rec_name = "text"
    _guarded = {
        "state": "draft",
        "number": 0,
        "date_issued": False,
        "answer": False,
        "answer_user_id": False,
        "answer_date": False,
        "verdict": False,
        "verdict_user_id": False,
    }

    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version_id = fields.Many2one(
        "pgo.version",
        string="Observed Version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    round_id = fields.Many2one(
        "pgo.round",
        string="Round",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Round in which it was introduced.",
    )
    number = fields.Integer(readonly=True, help="Number in the case, given when it is issued.")
    target_kind = fields.Selection(
        TARGET_KINDS,
        string="On",
        required=True,
        default="document",
        help="Kind of part that is observed.",
    )
    target_uid = fields.Char(
        string="Identifier",
        required=True,
        default="document",
        help="Stable identifier of the part observed.",
    )
    target_label = fields.Char(
        string="Place", readonly=True, help="Name of the part when it was observed."
    )
    unit_id = fields.Many2one(
        "pgo.unit", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    quote = fields.Text(
        string="Observed Text", readonly=True, help="Exact text when it was observed."
    )
    quote_digest = fields.Char(
        readonly=True, help="SHA-256 of the observed text: the anchor compares it."
    )
    anchor_state = fields.Selection(
        ANCHORS,
        string="Anchor",
        compute="_compute_anchor_state",
        help="Whether the observed text still stands in the round under evaluation.",
    )
    kind_id = fields.Many2one(
        "pgo.observation.kind",
        string="Kind",
        required=True,
        index=True,
        ondelete="restrict",
        help="What it is about, from the catalogue.",
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="must_correct",
        help="Whether the text must change or it is advice.",
    )
    citation_ids = fields.Many2many(
        "pgo.citation",
        "pgo_observation_citation_rel",
        "observation_id",
        "citation_id",
        string="Legal Basis",
        help="Norms and articles on which the observation rests.",
    )
    text = fields.Text(string="Observation", required=True, help="What is wrong and why.")
    suggested_text = fields.Text(string="Suggested Wording", help="Wording that would settle it.")
    author_id = fields.Many2one(
        "res.users", string="Author", required=True, readonly=True, ondelete="restrict"
    )
    date_issued = fields.Datetime(string="Issued", readonly=True)
    answer = fields.Text(readonly=True, help="Answer of the entity, point by point.")
    answer_user_id = fields.Many2one(
        "res.users", string="Answered By", readonly=True, ondelete="restrict"
    )
    answer_date = fields.Datetime(string="Answered On", readonly=True)
    verdict = fields.Text(readonly=True, help="What SGP found when it verified the answer.")
    verdict_user_id = fields.Many2one(
        "res.users", string="Verified By", readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, index=True, copy=False
    )
    private_note = fields.Text(
        string="Private Note",
        groups="pgo_base.pgo_base_group_sgp,pgo_base.pgo_base_group_auditor",
        help="Note of SGP. The entity never sees it.",
    )
    can_edit = fields.Boolean(compute="_compute_can")
    can_verify = fields.Boolean(compute="_compute_can")
    can_answer = fields.Boolean(compute="_compute_can")
    can_use_suggestion = fields.Boolean(compute="_compute_can")

    _number_uniq = models.UniqueIndex(
        "(case_id, number) WHERE number > 0", "That number is already used."
    )
    _target_idx = models.Index("(version_id, target_uid)")

    @api.depends("number", "target_label")
    def _compute_display_name(self):
        for observation in self:
            number = observation.number or self.env._("draft")
            observation.display_name = self.env._(
                "Observation %(number)s · %(place)s",
                number=number,
                place=observation.target_label or "",
            )

    @api.depends("target_kind", "target_uid", "quote", "case_id.version_id")
    def _compute_anchor_state(self):
        """Compare the quote with the part of the same id in the round under evaluation, and nothing else."""
        for version in self.case_id.version_id:
            observations = self.filtered(
                lambda observation, version=version: observation.case_id.version_id == version
            )
            found = self._texts(
                version, {(row.target_kind, row.target_uid) for row in observations}
            )
            for observation in observations:
                present = found.get((observation.target_kind, observation.target_uid))
                if not observation.quote_digest:
                    observation.anchor_state = False
                elif present is None:
                    observation.anchor_state = "target_removed"
                else:
                    same = present["quote_digest"] == observation.quote_digest
                    observation.anchor_state = "exact" if same else "text_changed"
        self.filtered(lambda observation: not observation.case_id.version_id).anchor_state = False

    @api.depends_context("uid")
    @api.depends("state", "case_id.state", "case_id.evaluator_id", "entity_id", "suggested_text")
    def _compute_can(self):
        """Tell views which buttons to show; what decides is each act."""
        formulates = self.env.user._pgo_entities_with_role(("formulator",))
        evaluates = self.env.user._pgo_has_role(("sgp_evaluator",))
        for observation in self:
            case = observation.case_id
            mine = (
                evaluates and case.evaluator_id == self.env.user and case.state == "in_evaluation"
            )
            observation.can_edit = mine and observation.state == "draft"
            observation.can_verify = mine and observation.state in PENDING
            observation.can_answer = (
                case.state == "observed"
                and observation.state in ("open", "answered")
                and observation.entity_id in formulates
            )
            observation.can_use_suggestion = (
                observation.can_answer
                and bool(observation.suggested_text)
                and observation.target_kind == "function"
            )

    @api.model
    def default_get(self, fields_list):
        """Show what is observed while the observation is written; `create` reads it again from the version."""
        values = super().default_get(fields_list)
        case = self.env["pgo.case"].browse(values.get("case_id")).exists()
        if case and {"quote", "target_label"} <= set(fields_list):
            target = self._target_vals(case, values)
            values |= {name: target[name] for name in ("quote", "target_label")}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        if is_open(self.env, TRANSITION):
            return super().create(vals_list)
        return super().create([self._prepare_vals(vals) for vals in vals_list])

    def write(self, vals):
        if not is_open(self.env, TRANSITION):
            for observation in self:
                observation._check_may_write(vals)
            if {"target_kind", "target_uid"} & vals.keys():
                for observation in self:
                    target = {
                        **{name: observation[name] for name in ("target_kind", "target_uid")},
                        **vals,
                    }
                    super(Observation, observation).write(
                        {**vals, **observation._target_vals(observation.case_id, target)}
                    )
                return True
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for observation in self:
            if observation.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” was issued: retire it with a reason, it is not erased.",
                        name=observation.display_name,
                    )
                )
            observation.case_id._check_is_evaluator()

    @api.constrains("text")
    def _check_text(self):
        for observation in self:
            if not (observation.text or "").strip():
                raise ValidationError(self.env._("Write the observation: what is wrong and why."))

    def _check_may_write(self, vals):
        """The evaluator of the case edits drafts; the private note, at any time."""
        names = set(vals) - {"private_note"}
        if self.state != "draft" and names:
            raise UserError(
                self.env._(
                    "“%(name)s” was issued and does not change. Retire it with a reason and write another.",
                    name=self.display_name,
                )
            )
        if names - DRAFT_FIELDS - set(self._guarded):
            raise UserError(
                self.env._("The platform fills in where and when the observation was made.")
            )
        if not self._has_role(("sgp_evaluator",)) or self.case_id.evaluator_id != self.env.user:
            raise AccessError(self.env._("Observations are written by the evaluator of the case."))

    def _prepare_vals(self, vals):
        """Return create values with what the platform fills in, after checking that the person may observe."""
        case = (
            self.env["pgo.case"]
            .browse(vals.get("case_id") or self.env.context.get("default_case_id"))
            .exists()
        )
        if not case:
            raise UserError(self.env._("Choose the case in which you observe."))
        case._check_may_write_observations()
        if set(vals) - DRAFT_FIELDS - {"case_id", "private_note"} - set(self._guarded):
            raise UserError(
                self.env._("The platform fills in where and when the observation was made.")
            )
        target = {
            "target_kind": vals.get("target_kind")
            or self.env.context.get("default_target_kind")
            or "document",
            "target_uid": vals.get("target_uid")
            or self.env.context.get("default_target_uid")
            or "document",
        }
        return {
            **vals,
            **self._target_vals(case, target),
            "case_id": case.id,
            "entity_id": case.entity_id.id,
            "round_id": case.round_ids[-1:].id,
            "author_id": self.env.uid,
        }

    @api.model
    def _target_vals(self, case, target):
        """Return the exact place and text of a target in the version under evaluation."""
        key = (target.get("target_kind"), target.get("target_uid"))
        found = self._texts(case.version_id, {key}).get(key) if key[0] in MODELS else None
        if not found:
            raise ValidationError(
                self.env._(
                    "The part that you observe is not in the version under evaluation: choose it again."
                )
            )
        return {
            "target_kind": key[0],
            "target_uid": key[1],
            "version_id": case.version_id.id,
            "unit_id": found["unit_id"],
            "target_label": found["label"],
            "quote": found["quote"],
            "quote_digest": found["quote_digest"],
        }

    @api.model
    def _texts(self, version, keys):
        """Return {(kind, uid): {label, quote, unit_id}} of the parts of a sealed version that exist.

        One query per kind, whatever the number of observations. The rows of a sealed version are equal to
        its sealed text (`./pgo verify` proves it).
        """
        found = {}
        if ("document", "document") in keys:
            found["document", "document"] = {
                "label": version.name,
                "quote": version.title,
                "quote_digest": version.seal,
                "unit_id": False,
            }
        for kind, model in MODELS.items():
            uids = [uid for key, uid in keys if key == kind]
            if kind == "document" or not uids:
                continue
            # Callers read `case_id.version_id` with the rights of the person, who therefore reads the case: the text
            # that it concerns is shown to both sides.
            rows = (
                self.env[model]
                .sudo()
                .search([("version_id", "=", version.id), ("uid", "in", uids)])
            )
            for row in rows:
                found[kind, row.uid] = row._observation_target()
        return found

    def action_open_target(self):
        """Open the observed part in the version under evaluation."""
        self.ensure_one()
        record = self.case_id.version_id
        if self.target_kind != "document":
            record = self.env[MODELS[self.target_kind]].search(
                [("version_id", "=", record.id), ("uid", "=", self.target_uid)], limit=1
            )
        if not record:
            raise UserError(
                self.env._(
                    "The observed part no longer exists in this round: read the observed text here."
                )
            )
        return open_form(record)

    def action_open(self):
        """Open the observation in its own form."""
        return open_form(self)
