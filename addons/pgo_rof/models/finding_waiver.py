from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.exceptions import AccessError, UserError

WAIVER_STATES = [("asked", "Asked For"), ("granted", "Granted"), ("denied", "Denied")]


class Finding(models.Model):
    """The waiver (dispensa): in the Poder Ejecutivo SGP sets aside a finding that rests on the LOE (DCF 2).

    The entity asks with reasons, which opens that draft to SGP; SGP's coordinator grants or denies with reasons.
    It covers one finding on one text: another wording takes it away, as it does every answer.
    """

    _inherit = "pgo.finding"

    is_executive = fields.Boolean(
        related="entity_id.type_id.is_executive", string="Poder Ejecutivo"
    )
    waiver_state = fields.Selection(
        WAIVER_STATES, string="Waiver", readonly=True, index="btree_not_null"
    )
    waiver_request = fields.Text(string="Why a Waiver Is Asked For", readonly=True)
    waiver_requester_id = fields.Many2one(
        "res.users", string="Asked By", readonly=True, ondelete="restrict"
    )
    waiver_reason = fields.Text(string="Reason of SGP", readonly=True)
    waiver_user_id = fields.Many2one(
        "res.users", string="Decided By", readonly=True, ondelete="restrict"
    )

    is_set_aside = fields.Boolean(
        string="Set Aside",
        compute="_compute_is_set_aside",
        store=True,
        help="It blocked, and it was accepted by the entity or waived by SGP with reasons.",
    )

    @api.depends("severity", "planning_reason", "legal_reason", "waiver_state", "basis")
    def _compute_is_set_aside(self):
        for finding in self:
            accepted = finding.planning_reason and finding.legal_reason
            finding.is_set_aside = (
                finding.severity == "blocks"
                and finding.basis != "law"
                and bool(accepted or finding.waiver_state == "granted")
            )

    @api.depends("waiver_state")
    def _compute_pending(self):
        super()._compute_pending()
        for finding in self:
            if finding.waiver_state == "granted" and finding.basis != "law":
                finding.pending = False

    def action_ask_waiver(self, text):
        """Ask SGP to set a blocking finding aside; SGP then reads this draft."""
        for finding in self:
            finding._check_answerable(text)
            if finding.severity != "blocks":
                raise UserError(self.env._("A waiver is asked for what blocks; answer the rest."))
            if finding.basis == "law":
                raise UserError(
                    self.env._(
                        "This finding rests on a law (%s): nobody may set it aside. Correct the text.",
                        finding.citation,
                    )
                )
            if not finding.is_executive:
                raise UserError(
                    self.env._(
                        "Outside the Poder Ejecutivo SGP waives nothing: the planning chief and the legal "
                        "reviewer accept the finding with their reasons."
                    )
                )
            if not finding.version_id._has_role(("formulator", "planning_chief")):
                raise AccessError(
                    self.env._("A waiver is asked for by the formulator or the planning chief.")
                )
            if finding.waiver_state in ("asked", "granted"):
                raise UserError(self.env._("A waiver of this finding was already asked for."))
            finding._write_waiver(
                "finding.waiver_asked",
                text,
                waiver_state="asked",
                waiver_request=text.strip(),
                waiver_requester_id=self.env.uid,
                waiver_reason=False,
                waiver_user_id=False,
            )
        return True

    def action_grant_waiver(self, text):
        """Set the finding aside for this text, with SGP's reasons."""
        return self._decide_waiver("granted", text)

    def action_deny_waiver(self, text):
        """Refuse the waiver, with SGP's reasons: the text is corrected."""
        return self._decide_waiver("denied", text)

    def _decide_waiver(self, decision, text):
        for finding in self:
            if not self.env.user._pgo_has_role(("sgp_coordinator",)):
                raise AccessError(self.env._("Waivers are decided by SGP's coordinator."))
            finding._check_answerable(text)
            if finding.waiver_state != "asked":
                raise UserError(self.env._("Nobody is waiting for a waiver of this finding."))
            finding._write_waiver(
                f"finding.waiver_{decision}",
                text,
                waiver_state=decision,
                waiver_reason=text.strip(),
                waiver_user_id=self.env.uid,
            )
        return True

    def _write_waiver(self, kind, text, **vals):
        # `action_ask_waiver` or `_decide_waiver` asked for role and state; nobody writes findings directly.
        opened(self.sudo(), TRANSITION).write(vals)
        version = self.version_id
        # SGP reads a draft only while it has something to decide in it.
        asked = version.sudo().finding_ids.filtered(lambda row: row.waiver_state == "asked")
        opened(version.sudo(), TRANSITION).write({"waiver_asked": bool(asked)})
        self._log(kind, text)
        version.sudo().message_post(
            body=self.env._(
                "Waiver %(decision)s: %(finding)s. Reason: %(reason)s",
                decision=self._waiver_label().lower(),
                finding=self.message,
                reason=text.strip(),
            ),
            subtype_xmlid="mail.mt_comment" if self.waiver_state != "asked" else "mail.mt_note",
        )

    def _waiver_label(self):
        labels = dict(self._fields["waiver_state"]._description_selection(self.env))
        return labels[self.waiver_state]


class Version(models.Model):
    _inherit = "pgo.version"

    waiver_asked = fields.Boolean(
        readonly=True,
        copy=False,
        help="Its entity waits for SGP to decide on a waiver, so SGP reads this draft.",
    )
