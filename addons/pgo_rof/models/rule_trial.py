from dataclasses import asdict

from odoo import api, fields, models
from odoo.addons.pgo_base.models.background_mixin import STATES
from odoo.addons.pgo_base.models.sentinel import TRANSITION, opened
from odoo.addons.pgo_base.models.transition_mixin import Edge
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from pgo_core import plain, rules

from .rule import SEVERITIES

#: What a draft proposes, named as in the rule.
PROPOSED = (
    "severity",
    "is_applied",
    "entity_type_ids",
    "change_case_ids",
    "date_from",
    "date_to",
)
#: Counts of a trial by the key of its results.
COUNTS = ("newly_failing", "no_longer_failing", "stricter", "milder", "unchecked")


class RuleTrial(models.Model):
    """A change of a rule, drafted and run over what SGP reads before it is saved (“what if”).

    Nothing of the rule moves until the change is applied, and then it is an edit like any other, with its
    reason and its event. Both settings are kept as they were at the start, so a trial that is resumed compares
    the same two.
    """

    _name = "pgo.rule.trial"
    _inherit = ["pgo.background.mixin"]
    _description = "What-If of a Rule"
    _job = "pgo_rof.ir_cron_rule_trial"
    _order = "id desc"
    _transitions = {
        ("draft", "running"): Edge(roles=("sgp_admin",), check="_check_may_start"),
        ("running", "cancelled"): Edge(roles=("sgp_admin",)),
        ("running", "done"): Edge(),
    }
    _guarded = {
        "state": "draft",
        "setting_before": False,
        "setting_after": False,
        "day": False,
        "total": 0,
        "left_out_count": 0,
        "date_started": False,
        "date_ended": False,
        "date_applied": False,
    }

    rule_id = fields.Many2one("pgo.rule", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, index=True)
    severity = fields.Selection(SEVERITIES, required=True)
    is_applied = fields.Boolean(string="Applied")
    entity_type_ids = fields.Many2many(
        "pgo.entity.type", string="Only for", help="Entity types it is applied to; empty means all."
    )
    change_case_ids = fields.Many2many(
        "pgo.change.case",
        string="Only in the Cases",
        help="Cases (supuestos) of LOE 46.1 it is applied in; empty means all.",
    )
    date_from = fields.Date(string="In Force From", help="Empty: since always.")
    date_to = fields.Date(string="In Force Until", help="Last day; empty: without end.")
    value_ids = fields.One2many("pgo.rule.trial.value", "trial_id", string="Parameters")
    setting_before = fields.Json(readonly=True)
    setting_after = fields.Json(readonly=True)
    day = fields.Date(
        string="As of",
        readonly=True,
        help="Day on which both are looked at: today, or the first day of the change if that is later.",
    )
    total = fields.Integer(string="Versions to Check")
    left_out_count = fields.Integer(
        string="Drafts Left Out",
        readonly=True,
        help="Versions in process that were not sent: SGP reads what was sent, so they are only counted.",
    )
    date_applied = fields.Datetime(string="Applied to the Rule", readonly=True)
    result_ids = fields.One2many("pgo.rule.trial.result", "trial_id", string="Results")
    done_count = fields.Integer(string="Checked", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    newly_failing_count = fields.Integer(string="Would Newly Fail", compute="_compute_counts")
    no_longer_failing_count = fields.Integer(
        string="Would No Longer Fail", compute="_compute_counts"
    )
    stricter_count = fields.Integer(string="Fail, More Severe", compute="_compute_counts")
    milder_count = fields.Integer(string="Fail, Less Severe", compute="_compute_counts")
    unchecked_count = fields.Integer(string="Could Not Be Checked", compute="_compute_counts")

    _one_running = models.UniqueIndex(
        "(user_id) WHERE state = 'running'",
        "You already have a trial running: wait for it or cancel it.",
    )

    @api.depends("rule_id")
    def _compute_display_name(self):
        for trial in self:
            trial.display_name = f"{trial.rule_id.rule_id} · {trial.rule_id.title}"

    @api.depends("result_ids.change", "total")
    def _compute_counts(self):
        # Counted from the rows: the run never writes the trial itself, so cancelling does not wait for it.
        groups = self.env["pgo.rule.trial.result"]._read_group(
            [("trial_id", "in", self.ids)], ["trial_id", "change"], ["__count"]
        )
        counts = {(trial.id, change): count for trial, change, count in groups}
        for trial in self:
            done = sum(count for (owner, _change), count in counts.items() if owner == trial.id)
            trial.done_count = done
            trial.progress = min(100 * done / trial.total, 100) if trial.total else 0
            for change in COUNTS:
                trial[f"{change}_count"] = counts.get((trial.id, change), 0)

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for trial in self:
            if trial.date_from and trial.date_to and trial.date_to < trial.date_from:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” would end before it begins: correct its dates.",
                        rule=trial.rule_id.title,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        filled = []
        for vals in vals_list:
            rule = self.env["pgo.rule"].browse(vals.get("rule_id"))
            filled.append({**self._said_by(rule), **vals, "user_id": self.env.uid})
        return super().create(filled)

    @api.model
    def _said_by(self, rule):
        """Return the values of a draft that says what the rule says now."""
        return {
            "severity": rule.severity,
            "is_applied": rule.is_applied,
            "entity_type_ids": [Command.set(rule.entity_type_ids.ids)],
            "change_case_ids": [Command.set(rule.change_case_ids.ids)],
            "date_from": rule.date_from,
            "date_to": rule.date_to,
            "value_ids": [
                Command.create({"parameter_id": parameter.id, "value": parameter.value})
                for parameter in rule.parameter_ids
            ],
        }

    def write(self, vals):
        if {"rule_id", "user_id"} & vals.keys():
            raise UserError(self.env._("A trial stays with its rule and its person."))
        if {*PROPOSED, "value_ids"} & vals.keys():
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        if any(trial.state != "draft" for trial in self):
            raise UserError(
                self.env._("What was tried does not change: start another trial from the rule.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(trial.state == "running" for trial in self):
            raise UserError(self.env._("Cancel the trial before deleting it."))

    # Actions ---------------------------------------------------------------------------------------------------

    def action_start(self):
        """Run the trial in the background."""
        for trial in self:
            before, after = trial._settings()
            today = self.env["pgo.version"]._today_in_lima()
            trial._transition(
                "running",
                vals={
                    "setting_before": asdict(before),
                    "setting_after": asdict(after),
                    "day": max(today, trial.date_from or today),
                    "total": trial._readable_count(),
                    "left_out_count": trial._left_out(),
                    "date_started": fields.Datetime.now(),
                },
            )
        self._wake()
        return True

    def action_open_results(self):
        """Open what was found, by type of entity and department."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pgo_rof.pgo_rule_trial_result_action"
        )
        return {**action, "domain": [("trial_id", "=", self.id)], "name": self.display_name}

    def action_apply(self, reason):
        """Change the rule as it was proposed and tried, with the reason that its event keeps."""
        for trial in self:
            trial._check_may_apply()
            trial.rule_id.write({**trial._applied_vals(), "reason": reason})
            # The role was checked above and the rule's own guard passed.
            opened(trial, TRANSITION).write({"date_applied": fields.Datetime.now()})
        return True

    # What the actions ask --------------------------------------------------------------------------------------

    def _settings(self):
        """Return the RuleSetting in force and the proposed one."""
        self.ensure_one()
        rule = self.rule_id
        return (
            rule._setting(rule.parameter_ids._values()),
            rule._setting(self.value_ids._values(), self),
        )

    def _check_may_start(self):
        before, after = self._settings()
        if before == after:
            raise UserError(
                self.env._("The draft says the same as the rule: change something to try it.")
            )
        running = self.search_count([("user_id", "=", self.env.uid), ("state", "=", "running")])
        if running or self.user_id != self.env.user:
            raise UserError(
                self.env._("You already have a trial running: wait for it or cancel it.")
                if running
                else self.env._(
                    "Each person runs the drafts that they wrote: start one from the rule."
                )
            )

    def _check_may_apply(self):
        if self.state != "done" or self.date_applied:
            raise UserError(
                self.env._(
                    "Only a finished trial is applied, and once: start another from the rule."
                )
            )
        if not self._has_role(("sgp_admin",)):
            raise UserError(self.env._("Rules are changed by SGP's administrator."))
        if self.rule_id._setting(self.rule_id.parameter_ids._values()) != self._tried("before"):
            raise UserError(
                self.env._(
                    "The rule has changed since this trial, so its figures no longer tell what would happen. Try it"
                    " again."
                )
            )

    def _tried(self, side):
        """Return the RuleSetting of one side as it was at the start."""
        return plain.build(rules.RuleSetting, self[f"setting_{side}"])

    def _applied_vals(self):
        vals = {name: self[name] for name in ("severity", "is_applied", "date_from", "date_to")}
        for name in ("entity_type_ids", "change_case_ids"):
            vals[name] = [Command.set(self[name].ids)]
        changed = self.value_ids.filtered(
            lambda row: (row.value or "").strip() != (row.current_value or "").strip()
        )
        if changed:
            vals["parameter_ids"] = [
                Command.update(row.parameter_id.id, {"value": row.value}) for row in changed
            ]
        return vals

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "name": self.display_name,
        }
