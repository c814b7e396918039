from odoo import api, fields, models
from odoo.addons.pgo_base.models.sentinel import LOAD, is_open, opened
from odoo.exceptions import UserError, ValidationError

from pgo_core import rules
from pgo_core.rules import texts

PARAMETER_KINDS = [
    ("number", "Number"),
    ("words", "Words or Phrases"),
    ("choice", "One of Several"),
    ("boolean", "Yes or No"),
]


class RuleParameter(models.Model):
    """A figure or a list of words of a rule, which SGP sets without touching code. Empty is the library's own."""

    _name = "pgo.rule.parameter"
    _inherit = ["pgo.cached.mixin", "pgo.accounted.mixin"]
    _description = "Parameter of a Rule"
    _order = "rule_id, id"
    _rec_name = "label"
    _owner_fields = ("rule_id",)
    _accounted_acts = frozenset(("write",))

    rule_id = fields.Many2one(
        "pgo.rule", required=True, readonly=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True)
    label = fields.Char(string="Parameter", required=True, readonly=True, translate=False)
    kind = fields.Selection(PARAMETER_KINDS, required=True, readonly=True)
    default_value = fields.Text(string="Initial Value", readonly=True)
    allowed = fields.Char(readonly=True, translate=False, help="Values that make sense.")
    value = fields.Text(
        help="Leave it empty for the initial value. Words or phrases: one per line."
    )

    _key_uniq = models.UniqueIndex("(rule_id, key)", "That parameter is already registered.")

    def write(self, vals):
        if vals.keys() - {"value", "reason"} and not is_open(self.env, LOAD):
            raise UserError(self.env._("Of a parameter only its value is set."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if not is_open(self.env, LOAD):
            raise UserError(self.env._("A parameter belongs to its rule: empty its value instead."))

    @api.constrains("value")
    def _check_value(self):
        for parameter in self:
            parameter._value_of(parameter.value)

    def _value_of(self, text):
        """Return the value that `text` writes, None when it is empty: the library's own.

        Raises `ValidationError`, with what makes sense, for one that does not fit.
        """
        self.ensure_one()
        if not (text or "").strip():
            return None
        rule = rules.REGISTRY[self.rule_id.rule_id]
        try:
            value = self._parsed(text)
            rule.resolve({self.key: value})
        except (ValueError, KeyError):
            raise ValidationError(
                self.env._(
                    "“%(value)s” is not a value for “%(parameter)s”: %(allowed)s",
                    value=text,
                    parameter=self.label,
                    allowed=self.allowed or self.default_value,
                )
            ) from None
        return value

    def _values(self):
        """Return {key: value} of those that SGP set. Raises `ValueError` for text that is no value."""
        return {
            parameter.key: parameter._parsed(parameter.value)
            for parameter in self
            if (parameter.value or "").strip()
        }

    def _parsed(self, text):
        text = text.strip()
        if self.kind == "number":
            return float(text) if "." in text else int(text)
        if self.kind == "words":
            return [line.strip() for line in text.splitlines() if line.strip()]
        if self.kind == "boolean":
            return {"sí": True, "si": True, "no": False}[text.lower()]
        return text

    @api.model
    def _sync(self):
        """Bring the table to the parameters of the library's rules; what SGP set stays."""
        table = opened(self, LOAD)
        known = {(row.rule_id.rule_id, row.key): row for row in table.search([])}
        owners = {rule.rule_id: rule for rule in self.env["pgo.rule"].search([])}
        missing = []
        for rule in rules.rules():
            for key, parameter in rule.parameters.items():
                vals = {
                    "label": texts.parameter(rule.id, key),
                    "kind": _kind(parameter),
                    "default_value": _as_text(parameter.default),
                    "allowed": _allowed(parameter),
                }
                if row := known.pop((rule.id, key), None):
                    row.write(vals)
                else:
                    missing.append({**vals, "rule_id": owners[rule.id].id, "key": key})
        table.create(missing)
        table.browse([row.id for row in known.values()]).unlink()


def _kind(parameter):
    if isinstance(parameter.default, bool):
        return "boolean"
    if isinstance(parameter.default, int | float):
        return "number"
    return "choice" if parameter.choices else "words"


def _as_text(value):
    if isinstance(value, bool):
        return "sí" if value else "no"
    return "\n".join(value) if isinstance(value, list | tuple) else str(value)


def _allowed(parameter):
    if parameter.choices:
        return ", ".join(parameter.choices)
    if parameter.minimum is not None and parameter.maximum is not None:
        return f"{parameter.minimum} – {parameter.maximum}"
    if parameter.minimum is not None:
        return f"≥ {parameter.minimum}"
    return f"≤ {parameter.maximum}" if parameter.maximum is not None else ""
