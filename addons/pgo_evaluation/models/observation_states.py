from odoo import api, fields, models
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import AccessError, UserError

from .observation import PENDING

EVALUATOR = ("sgp_evaluator",)
FORMULATOR = ("formulator",)
#: Written with the act of the case that issues them all; it has no event of its own.
ISSUED = "observation.issued"

TRANSITIONS = {
    ("draft", "open"): Edge((), event=ISSUED),
    ("not_cleared", "open"): Edge((), event=ISSUED),
    ("open", "answered"): Edge(FORMULATOR, "_check_may_answer", "observation.answered"),
    ("answered", "answered"): Edge(FORMULATOR, "_check_may_answer", "observation.answered"),
    ("answered", "cleared"): Edge(EVALUATOR, "_check_may_verify", "observation.cleared"),
    ("answered", "not_cleared"): Edge(
        EVALUATOR, "_check_may_verify", "observation.not_cleared", reason=True
    ),
    ("cleared", "answered"): Edge(
        EVALUATOR, "_check_may_verify", "observation.reopened", reason=True
    ),
    ("not_cleared", "answered"): Edge(
        EVALUATOR, "_check_may_verify", "observation.reopened", reason=True
    ),
    **{
        (state, "withdrawn"): Edge(
            EVALUATOR, "_check_may_verify", "observation.retired", reason=True
        )
        for state in PENDING
    },
}


class Observation(models.Model):
    """The life of an observation: issued, answered, verified or retired."""

    _inherit = "pgo.observation"
    _transitions = TRANSITIONS

    def action_answer(self, text):
        """Answer an observation, as formulator; it may be answered again until the round is sent."""
        if not (text or "").strip():
            raise UserError(self.env._("Write the answer to the observation."))
        self.check_access("read")
        for observation in self:
            observation._give_answer(text.strip())
        return True

    def _give_answer(self, text):
        if not self._has_role(FORMULATOR):
            raise AccessError(
                self.env._("Observations are answered by the formulator of the entity.")
            )
        vals = {
            "answer": text,
            "answer_user_id": self.env.uid,
            "answer_date": fields.Datetime.now(),
        }
        # `action_answer` checked that the person reads it, `_has_role` above the role, and the edge checks it again;
        # the entity has no write access.
        self.sudo()._transition("answered", vals=vals, payload={"answer": text})

    def action_use_suggestion(self):
        """Put the suggested wording in the correction draft and answer with it."""
        for observation in self:
            if observation.target_kind != "function" or not observation.suggested_text:
                raise UserError(
                    self.env._("Only the wording suggested for a function is taken by itself.")
                )
            draft = observation.case_id._correction_draft()
            if not draft:
                raise UserError(
                    self.env._("Start the correction first: there is no draft to write in.")
                )
            function = self.env["pgo.function"].search(
                [("version_id", "=", draft.id), ("uid", "=", observation.target_uid)], limit=1
            )
            if not function:
                raise UserError(
                    self.env._(
                        "The function is no longer in the draft: answer what was done instead."
                    )
                )
            function.write({"text": observation.suggested_text.strip()})
            observation.action_answer(self.env._("The suggested wording was adopted."))
        return True

    def action_clear(self):
        """Declare the observation settled, as evaluator."""
        return self._transition("cleared", vals={"verdict": False, "verdict_user_id": self.env.uid})

    def action_not_clear(self, reason):
        """Declare it not settled; it is issued again with the next observations."""
        return self._transition(
            "not_cleared", reason, vals={"verdict": reason, "verdict_user_id": self.env.uid}
        )

    def action_reopen(self, reason):
        """Take back the verdict, as evaluator, before it is issued."""
        return self._transition(
            "answered", reason, vals={"verdict": False, "verdict_user_id": False}
        )

    def action_retire(self, reason):
        """Retire the observation: its text stays, it asks for nothing any more."""
        return self._transition(
            "withdrawn", reason, vals={"verdict": reason, "verdict_user_id": self.env.uid}
        )

    def _check_may_answer(self):
        if self.case_id.state != "observed":
            raise UserError(
                self.env._(
                    "“%(case)s” is %(state)s: observations are answered while the ball is the entity's.",
                    case=self.case_id.display_name,
                    state=self.case_id._state_label(self.case_id.state).lower(),
                )
            )

    def _check_may_verify(self):
        self.case_id._check_is_evaluator()
        if self.case_id.state != "in_evaluation":
            raise UserError(
                self.env._("Observations are verified while the case is in evaluation.")
            )

    def _facts(self):
        """Return the observation as facts of an event, known by keys and not by database numbers."""
        return {
            "case": self.case_id.number,
            "number": self.number,
            "kind": self.kind_id.number,
            "severity": self.severity,
            "target_kind": self.target_kind,
            "target_uid": self.target_uid,
        }

    def _log_event(self, kind, facts):
        if kind == ISSUED:
            return
        # `_take_edge` checked the role for the act: these are its facts, whoever of both sides does it.
        observation = self.sudo()
        self.env["pgo.event"]._log(
            kind, self, {**facts, **observation._facts()}, observation.case_id.version_id.seal or ""
        )


