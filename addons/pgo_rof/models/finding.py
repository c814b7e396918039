from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import AccessError, UserError

from pgo_core import rules

from .rule import BASES, CHAPTERS, SEVERITIES

#: What the entity gives to a finding; it falls when the text that it was given for changes.
ANSWER_FIELDS = (
    "answer",
    "answerer_id",
    "planning_reason",
    "planning_user_id",
    "legal_reason",
    "legal_user_id",
    "waiver_state",
    "waiver_request",
    "waiver_requester_id",
    "waiver_reason",
    "waiver_user_id",
)


class Finding(models.Model):
    """What a rule found in a draft, and what the entity answered.

    Rows are written by the check alone; people only answer them. A warning is answered by the formulator; a
    blocking finding is accepted with the reasons of both OPP and OAJ, unless it rests on a law, which nobody
    sets aside (DESIGN 5).
    """

    _name = "pgo.finding"
    _inherit = ["pgo.quick.read.mixin", "pgo.platform.row"]
    _description = "Finding"
    _order = "severity_rank, rule_number, id"
    _rec_name = "message"

    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
    entity_id = fields.Many2one("pgo.entity", readonly=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(
        "pgo.unit", readonly=True, index="btree_not_null", ondelete="set null"
    )
    key = fields.Char(required=True, readonly=True)
    rule_code = fields.Char(string="Rule", required=True, readonly=True, index=True)
    rule_number = fields.Integer(readonly=True)
    chapter = fields.Selection(CHAPTERS, readonly=True)
    basis = fields.Selection(BASES, readonly=True)
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    severity_rank = fields.Integer(readonly=True)
    target_uid = fields.Char(string="Element", readonly=True)
    target_kind = fields.Char(string="Element Type", readonly=True)
    target_digest = fields.Char(readonly=True)
    target_field = fields.Char(readonly=True)
    variant = fields.Char(readonly=True)
    subject = fields.Char(readonly=True)
    params = fields.Json(readonly=True)
    span = fields.Json(readonly=True, help="First and last character of the text it speaks of.")
    message = fields.Text(required=True, readonly=True, translate=False)
    hint = fields.Text(string="How to Correct It", readonly=True, translate=False)
    citation = fields.Char(string="Legal Basis", readonly=True, translate=False)
    answer = fields.Text(readonly=True, help="Why the text stays as it is.")
    answerer_id = fields.Many2one(
        "res.users", string="Answered By", readonly=True, ondelete="restrict"
    )
    planning_reason = fields.Text(string="Reason of Planning (OPP)", readonly=True)
    planning_user_id = fields.Many2one(
        "res.users", string="Accepted by Planning", readonly=True, ondelete="restrict"
    )
    legal_reason = fields.Text(string="Reason of Legal (OAJ)", readonly=True)
    legal_user_id = fields.Many2one(
        "res.users", string="Accepted by Legal", readonly=True, ondelete="restrict"
    )
    pending = fields.Boolean(compute="_compute_pending", store=True, index=True)

    _key_uniq = models.UniqueIndex("(version_id, key)", "That finding is already registered.")

    @api.depends("severity", "answer", "planning_reason", "legal_reason", "basis")
    def _compute_pending(self):
        for finding in self:
            if finding.severity == "warns":
                finding.pending = not finding.answer
            elif finding.severity == "blocks":
                finding.pending = finding.basis == "law" or not (
                    finding.planning_reason and finding.legal_reason
                )
            else:
                finding.pending = False

    def action_answer(self, text):
        """Answer a warning: why the text stays as it is."""
        for finding in self:
            finding._check_answerable(text)
            if finding.severity != "warns":
                raise UserError(
                    self.env._(
                        "Only warnings are answered here. A blocking finding is corrected or accepted."
                    )
                )
            if not finding.version_id._is_editor():
                raise AccessError(
                    self.env._("Warnings are answered by the formulator of the entity.")
                )
            vals = {"answer": text.strip(), "answerer_id": self.env.uid}
            finding._attend("finding.answered", vals, text)
        return True

    def action_accept(self, text):
        """Accept a blocking finding with the reason of OPP or of OAJ, by who the person is in the entity."""
        for finding in self:
            finding._check_answerable(text)
            if finding.severity != "blocks":
                raise UserError(self.env._("Only blocking findings are accepted."))
            if finding.basis == "law":
                raise UserError(
                    self.env._(
                        "This finding rests on a law (%s): nobody may set it aside. Correct the text.",
                        finding.citation,
                    )
                )
            if finding.entity_id.type_id.is_executive:
                raise UserError(
                    self.env._(
                        "In the Poder Ejecutivo only SGP sets a finding aside (LOE, DCF 2): ask for a waiver."
                    )
                )
            if finding.version_id._has_role(("planning_chief",)):
                vals = {"planning_reason": text.strip(), "planning_user_id": self.env.uid}
            elif finding.version_id._has_role(("legal_reviewer",)):
                vals = {"legal_reason": text.strip(), "legal_user_id": self.env.uid}
            else:
                raise AccessError(
                    self.env._(
                        "A blocking finding is accepted by the planning chief and the legal reviewer."
                    )
                )
            finding._attend("finding.accepted", vals, text)
        return True

    def _attend(self, kind, vals, text):
        """Write who attended the finding and why, and the act."""
        # Nobody writes findings directly: `_check_answerable` and the role asked for by `action_answer` and
        # `action_accept` let this person do it.
        opened(self.sudo(), TRANSITION).write(vals)
        self._log(kind, text)

    def _check_answerable(self, text):
        if not (text or "").strip():
            raise UserError(self.env._("Write the reason: it is shown with the finding."))
        if not self._is_answerable():
            raise UserError(self.env._("Findings are answered while the version is a draft."))

    def _is_answerable(self):
        self.ensure_one()
        return self.version_id.state == "draft"

    def _log(self, kind, text):
        self.env["pgo.event"]._log(
            kind, self.version_id, {"finding": self.key, "reason": text.strip()}
        )

    def _as_found(self):
        """Return what the library found, as it was when it was stored."""
        return [
            rules.Finding(
                rule_id=finding.rule_code,
                severity=finding.severity,
                target_uid=finding.target_uid or "",
                target_kind=finding.target_kind,
                field=finding.target_field or "",
                variant=finding.variant or "",
                subject=finding.subject or "",
                params=finding.params or {},
                span=tuple(finding.span) if finding.span else None,
            )
            for finding in self
        ]

    def action_go(self):
        """Open the place that the finding speaks of."""
        self.ensure_one()
        if self.unit_id:
            return self.unit_id.action_open()
        article = self.env["pgo.article"].search(
            [("version_id", "=", self.version_id.id), ("uid", "=", self.target_uid)], limit=1
        )
        return open_form(article or self.version_id)
