from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.jobs import alone
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import AccessError, UserError

from pgo_core import seal as core_seal

APPROVER = ("approver",)
ENDORSERS = ("planning_chief", "legal_reviewer")
WITHDRAWABLE = ("draft", "endorsing", "endorsed", "sent", "elevated", "in_council")

TRANSITIONS = {
    ("draft", "endorsing"): Edge(("formulator",), "_check_ready_to_endorse", "version.endorsing"),
    ("endorsing", "draft"): Edge(ENDORSERS, event="version.returned_by_endorser", reason=True),
    ("endorsing", "endorsed"): Edge((), event="version.endorsed"),
    ("endorsed", "sent"): Edge(APPROVER, "_check_ready_to_send", "version.sent"),
    ("endorsed", "elevated"): Edge(APPROVER, "_check_may_elevate", "version.elevated"),
    ("sent", "elevated"): Edge(APPROVER, "_check_may_elevate", "version.elevated"),
    ("elevated", "in_council"): Edge(APPROVER, event="version.in_council"),
    ("elevated", "returned"): Edge(
        APPROVER, "_check_no_open_amendment", "version.returned", reason=True
    ),
    ("in_council", "returned"): Edge(
        APPROVER, "_check_no_open_amendment", "version.returned", reason=True
    ),
    ("elevated", "approved"): Edge(APPROVER, "_check_approval", "version.approved"),
    ("in_council", "approved"): Edge(APPROVER, "_check_approval", "version.approved"),
    ("approved", "in_force"): Edge((), "_check_publication", "version.in_force"),
    ("in_force", "superseded"): Edge((), event="version.superseded"),
    ("in_force", "derogated"): Edge(APPROVER, event="version.derogated", reason=True),
    ("sent", "replaced"): Edge((), event="version.replaced"),
    ("elevated", "replaced"): Edge((), event="version.replaced_as_amended"),
    ("in_council", "replaced"): Edge((), event="version.replaced_as_amended"),
    ("sent", "closed"): Edge((), event="version.closed"),
    **{
        (state, "withdrawn"): Edge(
            APPROVER, "_check_no_open_amendment", "version.withdrawn", reason=True
        )
        for state in WITHDRAWABLE
    },
}

MODEL_TRANSITIONS = {
    ("draft", "in_force"): Edge(("sgp_admin",), "_check_ready_to_endorse", "model.in_force"),
    ("in_force", "superseded"): Edge(("sgp_admin",), event="model.superseded", reason=True),
    ("draft", "withdrawn"): Edge(("sgp_admin",), event="model.withdrawn", reason=True),
}


