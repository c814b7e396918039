from markupsafe import Markup

from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_base.models.sentinel import LOAD, is_open, opened
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from pgo_core import rules
from pgo_core.rules import examples
from pgo_core.rules.context import RuleSetting

SEVERITIES = [("blocks", "Blocks"), ("warns", "Warns"), ("informs", "Informs")]
BASES = [
    ("loe", "Lineamientos de Organización del Estado"),
    ("lineamientos", "Orienting Lineamientos"),
    ("law", "Law"),
    ("opinion", "Opinion of SGP"),
]

CHAPTERS = [
    ("structure", "Structure"),
    ("codes", "Codes and Organigram"),
    ("functions", "Functions"),
    ("language", "Wording"),
    ("document", "Document"),
    ("dossier", "Dossier and Procedure"),
    ("models", "Organization Models"),
]

#: What SGP sets of a rule.
EDITABLE = {
    "severity",
    "parameter_ids",
    "is_applied",
    "entity_type_ids",
    "change_case_ids",
    "date_from",
    "date_to",
    "reason",
}


class Rule(models.Model):
    """What SGP sets of a rule whose check is code of the library: severity, parameters, whether it applies."""

    _name = "pgo.rule"
    _inherit = ["pgo.cached.mixin", "pgo.accounted.mixin"]
    _description = "Rule"
    _order = "number"
    _rec_name = "title"
    _event_kind = "rule.changed"
    _event_key = "rule_id"
    # Rules come with the library.
    _accounted_acts = frozenset(("write",))
    _part_fields = ("parameter_ids",)

    rule_id = fields.Char(string="Identifier", required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True)
    chapter = fields.Selection(CHAPTERS, required=True, readonly=True)
    title = fields.Char(required=True, readonly=True, translate=False)
    citation = fields.Char(string="Legal Basis", readonly=True, translate=False)
    basis = fields.Selection(
        BASES, required=True, readonly=True, help="What it rests on decides who may set it aside."
    )
    default_severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        help="Blocks the endorsement, asks for an answer, or only informs.",
    )
    parameter_ids = fields.One2many("pgo.rule.parameter", "rule_id", string="Parameters")
    is_applied = fields.Boolean(string="Applied", default=True)
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
    examples = fields.Html(compute="_compute_examples", sanitize=False)

    _rule_id_uniq = models.UniqueIndex("(rule_id)", "That rule is already registered.")

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_to < rule.date_from:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” would end before it begins: correct its dates.", rule=rule.title
                    )
                )

    @api.depends("rule_id")
    def _compute_examples(self):
        for rule in self:
            rule.examples = self._examples_html(rule.rule_id) if rule.rule_id else False

    @api.model
    @ormcache("rule_id")
    def _examples_html(self, rule_id):
        """Return the examples of a rule as HTML: texts that hold, and texts that do not with what is found."""
        if rule_id not in rules.REGISTRY:
            return False
        lines = []
        for example in examples.of(rule_id):
            found = dict.fromkeys(finding.message() for finding in example.run())
            lines.append(
                Markup("<li><b>%s</b> %s%s</li>")
                % (
                    "✓" if example.holds else "✗",
                    example.tells,
                    Markup("").join(Markup("<br/><i>%s</i>") % message for message in found),
                )
            )
        return Markup("<ul class='list-unstyled'>%s</ul>") % Markup("").join(lines)

    def write(self, vals):
        if vals.keys() - EDITABLE and not is_open(self.env, LOAD):
            raise UserError(
                self.env._(
                    "Only severity, parameters and whether it applies are set here; the rest is the rule's."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        raise UserError(self.env._("A rule is not erased: stop applying it instead."))

    @api.model
    def _sync(self):
        """Bring the table to the rules of the library; what SGP set stays."""
        known = {rule.rule_id: rule for rule in self.search([])}
        for rule in rules.rules():
            vals = {
                "number": rule.number,
                "chapter": rule.chapter,
                "title": rule.title,
                "citation": rule.citation,
                "basis": rule.basis,
                "default_severity": rule.severity,
            }
            if rule.id in known:
                opened(known[rule.id], LOAD).write(vals)
            else:
                self.create({**vals, "rule_id": rule.id, "severity": rule.severity})
        self.env["pgo.rule.parameter"]._sync()
        self.env.registry.clear_cache()

    @api.model
    @ormcache()
    def _settings(self):
        """Return {rule id: RuleSetting} of what differs from the library's defaults."""
        # Which rules apply is public; every check needs all of them whatever the person may see.
        return {
            rule.rule_id: rule._setting(rule.parameter_ids._values())
            for rule in self.sudo().search([])
        }

    def _setting(self, parameters, proposal=None):
        """Return the RuleSetting of this rule with these parameters; of a proposal, what that says instead."""
        self.ensure_one()
        said = self if proposal is None else proposal
        return RuleSetting(
            severity=said.severity if said.severity != self.default_severity else None,
            parameters=parameters,
            active=said.is_applied,
            entity_types=tuple(said.entity_type_ids.mapped("code")),
            change_cases=tuple(said.change_case_ids.mapped("letter")),
            valid_from=fields.Date.to_string(said.date_from) or "",
            valid_to=fields.Date.to_string(said.date_to) or "",
        )

    def action_what_if(self):
        """Open a draft of a change of this rule, to be tried on every version before it is saved."""
        self.ensure_one()
        trial = self.env["pgo.rule.trial"].create({"rule_id": self.id})
        return open_form(trial)

    def action_test(self):
        """Open the trial of this rule on one version."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pgo.rule.test",
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Test on a Version"),
            "context": {"default_rule_id": self.id},
        }
