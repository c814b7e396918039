from odoo import models
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import AccessError, UserError

from .case import OPEN_STATES
from .case_conditions import INFORMANTS

ADMISSIBILITY = ("sgp_admissibility",)
EVALUATOR = ("sgp_evaluator",)
COORDINATOR = ("sgp_coordinator",)
APPROVER = ("approver",)
#: States from which an opinion is concluded; the last two exist in the Poder Ejecutivo alone.
CONCLUDABLE = ("in_evaluation", "conformity", "ccv")
#: States in which the entity may prepare another round.
CORRECTABLE = ("returned_for_correction", "observed", "ccv")

TRANSITIONS = {
    ("received", "in_admissibility"): Edge(
        ADMISSIBILITY, "_check_no_interest", "case.in_admissibility"
    ),
    ("in_admissibility", "returned_for_correction"): Edge(
        ADMISSIBILITY, "_check_no_interest", "case.returned_for_correction", reason=True
    ),
    ("returned_for_correction", "in_admissibility"): Edge((), event="case.correction_received"),
    ("returned_for_correction", "not_admitted"): Edge(
        ADMISSIBILITY, "_check_term_over", "case.not_admitted", reason=True
    ),
    ("in_admissibility", "in_evaluation"): Edge(
        ADMISSIBILITY, "_check_no_interest", "case.admitted"
    ),
    ("in_evaluation", "suspended"): Edge(
        EVALUATOR, "_check_is_evaluator", "case.suspended", reason=True
    ),
    ("suspended", "in_evaluation"): Edge(
        (*EVALUATOR, *INFORMANTS), "_check_may_resume", "case.resumed", reason=True
    ),
    ("in_evaluation", "observed"): Edge(EVALUATOR, "_check_may_observe", "case.observed"),
    ("observed", "in_evaluation"): Edge((), event="case.round_received"),
    ("in_evaluation", "conformity"): Edge(COORDINATOR, "_check_conformity", "case.conformity"),
    ("conformity", "ccv"): Edge(COORDINATOR, "_check_executive", "case.ccv"),
    **{
        (state, "favourable"): Edge(COORDINATOR, "_check_favourable", "case.favourable")
        for state in CONCLUDABLE
    },
    **{
        (state, "not_favourable"): Edge(
            COORDINATOR, "_check_not_favourable", "case.not_favourable", reason=True
        )
        for state in CONCLUDABLE
    },
    **{
        (state, "withdrawn"): Edge(APPROVER, event="case.withdrawn", reason=True)
        for state in OPEN_STATES
    },
    **{
        (state, "closed"): Edge((), event="case.closed")
        for state in (*OPEN_STATES, "favourable", "not_favourable")
    },
}