class Version(models.Model):
    """The life of a version (DESIGN 5): endorsement, sending, approval, publication."""

    _inherit = "pgo.version"

    approval_ids = fields.One2many("pgo.approval", "version_id", string="Approval")
    publication_ids = fields.One2many("pgo.publication", "version_id", string="Publication")
    can_edit = fields.Boolean(compute="_compute_can")
    can_endorse_planning = fields.Boolean(compute="_compute_can")
    can_endorse_legal = fields.Boolean(compute="_compute_can")
    can_approve = fields.Boolean(compute="_compute_can")
    goes_to_council = fields.Boolean(compute="_compute_goes_to_council")

    @property
    def _transitions(self):
        return MODEL_TRANSITIONS if self.kind == "model" else TRANSITIONS

    @api.depends_context("uid")
    @api.depends("state", "entity_id", "planning_endorser_id", "legal_endorser_id")
    def _compute_can(self):
        """Tell views which buttons to show; what decides is the transition itself."""
        for version in self:
            version.can_edit = version.state == "draft" and version._is_editor()
            endorsing = version.state == "endorsing"
            version.can_endorse_planning = (
                endorsing
                and not version.planning_endorser_id
                and version._has_role(("planning_chief",))
            )
            version.can_endorse_legal = (
                endorsing
                and not version.legal_endorser_id
                and version._has_role(("legal_reviewer",))
            )
            version.can_approve = bool(version.entity_id) and version._has_role(APPROVER)

    @api.depends("entity_type_id.approving_body")
    def _compute_goes_to_council(self):
        for version in self:
            version.goes_to_council = version.entity_type_id.approving_body in (
                "municipal_council",
                "regional_council",
            )

    # Endorsement -------------------------------------------------------------------------------------------

    def action_request_endorsement(self):
        """Send the draft to the planning chief and the legal reviewer."""
        for version in self:
            version._recheck()
            version._transition(
                "endorsing", vals={"endorsing_seal": core_seal.seal(version._read_document())}
            )
        return True

    def action_endorse_planning(self):
        """Endorse as planning chief (OPP may be author and endorse: LOE 46.3 and 50.2)."""
        return self._endorse("planning_chief", "planning_endorser_id", "date_planning_endorsed")

    def action_endorse_legal(self):
        """Endorse as legal reviewer, who is another person and edited nothing in this version."""
        return self._endorse("legal_reviewer", "legal_endorser_id", "date_legal_endorsed")

    def _endorse(self, role, person_field, date_field):
        for version in self:
            version._lock_row()
            version.invalidate_recordset(["state", person_field])
            if version.state != "endorsing":
                raise UserError(
                    self.env._("“%s” is not waiting for endorsement.", version.display_name)
                )
            if not version._has_role((role,)):
                raise AccessError(
                    self.env._(
                        "Only the %(role)s of the entity gives this endorsement.",
                        role=self._role_label(role),
                    )
                )
            if version[person_field]:
                raise UserError(self.env._("This endorsement was already given."))
            if role == "legal_reviewer":
                version._check_legal_independence()
            opened(version, TRANSITION).write(
                {person_field: self.env.uid, date_field: fields.Datetime.now()}
            )
            version._endorse_drafts(role)
            version._log_event(f"version.endorsed_by_{role}", {"text": version.endorsing_seal})
            version.message_post(body=self.env._("Endorsed: %(role)s", role=self._role_label(role)))
            if version.planning_endorser_id and version.legal_endorser_id:
                version._seal_endorsed()
        return True

    def _check_legal_independence(self):
        """The legal reviewer did not edit the version nor endorse it for planning (DESIGN 5; LOE 50.2)."""
        if self.env.uid in self._author_ids():
            raise UserError(
                self.env._(
                    "You edited this version, so you cannot endorse it as legal reviewer: another person must."
                )
            )
        if self.planning_endorser_id == self.env.user:
            raise UserError(
                self.env._(
                    "You endorsed it for planning: the legal endorsement is of another person."
                )
            )

    def _author_ids(self):
        """Return the ids of the users who edited the version: anyone in its log of changes, and its creator."""
        # Only ids of people are read, to decide on this person's own endorsement.
        groups = (
            self.env["pgo.change"].sudo()._read_group([("version_id", "in", self.ids)], ["user_id"])
        )
        return {user.id for (user,) in groups} | set(self.mapped("create_uid").ids)

    def _seal_endorsed(self):
        vals = self._seal_vals()
        if vals["seal"] != self.endorsing_seal:
            raise UserError(
                self.env._(
                    "The text changed after it was sent for endorsement. Return it to draft and endorse it again."
                )
            )
        self._platform_transition("endorsed", vals=vals)

    def action_return_to_draft(self, reason):
        """Return the version to its formulator with a reason; endorsements already given fall."""
        cleared = dict.fromkeys(
            (
                "planning_endorser_id",
                "date_planning_endorsed",
                "legal_endorser_id",
                "date_legal_endorsed",
                "endorsing_seal",
            ),
            False,
        )
        self._transition("draft", reason, vals=cleared)
        for version in self:
            version._clear_draft_endorsements()
        return True

    # Sending, elevation, approval -----------------------------------------------------------------------------

    def action_send(self):
        """Send the endorsed version to SGP: it gets a receipt number and its case."""
        for version in self:
            vals = {"date_sent": fields.Datetime.now(), "receipt": self._next_receipt()}
            facts = False
            if version.state == "endorsed":  # whatever else is refused by the transition
                vals["rule_set"] = version._check_as_of_sending()
                facts = version._facts_to_keep()
            version._transition("sent", vals=vals)
            version._keep_facts(facts)
        return True

    def action_elevate(self):
        """Elevate the version to whoever approves it (LOE 51.2: where SGP's opinion is optional, at any time)."""
        return self._transition("elevated")

    def action_to_council(self):
        """Record that the Concejo or Consejo has the draft on its agenda."""
        return self._transition("in_council")

    def action_return(self, reason):
        """Register that the approving body returned it; a new draft starts as a copy."""
        self.ensure_one()
        self._transition("returned", reason)
        return self._start_correction()._open_form()

    def action_withdraw(self, reason):
        """Withdraw the version: it stays in the history."""
        return self._transition("withdrawn", reason)

    def action_put_model_in_force(self):
        """Publish a model so that entities can adopt it."""
        self._recheck()
        for version in self:
            version._transition("in_force", vals=version._seal_vals())
        return True

    def action_supersede_model(self, reason):
        """Retire a model; versions that adopted it keep it."""
        return self._transition("superseded", reason)

    def action_derogate(self, reason):
        """Register that an instrument derogates the version."""
        return self._transition("derogated", reason)

    def _next_receipt(self):
        # Numbering needs the lock of the sequence's row. The date is given here: one in a client's context would
        # choose the year of the receipt.
        sequence = (
            self.env["ir.sequence"].sudo().with_context(ir_sequence_date=self._today_in_lima())
        )
        return sequence.next_by_code("pgo.receipt")

    @api.model
    def _today_in_lima(self):
        return fields.Date.context_today(self.with_context(tz="America/Lima"))

    # Conditions -------------------------------------------------------------------------------------------

    def _check_ready_to_endorse(self):
        """No blocking finding without acceptance, no warning without answer (RULEBOOK 12)."""
        if not self.unit_ids:
            raise UserError(
                self.env._(
                    "The version has no units yet: adopt a model or write its structure first."
                )
            )
        pending = self.finding_ids.filtered(
            lambda finding: finding.pending and finding.gate == "endorsement"
        )
        if pending:
            raise UserError(
                self.env._(
                    "The text is not ready. Blocking findings: %(blocking)s. Warnings without answer: %(warnings)s. "
                    "Open “To Attend”, correct the text or answer them, and try again.",
                    blocking=len(pending.filtered(lambda finding: finding.severity == "blocks")),
                    warnings=len(pending.filtered(lambda finding: finding.severity == "warns")),
                )
            )

    def _check_ready_to_send(self):
        missing = self._missing_dossier()
        if missing:
            raise UserError(
                self.env._(
                    "The dossier is incomplete. Add: %(documents)s.", documents=", ".join(missing)
                )
            )
        self._check_dossier_ready()

    def _check_may_elevate(self):
        """Where SGP's opinion is mandatory the version is elevated only when it is favourable (LOE 51.1)."""
        if self._is_opinion_mandatory() and not self._has_favourable_opinion():
            raise UserError(
                self.env._(
                    "SGP's prior opinion is mandatory here: elevate the version when it is favourable."
                )
            )

    def _is_opinion_mandatory(self):
        """Return whether SGP's prior opinion is a condition for this version (LOE 51)."""
        self.ensure_one()
        return self.entity_type_id.sgp_opinion == "mandatory"

    def _has_favourable_opinion(self):
        return False

    def _check_approval(self):
        if not self.approval_ids:
            raise UserError(
                self.env._("Register the instrument that approves it: type, number and date.")
            )

    def _check_publication(self):
        """Without publication there is no effect (LOM 44); in force from the effective date."""
        publication = self.publication_ids[:1]
        if not publication:
            raise UserError(
                self.env._(
                    "Register the publication first: without it the norm has no effect (LOM 44)."
                )
            )
        if publication.effective_date > fields.Date.context_today(
            self.with_context(tz="America/Lima")
        ):
            raise UserError(
                self.env._(
                    "It enters into force on %(date)s.",
                    date=fields.Date.to_string(publication.effective_date),
                )
            )

    # Consequences -------------------------------------------------------------------------------------------

    def _after_transition(self, source, target, reason):
        super()._after_transition(source, target, reason)
        body = self.env._(
            "%(before)s → %(after)s",
            before=self._state_label(source),
            after=self._state_label(target),
        )
        if reason:
            body += f": {reason}"
        if self.env.user.active:
            # Whoever acts on a version follows what comes after.
            self.message_subscribe(partner_ids=self.env.user.partner_id.ids)
        self.message_post(body=body)
        if target == "in_force" and self.entity_id:
            self._supersede_previous()

    def _supersede_previous(self):
        # The person may have no part in the earlier version; that this one is in force was checked above.
        earlier = self.sudo().search(
            [
                ("entity_id", "=", self.entity_id.id),
                ("kind", "=", self.kind),
                ("state", "=", "in_force"),
                ("id", "!=", self.id),
            ]
        )
        earlier._platform_transition("superseded", payload={"by": self.seal})

    def _log_event(self, kind, facts):
        # The seal of the text travels with each act on it.
        self.env["pgo.event"]._log(
            kind, self, {**facts, "entity": self.entity_id.code or ""}, self.seal or ""
        )

    @api.model
    def _cron_enter_into_force(self):
        """Put in force the approved versions whose effective date has come."""
        today = self._today_in_lima()
        due = self.search(
            [("state", "=", "approved"), ("publication_ids.effective_date", "<=", today)], limit=500
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for version in due:
            with alone(version):
                version._platform_transition("in_force")
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _open_form(self, page=""):
        """Return the action that opens the version, on the page of its notebook with that name."""
        return open_form(self, context={"pgo_page": page} if page else {})

    def _register_approval(self, vals):
        """Record the approving instrument and pass to approved. `vals` are those of `pgo.approval`."""
        self.ensure_one()
        self._check_registers()
        approval = self.env["pgo.approval"]._record_act(self, vals)
        self._transition("approved", payload={"instrument": approval.display_name})
        return approval

    def _check_registers(self):
        """Refuse who does not register what the approving body decided and how it was published."""
        if not self._has_role(APPROVER):
            raise AccessError(
                self.env._(
                    "The approval and the publication are registered by the approver of the entity."
                )
            )

    def _register_publication(self, vals):
        """Record the publication and, if its effective date has come, put the version in force."""
        self.ensure_one()
        if self.state != "approved":
            raise UserError(self.env._("Only an approved version is published."))
        self._check_registers()
        publication = self.env["pgo.publication"]._record_act(self, vals)
        self._log_event(
            "version.published", {"medium": publication.medium, "date": str(publication.date)}
        )
        today = self._today_in_lima()
        if publication.effective_date <= today:
            self._platform_transition("in_force")
        return publication
