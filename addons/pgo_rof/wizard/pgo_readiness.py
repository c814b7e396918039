from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.fields import Domain

STATES = [("done", "Done"), ("missing", "Missing"), ("later", "Later")]

#: States in which what is missing is the publication and what the law asks of it.
AFTER_APPROVAL = ("approved", "in_force")


class Readiness(models.TransientModel):
    """What is still missing before a version can be sent, on one page, each thing with the way to it."""

    _name = "pgo.readiness"
    _description = "What Is Missing"

    version_id = fields.Many2one("pgo.version", required=True, readonly=True)
    line_ids = fields.One2many("pgo.readiness.line", "readiness_id", readonly=True)
    missing_count = fields.Integer(readonly=True)

    @api.model
    def _open(self, version):
        """Return the action that shows the page of `version`, worked out now."""
        # What was just saved counts already.
        version.flush_recordset()
        if self.env.cr.precommit.data.get("pgo.recheck"):
            version._recheck_changed()
        lines = version._readiness_lines()
        page = self.create(
            {
                "version_id": version.id,
                "missing_count": sum(line["state"] == "missing" for line in lines),
                "line_ids": [(0, 0, line) for line in lines],
            }
        )
        return open_form(page, name=self.env._("What Is Missing"), target="new")


class ReadinessLine(models.TransientModel):
    _name = "pgo.readiness.line"
    _description = "Step before Sending"
    _order = "id"

    readiness_id = fields.Many2one("pgo.readiness", required=True, ondelete="cascade")
    state = fields.Selection(STATES, required=True, readonly=True)
    name = fields.Text(string="Step", readonly=True)
    detail = fields.Text(string="What to Do", readonly=True)
    place = fields.Char(readonly=True)

    def action_go(self):
        """Open where the step is taken."""
        self.ensure_one()
        return self.readiness_id.version_id._readiness_action(self.place)


class Version(models.Model):
    _inherit = "pgo.version"

    def action_readiness(self):
        """Show what is missing before this version can be sent."""
        self.ensure_one()
        return self.env["pgo.readiness"]._open(self)

    def _readiness_lines(self):
        """Return the steps as values of lines, in the order in which they are taken."""
        self.ensure_one()
        if self.state in AFTER_APPROVAL:
            return self._procedure_steps()
        return [
            self._units_step(),
            *self._finding_steps(),
            self._change_case_step(),
            *self._dossier_steps(),
            *self._fact_steps(),
            *self._endorsement_steps(),
        ]

    def _step(self, done, name, detail="", place="", later=False):
        state = "done" if done else "later" if later else "missing"
        return {"state": state, "name": name, "detail": "" if done else detail, "place": place}

    def _procedure_steps(self):
        """The steps from the approval to its effect, and what the rules say of what was registered."""
        return [
            self._step(self.approval_ids, self.env._("The approval is registered")),
            self._step(
                self.publication_ids,
                self.env._("The publication is registered"),
                self.env._("Without publication the norm has no effect (LOM 44): register it."),
                "version",
            ),
            *(
                self._step(False, finding.message(), finding.hint(), "version")
                for finding in self._procedure_findings()
            ),
        ]

    def _units_step(self):
        return self._step(
            self.unit_count,
            self.env._("The structure has units"),
            self.env._("Adopt a model or write the structure."),
            "units",
        )

    def _finding_steps(self):
        pending = self.finding_ids.filtered(
            lambda finding: finding.pending and finding.gate == "endorsement"
        )
        blocking = pending.filtered(lambda finding: finding.severity == "blocks")
        warnings = pending - blocking
        asked = blocking.filtered(lambda finding: finding.waiver_state == "asked")
        steps = [
            self._step(
                not blocking,
                self.env._("Nothing in the text prevents sending it"),
                self.env._(
                    "Findings: %s. Correct the text, or have them accepted or waived where the law allows it.",
                    len(blocking),
                ),
                "blocking",
            ),
            self._step(
                not warnings,
                self.env._("Every warning has an answer"),
                self.env._("Warnings: %s. Correct the text or answer why it stays.", len(warnings)),
                "warnings",
            ),
        ]
        if asked:
            steps.append(
                self._step(
                    False,
                    self.env._("SGP decided on the waivers asked for"),
                    self.env._("Waivers that wait for SGP: %s.", len(asked)),
                    "blocking",
                )
            )
        return steps

    def _change_case_step(self):
        return self._step(
            self.change_case_ids,
            self.env._("The cases (supuestos) of LOE 46.1 are marked"),
            self.env._("Mark in the version which cases the proposal falls under."),
            "version",
        )

    def _dossier_steps(self):
        missing = set(self._missing_dossier())
        return [
            self._step(
                name not in missing,
                self.env._("In the dossier: %s", name),
                self.env._("Add the document in the dossier of the version."),
                "documents",
            )
            for name in self._required_dossier().values()
        ]

    def _fact_steps(self):
        """What the rules find in the technical report and its annexes, each as a step of the guided dossier."""
        pending = self.finding_ids.filtered(
            lambda finding: (
                finding.pending
                and finding.gate == "sending"
                # A document that is missing has its own step.
                and not (finding.rule_code == "R58" and finding.variant.startswith("missing"))
            )
        )
        if not pending:
            return [
                self._step(True, self.env._("The technical report and its annexes are complete"))
            ]
        return [
            self._step(False, finding.message, finding.hint, finding._dossier_place())
            for finding in pending
        ]

    def _endorsement_steps(self):
        steps = []
        for role, field in (
            ("planning_chief", "planning_endorser_id"),
            ("legal_reviewer", "legal_endorser_id"),
        ):
            detail = self.env._("Send the draft for endorsement once the above is done.")
            if self.state != "draft":
                detail = self.env._("Waits for: %s.", self._people_with(role))
            steps.append(
                self._step(
                    self[field],
                    self.env._("Endorsed by: %s", self._role_label(role)),
                    detail,
                    "version",
                    later=self.state == "draft",
                )
            )
        return steps

    def _people_with(self, role):
        """Return the names of who holds a role in the entity today, or that nobody does."""
        memberships = self.env["pgo.membership"]
        held = memberships.search(
            memberships._current_domain()
            & Domain("entity_id", "=", self.entity_id.id)
            & Domain("role", "=", role)
        )
        return ", ".join(held.user_id.mapped("name")) or self.env._(
            "nobody is designated; the entity administrator designates someone"
        )

    def _readiness_action(self, place):
        """Return the action that opens the place of a step."""
        self.ensure_one()
        if place == "documents":
            return self._open_form("dossier")
        if place.startswith("dossier"):
            return self._open_dossier(place.partition(".")[2])
        if place == "units":
            action = self.env["ir.actions.actions"]._for_xml_id("pgo_rof.pgo_unit_action")
            return action | {"context": {"active_id": self.id, "default_version_id": self.id}}
        if place in ("blocking", "warnings"):
            action = self.env["ir.actions.actions"]._for_xml_id("pgo_rof.pgo_finding_action")
            severity = "blocks" if place == "blocking" else "warns"
            return action | {
                "context": {
                    "active_id": self.id,
                    "search_default_pending": 1,
                    "search_default_of_text": 1,
                    f"search_default_{severity}": 1,
                },
                "domain": [("version_id", "=", self.id)],
            }
        return self._open_form()
