from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.addons.pgo_base.models.values import plain
from odoo.exceptions import AccessError, UserError, ValidationError

from pgo_core import compare

from .finding import ANSWER_FIELDS
from .version_document import document_of, text_of
from .version_states import APPROVER, TRANSITIONS

#: States in which a text is before the body that approves it.
BEFORE_THE_BODY = ("elevated", "in_council")
#: States of a text that no body has had before it.
NEVER_BEFORE_THE_BODY = ("draft", "endorsing", "endorsed", "sent")

#: The life of a text as the body amended it. It is not endorsed nor sent again: the body that approves is
#: sovereign on the text (LOM 9.3, 9.8 and 40; LOGR 15.a), and the law is kept by its findings.
AMENDMENT_TRANSITIONS = {
    ("draft", "approved"): Edge(APPROVER, "_check_amended_approval", "version.approved_as_amended"),
    ("draft", "withdrawn"): Edge(APPROVER, event="version.amendment_abandoned", reason=True),
    **{
        (source, target): edge
        for (source, target), edge in TRANSITIONS.items()
        if source in ("approved", "in_force")
    },
}


class Version(models.Model):
    """The text as the approving body amended it (DESIGN 5, elevated or in council to approved).

    A copy of the text elevated carries the amendments while they are typed. Registering the approval seals
    it, lists what differs and takes the place of the text elevated, which stays in the history; abandoning
    it leaves that text before the body as it was.
    """

    _inherit = "pgo.version"

    amendment_of_id = fields.Many2one(
        "pgo.version",
        string="Text Elevated",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Text that was before the approving body and that this version amends.",
    )
    amendment_reference = fields.Char(
        string="Act of the Body",
        readonly=True,
        copy=False,
        help="Minutes, agreement or dictamen in which the body amended the text.",
    )
    amendment_reason = fields.Text(
        string="What Was Amended",
        readonly=True,
        copy=False,
        help="What the body amended of the text and why.",
    )
    amendment_ids = fields.One2many(
        "pgo.version", "amendment_of_id", string="Texts as Amended", readonly=True
    )
    amended_version_id = fields.Many2one(
        "pgo.version",
        string="Text as Amended",
        compute="_compute_amended_version",
        help="Version that carries what the approving body amended.",
    )
    amendment_change_ids = fields.One2many(
        "pgo.amendment.change", "version_id", string="Amendments", readonly=True
    )
    amendment_equal_count = fields.Integer(
        string="Parts Not Amended",
        readonly=True,
        copy=False,
        help="Parts proven equal to the text elevated by their SHA-256.",
    )
    amendment_proof = fields.Char(
        string="Proof of Equality",
        readonly=True,
        copy=False,
        help="SHA-256 over the digests of all equal parts: whoever has both texts can compute it again.",
    )

    _open_amendment_uniq = models.UniqueIndex(
        "(amendment_of_id) WHERE amendment_of_id IS NOT NULL AND state <> 'withdrawn'",
        "The amendments of this text are already being written: conclude or abandon them first.",
    )

    @property
    def _guarded(self):
        return {
            **super()._guarded,
            "amendment_of_id": False,
            "amendment_reference": False,
            "amendment_reason": False,
            "amendment_equal_count": 0,
            "amendment_proof": False,
        }

    @property
    def _transitions(self):
        return AMENDMENT_TRANSITIONS if self.amendment_of_id else super()._transitions

    @api.depends("state", "amendment_ids.state")
    def _compute_amended_version(self):
        for version in self:
            # Forms ask it of every draft, of which no body can have amended anything.
            known = version.state not in NEVER_BEFORE_THE_BODY
            version.amended_version_id = (
                known
                and version.amendment_ids.filtered(
                    lambda amendment: amendment.state != "withdrawn"
                )[:1]
            )

    def _is_editor(self):
        """What the body amended is typed by the formulator or by who registers what it decided."""
        return super()._is_editor() or (
            bool(self.amendment_of_id) and self.state == "draft" and self._has_role(APPROVER)
        )

    # Start and end --------------------------------------------------------------------------------------------

    def _start_amendment(self, reference, reason):
        """Return the working copy in which what the body amended is typed.

        `reference` names the act of the body and `reason` what it amended; both are kept with the version.
        Raises `AccessError` for who may not register the approval, `UserError` where the text may not be
        amended.
        """
        self.ensure_one()
        self._lock_row()
        self.invalidate_recordset(["state"])
        self._check_may_start_amendment()
        facts = {"reference": (reference or "").strip(), "reason": (reason or "").strip()}
        if not all(facts.values()):
            raise ValidationError(
                self.env._("Write the act in which the body amended the text, and what it amended.")
            )
        copy = self._copy_inside({"base_version_id": self.base_version_id.id})
        # Only the platform writes these; `_check_may_start_amendment` asked for the role and the state.
        opened(copy.sudo(), TRANSITION).write(
            {
                "amendment_of_id": self.id,
                "amendment_reference": facts["reference"],
                "amendment_reason": facts["reason"],
            }
        )
        # Its dossier is that of the text elevated: only the text is looked at from now on.
        copy._recheck()
        copy._carry_answers(self)
        self._log_event("version.amendment_started", {**facts, "amendment": copy.number})
        self.message_post(
            body=self.env._(
                "The body amended the text (%(reference)s): %(reason)s. It is written in “%(version)s”.",
                **facts,
                version=copy.name,
            )
        )
        return copy

    def _carry_answers(self, source, gate=None):
        """Keep the answers of `source` to each finding that says the same of the same text.

        With a `gate`, only of those that are attended before it.
        """
        # Findings are rows of the platform; `_check_may_start_amendment` or the start of the correction
        # (`_copy_inside`) checked the person, and both texts are of the same entity.
        rows = opened(self.env["pgo.finding"].sudo(), TRANSITION)
        given = {row.key: row for row in rows.search([("version_id", "=", source.id)])}
        mine = rows.search([("version_id", "=", self.id)])
        for row in mine.filtered(lambda row: gate in (None, row.gate)):
            old = given.get(row.key)
            if old and (old.message, old.target_digest) == (row.message, row.target_digest):
                row.write({name: plain(old, name) for name in ANSWER_FIELDS})

    def action_abandon_amendment(self, reason):
        """Leave the amendments without effect: the text elevated stays before the body as it was."""
        self.ensure_one()
        if not self.amendment_of_id:
            raise UserError(
                self.env._("“%s” is not a text amended by the approving body.", self.display_name)
            )
        self._transition("withdrawn", reason)
        return self.amendment_of_id._open_form()

    def _register_approval(self, vals):
        self.ensure_one()
        if not self.amendment_of_id:
            return super()._register_approval(vals)
        self._check_registers()
        elevated = self.amendment_of_id
        elevated._lock_row()
        self._recheck()
        approval = self.env["pgo.approval"]._record_act(self, vals)
        sealed = self._seal_vals()
        comparison = self._list_amendments(document_of(sealed["canonical"]))
        self._transition(
            "approved",
            vals={
                **sealed,
                "amendment_equal_count": len(comparison.equal),
                "amendment_proof": comparison.proof,
            },
            payload={
                "instrument": approval.display_name,
                "reference": self.amendment_reference,
                "changes": len(comparison.changes),
                "equal_parts": len(comparison.equal),
                "proof": comparison.proof,
            },
        )
        elevated._platform_transition(
            "replaced", payload={"by": self.seal, "instrument": approval.display_name}
        )
        return approval

    # Conditions -----------------------------------------------------------------------------------------------

    def _check_may_start_amendment(self):
        if not self._has_role(APPROVER):
            raise AccessError(
                self.env._("What the body amended is registered by the approver of the entity.")
            )
        if self.state not in BEFORE_THE_BODY:
            raise UserError(
                self.env._(
                    "“%(version)s” is in state “%(state)s”: the body amends a text that is before it.",
                    version=self.display_name,
                    state=self._state_label(self.state),
                )
            )
        self._check_opinion_allows_amendment()
        self._check_no_open_amendment()

    def _check_opinion_allows_amendment(self):
        """A mandatory opinion was given on the text elevated and covers no other (LOE 51.1)."""
        if self._is_opinion_mandatory():
            raise UserError(
                self.env._(
                    "SGP's prior opinion is mandatory here and was given on the text elevated: an amended text needs"
                    " a new opinion. Register that the text was returned and send its correction to SGP."
                )
            )

    def _check_no_open_amendment(self):
        # Only whether there is one is asked: the transition that calls this checked who acts on this version.
        if self.sudo().amendment_ids.filtered(lambda version: version.state == "draft"):
            raise UserError(
                self.env._(
                    "The amendments of the body are being written in another version: register its approval, or"
                    " abandon the amendments first."
                )
            )

    def _check_approval(self):
        super()._check_approval()
        self._check_no_open_amendment()

    def _check_amended_approval(self):
        """What a text needs to be approved as the body amended it.

        The body is sovereign, but under the law: what it amended is checked like any draft. A blocking finding
        is mended, or accepted with the reasons of OPP and OAJ where it does not rest on a law; a warning is
        answered (DESIGN 5, blocking findings; RULEBOOK 12), if only with the act of the body.
        """
        self._check_approval()
        elevated = self.amendment_of_id
        if elevated.state not in BEFORE_THE_BODY:
            raise UserError(
                self.env._("“%s” is no longer before the approving body.", elevated.display_name)
            )
        self._check_opinion_allows_amendment()
        # Names that catalogues resolve may have changed since the sealing: the body amended none of them.
        if text_of(self._read_document()) == text_of(elevated._sealed_document()):
            raise UserError(
                self.env._(
                    "There are no differences: abandon the amendments and register the approval of the text elevated."
                )
            )
        self._check_ready_to_endorse()

    # What was amended -----------------------------------------------------------------------------------------

    def _recheck(self, touched=None):
        super()._recheck(touched)
        for version in self:
            if version.amendment_of_id and version.state == "draft":
                version._list_amendments(version._read_document())

    def _earlier_text(self):
        # A text that the body amended is measured with the rules of the text that was elevated to it.
        return super()._earlier_text() or self.amendment_of_id

    def _list_amendments(self, document):
        """Write what differs between the text elevated and `document`; return the comparison."""
        self.ensure_one()
        before = self.amendment_of_id._sealed_document()
        comparison = compare.compare(before, document)
        # Rows of the platform: `_check_may_edit` of the elements, or `_check_registers`, let the person touch the text.
        rows = opened(self.env["pgo.amendment.change"].sudo(), TRANSITION)
        rows.search([("version_id", "=", self.id)]).unlink()
        rows.create(
            [
                {**vals, "version_id": self.id, "entity_id": self.entity_id.id}
                for _change, vals in rows._change_vals(comparison, before, document)
            ]
        )
        return comparison

    def _log_event(self, kind, facts):
        if self.amendment_of_id:
            # Each act on an amended text names the seal of the text that it amends.
            facts = {**facts, "amends": self.amendment_of_id.seal}
        return super()._log_event(kind, facts)
