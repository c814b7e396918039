from odoo import models


class TransitionMixin(models.AbstractModel):
    _inherit = "pgo.transition.mixin"

    def _has_role(self, roles):
        """Return whether the person holds today one of `roles`, for the entity of the record (DESIGN 5)."""
        entity = self.entity_id if "entity_id" in self._fields else None
        return self.env.user._pgo_has_role(roles, entity)

    def _role_label(self, role):
        selection = self.env["pgo.membership"]._fields["role"]._description_selection(self.env)
        return dict(selection).get(role, role)
