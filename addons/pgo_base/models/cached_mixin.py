from odoo import api, models


class CachedMixin(models.AbstractModel):
    """Rows that many screens and checks ask for and that change a few times a year: read once until one changes.

    The model reads them in methods with `ormcache`; here every way to change a row empties that cache.
    """

    _name = "pgo.cached.mixin"
    _description = "Rows Kept in the Cache"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
