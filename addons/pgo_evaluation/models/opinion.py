from hashlib import sha256

from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.sentinel import TRANSITION, is_open
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .case_states import CONCLUDABLE
from .observation import PENDING

RESULTS = [("favourable", "Favourable"), ("not_favourable", "Not Favourable")]
DRAFT_FIELDS = frozenset({"result", "body"})

TRANSITIONS = {
    ("draft", "submitted"): Edge(("sgp_evaluator",), "_check_may_submit", "opinion.submitted"),
    ("submitted", "draft"): Edge(("sgp_coordinator",), event="opinion.returned", reason=True),
    ("submitted", "concluded"): Edge((), event="opinion.concluded"),
}


class Opinion(models.Model):
    """The technical opinion (informe de opinión técnica previa): the evaluator drafts, another concludes."""

    _name = "pgo.opinion"
    _inherit = ["pgo.transition.mixin"]
    _description = "Technical Opinion"
    _order = "id desc"
    _rec_name = "number"
    _transitions = TRANSITIONS
    _guarded = {
        "state": "draft",
        "number": False,
        "date": False,
        "concluder_id": False,
        "signatories": False,
        "digest": False,
    }

    case_id = fields.Many2one(
        "pgo.case", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entity_id = fields.Many2one(
        "pgo.entity", required=True, readonly=True, index=True, ondelete="restrict"
    )
    version_id = fields.Many2one(
        "pgo.version",
        string="Version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="Sealed version on which it is given.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "To Conclude"), ("concluded", "Concluded")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
    )
    result = fields.Selection(
        RESULTS, required=True, default="favourable", help="What the opinion says."
    )
    number = fields.Char(
        readonly=True, copy=False, help="Number of the opinion, given when it is concluded."
    )
    date = fields.Date(readonly=True)
    body = fields.Html(
        string="Report", help="Text composed from the case; the evaluator completes it."
    )
    drafter_id = fields.Many2one(
        "res.users", string="Drafted By", required=True, readonly=True, ondelete="restrict"
    )
    concluder_id = fields.Many2one(
        "res.users", string="Concluded By", readonly=True, ondelete="restrict"
    )
    signatories = fields.Char(
        readonly=True, help="Who signs the report, as configured when it was concluded."
    )
    digest = fields.Char(readonly=True, help="SHA-256 of the concluded report.")
    can_edit = fields.Boolean(compute="_compute_can")
    can_return = fields.Boolean(compute="_compute_can")

    # One opinion per version under evaluation.
    _version_uniq = models.UniqueIndex(
        "(case_id, version_id)", "That version already has its opinion."
    )
    _number_uniq = models.UniqueIndex(
        "(number) WHERE number IS NOT NULL", "There is already an opinion with that number."
    )

    @api.depends("number", "case_id.number")
    def _compute_display_name(self):
        for opinion in self:
            opinion.display_name = opinion.number or self.env._(
                "Draft opinion of %(case)s", case=opinion.case_id.number
            )

    @api.depends_context("uid")
    @api.depends("state", "case_id.evaluator_id", "case_id.state")
    def _compute_can(self):
        """Tell views which buttons to show; what decides is each act."""
        evaluates = self.env.user._pgo_has_role(("sgp_evaluator",))
        coordinates = self.env.user._pgo_has_role(("sgp_coordinator",))
        for opinion in self:
            going = opinion.case_id.state in CONCLUDABLE
            mine = evaluates and opinion.case_id.evaluator_id == self.env.user
            opinion.can_edit = going and mine and opinion.state == "draft"
            opinion.can_return = going and coordinates and opinion.state == "submitted"

    @api.model_create_multi
    def create(self, vals_list):
        if not is_open(self.env, TRANSITION):
            raise UserError(
                self.env._("The opinion is drafted from its case, with its own button.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not is_open(self.env, TRANSITION):
            if vals.keys() - DRAFT_FIELDS - self._guarded.keys():
                raise UserError(
                    self.env._("Only the result and the report of an opinion are written by hand.")
                )
            for opinion in self:
                opinion._check_may_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("An opinion is not erased: it stays with its case."))

    def _check_may_draft(self):
        """The evaluator of the case writes the opinion while it is a draft."""
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "“%(opinion)s” was already submitted: the coordinator returns it to change it.",
                    opinion=self.display_name,
                )
            )
        if not self._has_role(("sgp_evaluator",)):
            raise AccessError(self.env._("The opinion is drafted by the evaluator of the case."))
        self.case_id._check_is_evaluator()

    def _check_may_submit(self):
        self._check_may_draft()
        if self.version_id != self.case_id.version_id:
            raise UserError(
                self.env._(
                    "A new round arrived: draft the opinion on the version under evaluation."
                )
            )
        if self.result == "favourable":
            self.case_id._check_nothing_pending()
        if self.env["pgo.setting"]._get("checklist_required") and self.case_id.checklist_pending:
            raise UserError(
                self.env._(
                    "Answer the %(count)s criteria of the checklist that remain before submitting the opinion.",
                    count=self.case_id.checklist_pending,
                )
            )

    def action_submit(self):
        """Submit the draft to the coordinator, as evaluator."""
        for opinion in self:
            opinion._transition("submitted", payload=opinion._fingerprint())
        return True

    def action_return(self, reason):
        """Return the draft to its evaluator with the reasons, as coordinator."""
        return self._transition("draft", reason)

    def action_compose(self):
        """Compose the report again from the case; what was written by hand is replaced."""
        for opinion in self:
            opinion.write({"body": opinion._compose()})
        return True

    def _fingerprint(self):
        """Return what an event keeps of the opinion: its result and the SHA-256 of its report."""
        self.ensure_one()
        return {
            "result": self.result,
            "report_sha256": sha256((self.body or "").encode()).hexdigest(),
        }

    def _conclude(self):
        """Give the opinion its number and date; runs inside the conclusion of the case."""
        for opinion in self:
            facts = opinion._fingerprint()
            vals = {
                "number": opinion.case_id._next_number("pgo.opinion"),
                "date": opinion.case_id._today(),
                "concluder_id": self.env.uid,
                "signatories": self.env["pgo.setting"]._get("signatory_opinion"),
                "digest": facts["report_sha256"],
            }
            opinion._platform_transition(
                "concluded", vals=vals, payload={**facts, "number": vals["number"]}
            )

    def _log_event(self, kind, facts):
        # `_take_edge` checked the role for the act: these are its facts.
        opinion = self.sudo()
        case = opinion.case_id
        facts = {**facts, "case": case.number, "entity": case.entity_id.code or ""}
        self.env["pgo.event"]._log(kind, self, facts, opinion.version_id.seal or "")

    def _compose(self):
        """Return the report in Spanish: background, legal basis, analysis and conclusion (RULEBOOK 6.7)."""
        self.ensure_one()
        opinion = self._in_spanish()
        return opinion.env["ir.qweb"]._render("pgo_evaluation.opinion_body", opinion._report_data())

    def _in_spanish(self):
        """Return the opinion in the language of official documents, whatever the person's own."""
        installed = self.env["res.lang"]._get_data(code="es_PE")
        return self.with_context(lang="es_PE") if installed else self

    def _report_data(self):
        """Return what the report and its printed form show, as plain records of the case."""
        self.ensure_one()
        case = self.case_id
        issued = case.observation_ids.filtered(lambda observation: observation.state != "draft")
        labels = dict(case.checklist_ids._fields["answer"]._description_selection(self.env))
        states = dict(issued._fields["state"]._description_selection(self.env))
        background = self.env._(
            "%(entity)s asked for the prior technical opinion of the Secretaría de Gestión Pública on the"
            " document “%(document)s”. The request was received on %(date)s as case %(case)s.",
            entity=case.entity_id.name,
            document=self.version_id.title,
            date=format_date(self.env, case.date_received),
            case=case.number,
        )
        return {
            "opinion": self,
            "case": case,
            "background": background,
            "round_lines": [case_round._summary() for case_round in case.round_ids],
            "entity": case.entity_id,
            "version": self.version_id,
            "observations": issued,
            "set_aside": self.version_id.finding_ids.filtered("is_set_aside"),
            "settled": issued.filtered(lambda observation: observation.state not in PENDING),
            "checklist": case.checklist_ids.filtered("answer"),
            "answer_labels": labels,
            "state_labels": states,
            "is_favourable": self.result == "favourable",
        }


