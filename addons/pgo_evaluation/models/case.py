from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, is_open, opened
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context

STATES = [
    ("received", "Received"),
    ("in_admissibility", "In Admissibility"),
    ("returned_for_correction", "Returned for Correction"),
    ("not_admitted", "Not Admitted"),
    ("in_evaluation", "In Evaluation"),
    ("suspended", "Suspended"),
    ("observed", "Observed"),
    ("conformity", "Conformity"),
    ("ccv", "CCV"),
    ("favourable", "Favourable"),
    ("not_favourable", "Not Favourable"),
    ("withdrawn", "Withdrawn"),
    ("closed", "Closed"),
]
#: States in which somebody still has to act.
OPEN_STATES = (
    "received",
    "in_admissibility",
    "returned_for_correction",
    "in_evaluation",
    "suspended",
    "observed",
    "conformity",
    "ccv",
)
#: Who has to act in each open state.
BALL = {
    "received": "sgp",
    "in_admissibility": "sgp",
    "returned_for_correction": "entity",
    "in_evaluation": "sgp",
    "suspended": "entity",
    "observed": "entity",
    "conformity": "sgp",
    "ccv": "sgp",
}
ROUTES = [("mandatory", "Mandatory Opinion"), ("optional", "Optional Opinion")]
COMPLEXITIES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]
RESULTS = [
    ("favourable", "Favourable"),
    ("not_favourable", "Not Favourable"),
    ("not_admitted", "Not Admitted"),
    ("withdrawn", "Withdrawn"),
    ("without_opinion", "Elevated without Opinion"),
]
#: SGP's people with power over cases.
CASE_ROLES = ("sgp_admissibility", "sgp_evaluator", "sgp_coordinator")


