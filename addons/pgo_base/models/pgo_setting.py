from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache


class Setting(models.Model):
    """A parameter of the process that SGP edits: a term in business days, a yes or no, a text.

    Rows are shipped, not created by hand: code asks for them by key.
    """

    _name = "pgo.setting"
    _inherit = ["pgo.cached.mixin", "pgo.accounted.mixin"]
    _description = "Setting"
    _order = "sequence, id"
    _event_kind = "setting.changed"
    _event_key = "key"
    # Rows come and go with the platform.
    _accounted_acts = frozenset(("write",))
    _free_fields = frozenset(("sequence",))

    sequence = fields.Integer(default=10)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=False, readonly=True)
    kind = fields.Selection(
        [("integer", "Number"), ("boolean", "Yes or No"), ("text", "Text")],
        required=True,
        readonly=True,
    )
    value = fields.Char(required=True, help="For yes or no, write 1 or 0.")
    minimum = fields.Integer(readonly=True)
    maximum = fields.Integer(readonly=True)
    citation = fields.Char(string="Legal Basis", readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "There is already a setting with that key.")

    @api.constrains("value", "kind", "minimum", "maximum")
    def _check_value(self):
        for setting in self:
            if setting.kind == "boolean" and setting.value not in ("0", "1"):
                raise ValidationError(
                    self.env._("%(name)s: write 1 for yes or 0 for no.", name=setting.name)
                )
            if setting.kind == "integer" and not (
                setting.value.isdigit() and setting.minimum <= int(setting.value) <= setting.maximum
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s: write a whole number from %(low)s to %(high)s.",
                        name=setting.name,
                        low=setting.minimum,
                        high=setting.maximum,
                    )
                )

    def write(self, vals):
        if vals.keys() - {"value", "reason", "sequence"}:
            raise UserError(
                self.env._("Only the value of a setting changes; the rest comes with the platform.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        raise UserError(
            self.env._("A setting is not erased: the platform needs it. Change its value instead.")
        )

    @api.model
    @ormcache("key")
    def _raw(self, key):
        # Parameters of the process are public knowledge; only the one asked for is read.
        setting = self.sudo().search_fetch([("key", "=", key)], ["kind", "value"], limit=1)
        if not setting:
            raise KeyError(key)
        return setting.kind, setting.value

    @api.model
    def _get(self, key):
        """Return the value of a setting as int, bool or str. Raises `KeyError` for a key that is not shipped."""
        kind, value = self._raw(key)
        if kind == "integer":
            return int(value)
        return value == "1" if kind == "boolean" else value