class Case(models.Model):
    """The opinions of the case."""

    _inherit = "pgo.case"

    opinion_ids = fields.One2many("pgo.opinion", "case_id", string="Opinions")

    def action_draft_opinion(self):
        """Draft the opinion on the version under evaluation, or open the one that is drafted."""
        self.ensure_one()
        opinion = self._current_opinion()
        if not opinion:
            if not self._has_role(("sgp_evaluator",)):
                raise AccessError(
                    self.env._("The opinion is drafted by the evaluator of the case.")
                )
            self._check_is_evaluator()
            if self.state not in CONCLUDABLE:
                raise UserError(
                    self.env._("The opinion is drafted while the case is in evaluation.")
                )
            pending = self.observation_ids.filtered(
                lambda observation: observation.state in PENDING
            )
            platform = self._platform()
            opinion = platform.env["pgo.opinion"].create(
                {
                    "case_id": self.id,
                    "entity_id": self.entity_id.id,
                    "version_id": self.version_id.id,
                    "state": "draft",
                    "result": "not_favourable" if pending else "favourable",
                    "drafter_id": self.env.uid,
                    "concluder_id": False,
                }
            )
            opinion.write({"body": opinion._compose()})
        return open_form(opinion, name=self.env._("Technical Opinion"))

    def _current_opinion(self):
        """Return the opinion on the version under evaluation."""
        return self.opinion_ids.filtered(lambda opinion: opinion.version_id == self.version_id)[:1]

    def _submitted_opinion(self):
        """Return the opinion that waits for its conclusion."""
        return self._current_opinion().filtered(lambda opinion: opinion.state == "submitted")

    def _receipt_data(self):
        """Return what the receipt prints: number, entity, version, seal, documents and term."""
        self.ensure_one()
        first, clock = self.round_ids[:1], self.clock_ids[:1]
        return {
            "case": self,
            "entity": self.entity_id,
            "version": self.first_version_id,
            "receipt": self.first_version_id.receipt,
            "date": first.date,
            "seal": self.first_version_id.seal,
            "documents": self.first_version_id.dossier_ids,
            "route": self.route,
            "date_due": self.env["pgo.holiday"]._add_business_days(
                clock.date_start, clock.days_allowed
            ),
        }

    def _observation_sheet_data(self):
        """Return what the sheet of observations prints: those issued, with answers and verdicts."""
        self.ensure_one()
        return {
            "case": self,
            "entity": self.entity_id,
            "version": self.version_id,
            "round": self.round_ids[-1:],
            "observations": self.observation_ids.filtered(
                lambda observation: observation.state != "draft"
            ),
            "signatories": self.env["pgo.setting"]._get("signatory_opinion"),
        }