class Case(models.Model):
    """The acts on a case and their conditions (DESIGN 5; Lineamientos 02-2020-SGP, literal I)."""

    _inherit = "pgo.case"
    _transitions = TRANSITIONS

    # Admissibility ------------------------------------------------------------------------------------------

    def action_start_admissibility(self):
        """Take the received case to check its dossier; its term runs since the receipt."""
        return self._transition("in_admissibility")

    def action_return_for_correction(self, reason):
        """Return the dossier to the entity, which has its term to correct it."""
        return self._transition("returned_for_correction", reason)

    def action_not_admit(self, reason):
        """Declare not admitted a case whose term of correction is over without a new sending."""
        return self._transition(
            "not_admitted", reason, vals={"result": "not_admitted", "date_closed": self._today()}
        )

    def action_admit(self, complexity=None):
        """Admit the case; the term of evaluation starts, by its complexity."""
        for case in self:
            chosen = complexity or case.complexity
            if chosen not in dict(self._fields["complexity"].selection):
                raise UserError(self.env._("The complexity is low, medium or high: choose one."))
            case._transition(
                "in_evaluation", vals={"complexity": chosen}, payload={"complexity": chosen}
            )
        return True

    # Assignment ---------------------------------------------------------------------------------------------

    def action_take(self):
        """Take an unassigned case from the board."""
        for case in self:
            case._lock_row()
            case.invalidate_recordset(["evaluator_id", "state"])
            if not case._has_role(EVALUATOR):
                raise AccessError(self.env._("Only evaluators of SGP take cases from the board."))
            if case.state != "in_evaluation":
                raise UserError(
                    self.env._(
                        "“%(case)s” is not in evaluation: it cannot be taken yet.",
                        case=case.display_name,
                    )
                )
            if case.evaluator_id:
                raise UserError(
                    self.env._(
                        "“%(case)s” already has an evaluator, %(evaluator)s. The coordinator reassigns it.",
                        case=case.display_name,
                        evaluator=case.evaluator_id.name,
                    )
                )
            case._check_no_interest()
            case._set_evaluator(self.env.user, "")
        return True

    def _assign(self, evaluator, reason=""):
        """Assign or reassign the cases to `evaluator`, as coordinator; a reassignment has a reason."""
        for case in self:
            case._lock_row()
            case.invalidate_recordset(["evaluator_id", "state"])
            if not case._has_role(COORDINATOR):
                raise AccessError(self.env._("Cases are assigned by the coordinator of SGP."))
            if case.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "“%(case)s” is concluded: there is nothing to assign.",
                        case=case.display_name,
                    )
                )
            if not evaluator._pgo_has_role(EVALUATOR):
                raise UserError(
                    self.env._(
                        "%(user)s is not designated as evaluator today.", user=evaluator.name
                    )
                )
            if case.evaluator_id and case.evaluator_id != evaluator and not (reason or "").strip():
                raise UserError(
                    self.env._("Write why the case changes hands: it is kept with the act.")
                )
            case._check_no_interest(evaluator)
            case._set_evaluator(evaluator, reason, coordinator=self.env.user)
        return True

    def _set_evaluator(self, evaluator, reason, coordinator=None):
        previous = self.evaluator_id
        vals = {"evaluator_id": evaluator.id}
        if coordinator:
            vals["coordinator_id"] = coordinator.id
        self._platform().write(vals)
        self._log_event(
            "case.assigned",
            {
                "evaluator": evaluator.login,
                "previous": previous.login or "",
                "reason": reason or "",
            },
        )
        self._tell(self.env._("Evaluator: %(name)s", name=evaluator.name), reason)

    def _set_complexity(self, complexity, reason):
        """Change the complexity of a case in evaluation, as coordinator: its term changes with it."""
        for case in self:
            if not case._has_role(COORDINATOR):
                raise AccessError(self.env._("The complexity changes by act of the coordinator."))
            if case.state not in ("in_evaluation", "suspended", "observed"):
                raise UserError(self.env._("The complexity is set while the case is evaluated."))
            if not (reason or "").strip():
                raise UserError(
                    self.env._("Write why the complexity changes: the term changes with it.")
                )
            facts = {"before": case.complexity, "after": complexity, "reason": reason}
            case._platform().write({"complexity": complexity})
            case._platform()._change_evaluation_term()
            case._log_event("case.complexity", facts)
            case._tell(self.env._("The complexity changes and the term with it."), reason)
        return True

    # Evaluation ---------------------------------------------------------------------------------------------

    def action_suspend(self, reason):
        """Ask the entity for information: the clock stops until it arrives."""
        return self._transition("suspended", reason)

    def action_resume(self, text):
        """Give the information asked for, as the entity, or record that it arrived, as the evaluator."""
        # The entity has no write access to cases; the edge checks the role of the person.
        return self._for_act(INFORMANTS)._transition("in_evaluation", text)

    def action_issue_observations(self):
        """Issue all observations of the round at once; the ball passes to the entity."""
        for case in self:
            case._transition("observed", payload={"observations": case._observation_facts()})
        return True

    def action_conformity(self):
        """Record SGP's conformity with the text, which goes on to the CCV (Poder Ejecutivo)."""
        return self._transition("conformity")

    def action_to_ccv(self):
        """Record that the text is before the Comisión de Coordinación Viceministerial."""
        return self._transition("ccv")

    def action_conclude_favourable(self):
        """Conclude with the favourable opinion that the evaluator drafted."""
        return self._conclude("favourable", "")

    def action_conclude_not_favourable(self, reason):
        """Conclude with the opinion that is not favourable that the evaluator drafted."""
        return self._conclude("not_favourable", reason)

    def _conclude(self, result, reason):
        vals = {"result": result, "coordinator_id": self.env.uid, "date_closed": self._today()}
        for case in self:
            opinion = case._submitted_opinion()
            payload = {"opinion": opinion._fingerprint()} if opinion else {}
            case._transition(result, reason, vals=vals, payload=payload)
        return True

    # Acts of the entity -------------------------------------------------------------------------------------

    def action_withdraw(self, reason):
        """Withdraw the request for opinion, as approver of the entity."""
        # The entity has no write access to cases; the edge checks the role of the person.
        return self._for_act(APPROVER)._transition(
            "withdrawn", reason, vals={"result": "withdrawn", "date_closed": self._today()}
        )

    def action_start_correction(self):
        """Start the next round, or open the draft that is already started."""
        self.ensure_one()
        if self.state not in CORRECTABLE:
            raise UserError(
                self.env._(
                    "“%(case)s” waits for no correction: it is %(state)s.",
                    case=self.display_name,
                    state=self._state_label(self.state).lower(),
                )
            )
        if not self._has_role(("formulator",)):
            raise AccessError(
                self.env._("The correction is started by the formulator of the entity.")
            )
        draft = self._correction_draft() or self.version_id._start_correction()
        return draft._open_form()

    def action_observe_document(self):
        """Open a new observation on the document as a whole."""
        return self._new_observation("document", "document")

    def _new_observation(self, kind, uid):
        """Return the action that opens a new observation on a part of the version under evaluation."""
        self._check_may_write_observations()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pgo.observation",
            "views": [(False, "form")],
            "name": self.env._("New Observation"),
            "context": {
                "default_case_id": self.id,
                "default_target_kind": kind,
                "default_target_uid": uid,
            },
        }

    def action_open_version(self):
        """Open the version under evaluation."""
        self.ensure_one()
        return self.version_id._open_form()

    def action_open_dossier(self):
        """Open the guided dossier of the version under evaluation."""
        self.ensure_one()
        return self.version_id.action_open_dossier()

    def action_open_files(self):
        """Open the version under evaluation where its documents are."""
        self.ensure_one()
        return self.version_id._open_form("dossier")

    def _for_act(self, roles):
        """Return the cases with the rights that an act of the entity needs, after checking its role."""
        self.check_access("read")
        # `check_access` above: the person reads these cases; `_has_role`: and acts for the entity of each of them.
        return self.sudo() if all(case._has_role(roles) for case in self) else self

    # Consequences -------------------------------------------------------------------------------------------

    def _after_transition(self, source, target, reason):
        super()._after_transition(source, target, reason)
        if reason:
            self._tell(self._state_label(target), reason)
        case = self._platform()
        case._move_clocks(source, target)
        if target == "observed":
            case._issue_observations()
        elif target == "in_evaluation" and source == "in_admissibility":
            case._prepare_checklist()
        elif target in ("favourable", "not_favourable"):
            case._submitted_opinion()._conclude()
        if target in ("not_favourable", "not_admitted", "withdrawn"):
            case._close_version(target)

    def _close_version(self, result):
        """Close the version with its case; where the opinion is optional it may still be elevated."""
        if self.version_id.state == "sent":
            self.version_id._platform_transition(
                "closed", payload={"case": self.number, "result": result}
            )

    def _version_left(self, version, target, reason):
        """Follow a version of the case that is withdrawn or elevated.

        Called by the transition of the version, which checked the role of the person. LOE 51.2: where the
        opinion is optional the version is elevated whatever the case says, and the case closes as it is.
        The entity may even elevate its correction without sending it: what was sent closes with the case.
        """
        case = self._platform()
        if version != case.version_id:
            if target != "elevated" or version._case_of_correction() != self:
                return
            case._close_version("without_opinion")
        if target == "withdrawn" and case.state in OPEN_STATES:
            case.action_withdraw(reason)
        elif (case.state, "closed") in self._transitions:
            result = case.result or ("withdrawn" if target == "withdrawn" else "without_opinion")
            case._platform_transition(
                "closed",
                vals={"result": result, "date_closed": case.date_closed or self._today()},
                payload={"result": result},
            )

    def _tell(self, text, reason=""):
        """Write in the case's story what happened; both sides read it."""
        # `_take_edge`, or the role asked for by `_assign`, `action_take` and `_set_complexity`, comes before: who
        # did it stays the author of the message.
        self.sudo().message_post(body=f"{text}: {reason}" if reason else text)
