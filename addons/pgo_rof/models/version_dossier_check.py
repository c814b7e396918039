from odoo import api, fields, models
from odoo.exceptions import UserError

from pgo_core import rules

from .version_rules import DOSSIER_RULES, gate_of

#: Page of the form of the dossier, by the field that a rule names; “documents” are those of the version.
FIELD_PAGES = {
    "budget": "budget",
    "change_cases": "cases",
    "documents": "documents",
    "equivalences": "equivalences",
    "report": "report",
    "staff": "staff",
    "units": "units",
}

#: Rules on the sustento of a unit, which is written in the dossier (LOE 9.3, 16.1; OV 001-2025, 3.32).
REASON_RULES = ("R84", "R88")

GATES = [("endorsement", "Before the Endorsement"), ("sending", "Before the Sending")]


class Finding(models.Model):
    """Before which act a finding is attended."""

    _inherit = "pgo.finding"

    gate = fields.Selection(
        GATES,
        string="Attended",
        readonly=True,
        default="endorsement",
        help="The text is attended before it is endorsed; the dossier, before it is sent.",
    )

    def _is_answerable(self):
        """What the dossier may settle is answered while the dossier is open; the rest, while the text is."""
        self.ensure_one()
        if self.rule_code in DOSSIER_RULES and self.version_id._is_preparing():
            return True
        return super()._is_answerable()

    def action_go(self):
        if self.gate == "sending" and self.version_id.entity_id and not self._is_of_text():
            return self.version_id._readiness_action(self._dossier_place())
        return super().action_go()

    def _is_of_text(self):
        """Whether a finding is corrected in a unit: what the unit lacks in the dossier is not."""
        self.ensure_one()
        of_dossier = self.rule_code in REASON_RULES or self.target_field == "staff"
        return bool(self.unit_id) and not of_dossier

    def _dossier_place(self):
        """Return where a finding of the dossier is attended: “documents”, or “dossier.” and a page of its form."""
        self.ensure_one()
        page = "units" if self.rule_code in REASON_RULES else FIELD_PAGES.get(self.target_field)
        return "documents" if page == "documents" else f"dossier.{page or 'progress'}"


class Version(models.Model):
    """The rules of the dossier, run as it is prepared and asked for when the version is sent."""

    _inherit = "pgo.version"

    dossier_pending_count = fields.Integer(
        compute="_compute_pending_count", string="Dossier Findings to Attend"
    )

    @api.depends("finding_ids.pending", "finding_ids.gate")
    def _compute_pending_count(self):
        groups = self.env["pgo.finding"]._read_group(
            [("version_id", "in", self.ids), ("pending", "=", True)],
            ["version_id", "gate"],
            ["__count"],
        )
        counts = {(version, gate): count for version, gate, count in groups}
        for version in self:
            version.pending_count = counts.get((version, "endorsement"), 0)
            version.dossier_pending_count = counts.get((version, "sending"), 0)

    def _recheck(self, touched=None):
        super()._recheck(touched)
        for version in self:
            # The text is closed; what the dossier says of it is still written.
            if version.state != "draft" and version._is_preparing():
                version._recheck_dossier()

    def _recheck_dossier(self):
        """Run the rules of the dossier again on a text that is being endorsed, or is."""
        document = self._document()
        context = self._rule_context(document)
        # The platform keeps what it found of the text, whoever edits the dossier.
        kept = self.sudo().finding_ids.filtered(lambda row: row.rule_code not in DOSSIER_RULES)
        found = kept._as_found() + rules.check(document, context, DOSSIER_RULES)
        self._store_findings(self._told_now(found), document, self._check_key(context))

    def _told_now(self, found):
        """Return the findings that can be attended in this state.

        A visto bueno is given by endorsing: until then its lack is a step and no fault. The dossier of a text that
        the body amended is that of the text elevated.
        """
        if self.amendment_of_id:
            return [one for one in found if gate_of(one.rule_id) != "sending"]
        if self.state in ("draft", "endorsing"):
            return [one for one in found if (one.rule_id, one.variant) != ("R58", "not_endorsed")]
        return found

    def _check_dossier_ready(self):
        """Refuse to send while a finding of the dossier is pending (RULEBOOK 12; LOE 46, 47, 50)."""
        if self.env.cr.precommit.data.get("pgo.recheck"):
            self._recheck_changed()
        pending = self.finding_ids.filtered(
            lambda finding: finding.pending and finding.rule_code in DOSSIER_RULES
        )
        if pending:
            raise UserError(
                self.env._(
                    "The dossier is not ready. Blocking findings: %(blocking)s. Warnings without answer: %(warnings)s. "
                    "The formulator or the planning chief completes what is asked, or answers, in “Dossier”; “What Is"
                    " Missing” lists it.",
                    blocking=len(pending.filtered(lambda finding: finding.severity == "blocks")),
                    warnings=len(pending.filtered(lambda finding: finding.severity == "warns")),
                )
            )

    def _open_dossier_findings(self):
        """Return the action that lists what the rules find in the dossier."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("pgo_rof.pgo_finding_action")
        return action | {
            "context": {
                "active_id": self.id,
                "search_default_pending": 1,
                "search_default_of_dossier": 1,
            },
            "domain": [("version_id", "=", self.id)],
        }