class Case(models.Model):
    """The file (expediente) of a request for SGP's prior technical opinion (LOE art. 51).

    It opens by itself when an entity sends a version, follows the fixed machine of DESIGN 5 and is never
    edited by hand: every change of its fields is an act with its event.
    """

    _name = "pgo.case"
    _inherit = [
        "pgo.quick.read.mixin",
        "mail.tracking.duration.mixin",
        "mail.activity.mixin",
        "pgo.transition.mixin",
    ]
    _description = "Case"
    _order = "date_due, id"
    _rec_name = "number"
    _track_duration_field = "stage_id"
    _guarded = {
        "state": "received",
        "number": False,
        "entity_id": False,
        "department_id": False,
        "entity_type_id": False,
        "version_id": False,
        "first_version_id": False,
        "route": False,
        "complexity": "medium",
        "evaluator_id": False,
        "coordinator_id": False,
        "date_received": False,
        "date_closed": False,
        "ball": False,
        "result": False,
        "date_due": False,
        "paused": False,
        "round_count": 0,
    }

    number = fields.Char(readonly=True, copy=False, help="Number of the case (expediente).")
    entity_id = fields.Many2one(
        "pgo.entity",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Entity that asks for the opinion.",
    )
    entity_name = fields.Char(
        related="entity_id.display_name",
        string="Name of the Entity",
        store=True,
        help="Name with its place, kept on the case so that the board reads no other table.",
    )
    department_id = fields.Many2one(
        "pgo.territory",
        string="Department",
        related="entity_id.department_id",
        store=True,
        index=True,
    )
    entity_type_id = fields.Many2one(
        "pgo.entity.type", string="Entity Type", related="entity_id.type_id", store=True, index=True
    )
    is_executive = fields.Boolean(related="entity_type_id.is_executive", string="Executive Branch")
    version_id = fields.Many2one(
        "pgo.version",
        string="Version under Evaluation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Sealed version of the current round.",
    )
    first_version_id = fields.Many2one(
        "pgo.version",
        string="First Version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    route = fields.Selection(
        ROUTES,
        required=True,
        readonly=True,
        help="Whether the favourable opinion is a condition of the approval (LOE 51.1) or was freely asked (51.2).",
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="received", index=True, copy=False
    )
    # Indexed by `_column_idx`.
    stage_id = fields.Many2one(
        "pgo.case.stage",
        string="Stage",
        readonly=True,
        ondelete="restrict",
        tracking=True,
        copy=False,
        group_expand="_read_group_expand_full",
        domain="[('state', '=', state)]",
        help="Column of the board. It follows the state.",
    )
    complexity = fields.Selection(
        COMPLEXITIES,
        required=True,
        readonly=True,
        default="medium",
        help="Complexity of the evaluation: it decides its term of 10, 15 or 25 business days.",
    )
    evaluator_id = fields.Many2one(
        "res.users",
        string="Evaluator",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who evaluates the case.",
    )
    evaluator_name = fields.Char(
        related="evaluator_id.name",
        string="Name of the Evaluator",
        store=True,
        help="Kept on the case so that the board reads no other table.",
    )
    coordinator_id = fields.Many2one(
        "res.users",
        string="Coordinator",
        readonly=True,
        ondelete="restrict",
        help="Who assigned or concluded it.",
    )
    date_received = fields.Date(string="Received", readonly=True, help="Day of the receipt.")
    date_closed = fields.Date(string="Concluded On", readonly=True)
    ball = fields.Selection(
        [("sgp", "SGP"), ("entity", "The Entity")],
        string="Waiting for",
        readonly=True,
        compute="_compute_ball",
        store=True,
        index=True,
        help="Who has to act now.",
    )
    result = fields.Selection(RESULTS, readonly=True, help="How the case ended.")
    round_ids = fields.One2many("pgo.round", "case_id", string="Rounds")
    round_count = fields.Integer(string="Round", readonly=True, help="Number of the current round.")
    private_notes = fields.Html(
        groups="pgo_base.pgo_base_group_sgp,pgo_base.pgo_base_group_auditor",
        help="Notes of SGP. The entity never sees them.",
    )
    can_admit = fields.Boolean(compute="_compute_can")
    can_evaluate = fields.Boolean(compute="_compute_can")
    can_take = fields.Boolean(compute="_compute_can")
    can_coordinate = fields.Boolean(compute="_compute_can")
    can_formulate = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    # A column of the board in the order of its cards: the first ones of thousands need no sort.
    _column_idx = models.Index("(stage_id, date_due, id)")
    _number_uniq = models.UniqueIndex("(number)", "There is already a case with that number.")
    # One open file per entity: the next round joins it. The check at sending says it in words.
    _version_uniq = models.UniqueIndex("(version_id)", "That version already has its case.")

    @api.depends("number", "entity_id.name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.number} · {case.entity_id.name}"

    @api.depends("state")
    def _compute_ball(self):
        for case in self:
            case.ball = BALL.get(case.state, False)

    @api.depends_context("uid")
    @api.depends("state", "evaluator_id", "entity_id")
    def _compute_can(self):
        """Tell views which buttons to show; what decides is each act."""
        user = self.env.user
        admits = user._pgo_has_role(("sgp_admissibility",))
        evaluates = user._pgo_has_role(("sgp_evaluator",))
        coordinates = user._pgo_has_role(("sgp_coordinator",))
        formulates = user._pgo_entities_with_role(("formulator",))
        approves = user._pgo_entities_with_role(("approver",))
        for case in self:
            is_open_case = case.state in OPEN_STATES
            case.can_admit = admits
            case.can_evaluate = evaluates and case.evaluator_id == user
            case.can_take = evaluates and not case.evaluator_id and case.state == "in_evaluation"
            case.can_coordinate = coordinates
            case.can_formulate = case.entity_id in formulates
            case.can_withdraw = is_open_case and case.entity_id in approves

    @api.model_create_multi
    def create(self, vals_list):
        if not is_open(self.env, TRANSITION):
            raise UserError(
                self.env._(
                    "A case opens by itself when the entity sends its version: nobody creates it."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if is_open(self.env, TRANSITION):
            if "state" in vals:
                vals = {**vals, "stage_id": self.env["pgo.case.stage"]._for_state(vals["state"]).id}
            return super().write(vals)
        if {"stage_id", "private_notes"} & vals.keys() and not self.env.user._pgo_has_role(
            CASE_ROLES
        ):
            raise AccessError(
                self.env._("Only SGP's evaluation team arranges its board and its notes.")
            )
        if "stage_id" in vals:
            self._check_stage(self.env["pgo.case.stage"].browse(vals["stage_id"]))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A case is not erased: what was received stays in the history."))

    def _check_stage(self, stage):
        """Refuse a column of another state: dragging a card is no act (DESIGN 5)."""
        for case in self:
            if stage.state != case.state:
                raise UserError(
                    self.env._(
                        "“%(case)s” cannot go to the column “%(stage)s” by moving its card: use the actions of the"
                        " case, which check who may and leave their trace.",
                        case=case.display_name,
                        stage=stage.name or "",
                    )
                )

    def _platform(self):
        """Return these cases open to the writes of the platform.

        The person stays in `env.user`. Values for new records that a client put in the context (`default_…`) are
        dropped: they would forge what nobody wrote.
        """
        # Each act checks first: `_take_edge` of the case or of its version, or the role asked for by `action_take`,
        # `_assign` and `_set_complexity`.
        return opened(self.sudo().with_context(clean_context(self.env.context)), TRANSITION)

    @api.model
    def _today(self):
        return self.env["pgo.membership"]._today()

    @api.model
    def _next_number(self, code):
        # `_take_edge` checked the act that is numbered, which needs the lock of the sequence's row. The day is ours:
        # a client's context could ask for the number of another year.
        sequence = self.env["ir.sequence"].sudo().with_context(ir_sequence_date=self._today())
        return sequence.next_by_code(code)

    @api.model
    def _open_for(self, version):
        """Open the case of a version that was just sent and return it.

        Called by the transition of the version to sent, which checked role, state and dossier.
        """
        route = "mandatory" if version.entity_type_id.sgp_opinion == "mandatory" else "optional"
        platform = self._platform()
        case = platform.create(
            {
                "number": self._next_number("pgo.case"),
                "entity_id": version.entity_id.id,
                "version_id": version.id,
                "first_version_id": version.id,
                "route": route,
                "state": "received",
                "stage_id": self.env["pgo.case.stage"]._for_state("received").id,
                "complexity": "medium",
                "evaluator_id": False,
                "coordinator_id": False,
                "result": False,
                "paused": False,
                "date_received": self._today(),
            }
        )
        platform.env["pgo.version"].browse(version.id).write({"case_id": case.id})
        case._add_round(version)
        case._start_clock(
            "admissibility", "sgp", self.env["pgo.setting"]._get("term_admissibility")
        )
        case._log_event("case.received", {"receipt": version.receipt or "", "route": route})
        return case.with_env(self.env)

    def _log_event(self, kind, facts):
        # `_take_edge`, or the act's own check of the role, comes before. The number, the entity and the seal of the
        # text under evaluation travel with each act, whoever of both sides does it.
        case = self.sudo()
        self.env["pgo.event"]._log(
            kind,
            self,
            {
                **facts,
                "case": case.number,
                "entity": case.entity_id.code or "",
                "round": case.round_count,
            },
            case.version_id.seal or "",
        )
