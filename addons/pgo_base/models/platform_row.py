from odoo import api, models
from odoo.exceptions import UserError

from .sentinel import TRANSITION, is_open


class PlatformRow(models.AbstractModel):
    """A row that the platform alone writes, as part of an act that was checked; sudo is not exempt."""

    _name = "pgo.platform.row"
    _description = "Row Written by the Platform"

    #: Fields that people with access may write by themselves.
    _free_fields = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_platform()
        return super().create(vals_list)

    def write(self, vals):
        if vals.keys() - self._free_fields:
            self._check_platform()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_platform(self):
        self._check_platform()

    def _check_platform(self):
        if not is_open(self.env, TRANSITION):
            raise UserError(
                self.env._(
                    "“%(kind)s” is written by the platform as part of another act, never by hand.",
                    kind=self._description,
                )
            )
