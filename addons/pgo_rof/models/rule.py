import json

from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, is_open, opened
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from pgo_core import rules
from pgo_core.rules.context import RuleSetting

SEVERITIES = [("blocks", "Blocks"), ("warns", "Warns"), ("informs", "Informs")]
BASES = [
    ("loe", "Lineamientos de Organización del Estado"),
    ("lineamientos", "Orienting Lineamientos"),
    ("law", "Law"),
    ("opinion", "Opinion of SGP"),
]

#: What SGP sets of a rule.
EDITABLE = {"severity", "parameters", "is_applied", "reason"}


class Rule(models.Model):
    """What SGP sets of a rule whose check is code of the library: severity, parameters, whether it applies."""

    _name = "pgo.rule"
    _inherit = ["pgo.accounted.mixin"]
    _description = "Rule"
    _order = "number"
    _rec_name = "title"
    _event_kind = "rule.changed"
    _event_key = "rule_id"
    # Rules come with the library.
    _accounted_acts = frozenset(("write",))

    rule_id = fields.Char(string="Identifier", required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True)
    chapter = fields.Char(required=True, readonly=True)
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
    parameters = fields.Text(
        default="{}", required=True, help="Parameters that differ from the default ones, as JSON."
    )
    is_applied = fields.Boolean(string="Applied", default=True)

    _rule_id_uniq = models.UniqueIndex("(rule_id)", "That rule is already registered.")

    @api.constrains("parameters")
    def _check_parameters(self):
        for rule in self:
            try:
                rules.REGISTRY[rule.rule_id].resolve(json.loads(rule.parameters or "{}"))
            except (ValueError, TypeError, AttributeError) as error:
                raise ValidationError(
                    self.env._(
                        "The parameters of “%(rule)s” are not valid: %(problem)s",
                        rule=rule.title,
                        problem=error,
                    )
                ) from error

    def write(self, vals):
        if vals.keys() - EDITABLE and not is_open(self.env, LOAD):
            raise UserError(
                self.env._(
                    "Only severity, parameters and whether it applies are set here; the rest is the rule's."
                )
            )
        self.env.registry.clear_cache()
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
        self.env.registry.clear_cache()

    @api.model
    @ormcache()
    def _settings(self):
        """Return {rule id: RuleSetting} of what differs from the library's defaults."""
        # Which rules apply is public; every check needs all of them whatever the person may see.
        return {
            rule.rule_id: RuleSetting(
                severity=rule.severity if rule.severity != rule.default_severity else None,
                parameters=json.loads(rule.parameters or "{}"),
                active=rule.is_applied,
            )
            for rule in self.sudo().search([])
        }