class Case(models.Model):
    """The observations of the case."""

    _inherit = "pgo.case"

    observation_ids = fields.One2many("pgo.observation", "case_id", string="Observations")
    open_observation_count = fields.Integer(
        string="Open Observations",
        compute="_compute_open_observation_count",
        store=True,
        help="Issued and not yet settled.",
    )
    draft_observation_count = fields.Integer(
        string="Observations in Preparation",
        compute="_compute_draft_observation_count",
        groups="pgo_base.pgo_base_group_sgp",
    )

    def _count_observations(self, states):
        groups = self.env["pgo.observation"]._read_group(
            [("case_id", "in", self.ids), ("state", "in", states)], ["case_id"], ["__count"]
        )
        return {case.id: count for case, count in groups}

    @api.depends("observation_ids.state")
    def _compute_open_observation_count(self):
        counts = self._count_observations(PENDING)
        for case in self:
            case.open_observation_count = counts.get(case.id, 0)

    @api.depends("observation_ids.state")
    def _compute_draft_observation_count(self):
        counts = self._count_observations(["draft"])
        for case in self:
            case.draft_observation_count = counts.get(case.id, 0)

    def _check_may_write_observations(self):
        """The evaluator of the case observes, while it is in evaluation."""
        self.ensure_one()
        if not self._has_role(EVALUATOR):
            raise AccessError(self.env._("Only evaluators of SGP write observations."))
        self._check_is_evaluator()
        if self.state != "in_evaluation":
            raise UserError(
                self.env._(
                    "“%(case)s” is %(state)s: observations are written while it is in evaluation.",
                    case=self.display_name,
                    state=self._state_label(self.state).lower(),
                )
            )

    def _check_may_observe(self):
        """All are issued at once: there is something to issue and nothing was left without verdict."""
        self._check_is_evaluator()
        unverified = self.observation_ids.filtered(
            lambda observation: observation.state in ("answered", "open")
        )
        if unverified:
            raise UserError(
                self.env._(
                    "Say of each answered observation whether it is cleared before issuing new ones: %(names)s.",
                    names=", ".join(unverified.mapped("display_name")),
                )
            )
        if not self._to_issue():
            raise UserError(
                self.env._(
                    "There is no observation to issue: write one on a unit or a function first."
                )
            )

    def _check_nothing_pending(self):
        """No favourable opinion nor conformity while an observation is not settled (DESIGN 5)."""
        pending = self.observation_ids.filtered(
            lambda observation: observation.state in ("draft", *PENDING)
        )
        if pending:
            raise UserError(
                self.env._(
                    "%(count)s observations are not settled: clear them, retire them or issue them first (%(names)s).",
                    count=len(pending),
                    names=", ".join(pending.mapped("display_name")),
                )
            )

    def _to_issue(self):
        return self.observation_ids.filtered(
            lambda observation: observation.state in ("draft", "not_cleared")
        )

    def _observation_facts(self):
        """Return what is going to be issued, for the event of the act."""
        return [
            {**observation._facts(), "number": number} for observation, number in self._numbered()
        ]

    def _numbered(self):
        """Return (observation, number) of what is going to be issued; what was issued before keeps its number."""
        last = max(self.observation_ids.mapped("number"), default=0)
        pairs = []
        for observation in self._to_issue().sorted("id"):
            if not observation.number:
                last += 1
            pairs.append((observation, observation.number or last))
        return pairs

    def _issue_observations(self):
        """Issue what was prepared; runs inside the act that observes the case, with the platform's rights."""
        for observation, number in self._numbered():
            vals = (
                {}
                if observation.number
                else {"number": number, "date_issued": fields.Datetime.now()}
            )
            observation._platform_transition("open", vals=vals)
